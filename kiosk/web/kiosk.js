// The touch page: one touch, one ticket.
// It never waits for a printer and never gives two numbers for two taps.
import { Icon, html, useEffect, useLayoutEffect, useRef, useState } from "../../server/browser/html.js";
import { DemoMark, openLink, screen } from "../../server/browser/screen.js";
import { clock, dateWords, hoursWords, lunchUntil, shutWords } from "../../server/browser/figures.js";
import { doorsAt } from "../../server/browser/opening.js";
import { ISSUE } from "../../server/browser/send.js";
import { TurningList, TurningText } from "../../server/browser/turns.js";
import { t } from "./words.js";
import {
  clockFace,
  contrast,
  guide,
  languages,
  largeText,
  lunch,
  phone,
  printer,
  shield,
  warning,
} from "../../server/browser/icons.js";
import { clicking } from "./click.js";
import { IdleQuestion, useIdle } from "./idle.js";
import { Classes } from "./classes.js";
import { Result } from "./result.js";
import { Tiles } from "./tiles.js";

/** @import { Link } from "../../server/browser/link.js" */
/** @import { Touch } from "./result.js" */
/** @import { Lang, Outcome, Shown } from "../../server/browser/types.js" */
/** @import { IssueTicket, KioskView, Live } from "../../server/browser/wire.js" */

const CUT_MS = 5_000; // a server that starts again is back before that
const UNLOCK_MS = 1_200; // a second tap of the same finger
/** @type {Readonly<State>} */
const HOME = { lang: "zh", elder: false, contrast: false, screen: 0, cls: null };

/** @typedef {{ lang: Lang, elder: boolean, contrast: boolean, screen: number, cls: string | null }} State */
/** @typedef {(part: Partial<State>) => void} Change */

let busy = false; // no reload while a person stands here
/** @type {Link<KioskView>} */
const link = openLink({ isIdle: () => !busy });

/** @param {Shown<KioskView>} shown */
function Kiosk({ view, live }) {
  const [state, setState] = useState(HOME);
  const { lang } = state;
  const [result, setResult] = useState(/** @type {Touch | null} */ (null));
  const locked = useRef(false);
  /** @param {Partial<State>} part */
  const change = (part) => setState((before) => ({ ...before, ...part }));
  const home = () => {
    setState(HOME);
    setResult(null);
  };
  const atHome =
    result === null &&
    /** @type {(keyof State)[]} */ (Object.keys(HOME)).every((name) => state[name] === HOME[name]);
  const asking = useIdle(!atHome && result === null, home);
  busy = !atHome;
  useEffect(() => {
    const root = document.documentElement;
    root.dataset.theme = state.contrast ? "contrast" : "light";
    root.dataset.scale = state.elder ? "elder" : "normal";
    root.lang = lang === "zh" ? "zh-CN" : "en";
  }, [state.contrast, state.elder, lang]);
  useEffect(clicking, []);
  useLayoutEffect(() => {
    // Loaded or drawn anew while it waited: the same key, the same number. Before any finger: one that came
    // first took the place of the touch that waited, whose number was then given and never shown.
    const left = link.commands.resume({ ...ISSUE, slow });
    if (left) take(/** @type {IssueTicket} */ (left.command), left.outcome);
  }, []);

  const slow = () => setResult((before) => before && { ...before, slow: true });

  /**
   * @param {IssueTicket} command
   * @param {Promise<Outcome> | null} [outcome]
   */
  async function take(command, outcome = null) {
    if (locked.current) return;
    locked.current = true;
    const began = performance.now();
    setResult({ command });
    const answer = await (outcome || link.send(command, { ...ISSUE, slow }));
    setResult({ command, ...answer, at: performance.now() });
    setTimeout(() => (locked.current = false), Math.max(0, UNLOCK_MS - (performance.now() - began)));
  }

  const forget = () => link.commands.forget();
  const cut = link.freshness() !== "fresh" || link.away() > CUT_MS; // a touch would wait in vain
  /** @param {string} line */
  const issue = (line) =>
    take(state.cls ? { do: "ticket.issue", line, class: state.cls } : { do: "ticket.issue", line });
  return html`
    <${Head} view=${view} state=${state} change=${change} />
    <${Prompt} view=${view} live=${live} lang=${lang} cut=${cut} />
    <${Tiles}
      view=${view}
      closed=${cut || !doorsNow(live).issuing}
      state=${state}
      change=${change}
      issue=${issue}
    />
    ${view.classes.length > 1 && html`<${Classes} view=${view} state=${state} change=${change} />`}
    <${Foot} view=${view} lang=${lang} />
    ${result && html`<${Result} result=${result} view=${view} lang=${lang} close=${home} shown=${forget} />`}
    ${asking > 0 && html`<${IdleQuestion} lang=${lang} seconds=${asking} />`}
  `;
}

/** @param {{ view: KioskView, state: State, change: Change }} props */
function Head({ view, state, change }) {
  const { lang } = state;
  const face = view.face;
  return html`<header class="head">
    <${TurningText} class="head-name" most=${2}>
      <span class="mark">${face.mark}</span>${" "}
      <h1>${lang === "zh" ? face.name : face.name_en}</h1>
      <${DemoMark} />
    <//>
    <div class="head-time">
      <strong>${clock(link.now())}</strong>
      <span>${dateWords(link.now(), lang)}</span>
    </div>
    <nav class="switches" aria-label=${t(lang, "display")}>
      <button type="button" onClick=${() => change({ lang: lang === "zh" ? "en" : "zh" })}>
        <${Icon} of=${languages} /> ${t(lang, "other_language")}
      </button>
      <button
        type="button"
        aria-pressed=${state.elder}
        onClick=${() => change({ elder: !state.elder, screen: 0 })}
      >
        <${Icon} of=${largeText} /> ${t(lang, "elder")}
      </button>
      <button
        type="button"
        aria-pressed=${state.contrast}
        onClick=${() => change({ contrast: !state.contrast })}
      >
        <${Icon} of=${contrast} /> ${t(lang, "contrast")}
      </button>
    </nav>
  </header>`;
}

/** @param {Live} live */
const doorsNow = (live) => doorsAt(live.opening, link.now());

/** @param {{ view: KioskView, live: Live, lang: Lang, cut: boolean }} props */
function Prompt({ view, live, lang, cut }) {
  const doors = doorsNow(live);
  if (cut)
    return html`<section class="prompt prompt-closed prompt-cut" role="alert">
      <h2><${Icon} of=${warning} /> ${t(lang, "cut_off")}</h2>
      <p>${t(lang, "go_to_guide")}</p>
    </section>`;
  if (doors.why === "clock_unsure")
    return html`<section class="prompt prompt-closed" role="status">
      <h2><${Icon} of=${warning} /> ${t(lang, "clock_unsure")}</h2>
      <p>${t(lang, "go_to_guide")}</p>
    </section>`;
  if (!doors.issuing) {
    const over = doors.why === "issuing_over" || doors.why === "day_closed";
    const why = over ? "issuing_over" : shutWords(doors, link.now());
    const opens =
      doors.opensAt &&
      t(lang, "opens_at", { day: dateWords(doors.opensAt, lang), time: clock(doors.opensAt) });
    return html`<section class="prompt prompt-closed" role="status">
      <h2><${Icon} of=${clockFace} /> ${t(lang, why)}</h2>
      ${opens && html`<p>${opens}</p>`}
      <p>${t(lang, "hours", { hours: hoursWords(view.day) })}</p>
    </section>`;
  }
  const atLunch = lunchUntil(live, link.now());
  return html`<section class="prompt">
    <h2>${t(lang, "choose_line")}</h2>
    ${
      atLunch
        ? html`<p class="prompt-lunch">
            <${Icon} of=${lunch} /> ${t(lang, "lunch_issue", { time: atLunch })}
          </p>`
        : html`<${TurningText} class="prompt-notice" most=${2}
            >${view.face.notice || t(lang, "choose_hint")}<//
          >`
    }
    ${
      live.paper === "out" &&
      html`<p class="prompt-paper" role="status"><${Icon} of=${printer} /> ${t(lang, "paper_out")}</p>`
    }
  </section>`;
}

/** @param {{ view: KioskView, lang: Lang }} props */
function Foot({ view, lang }) {
  const face = view.face;
  return html`<footer class="foot">
    <${TurningList} class="foot-words">
      <li><${Icon} of=${guide} /> ${t(lang, "ask_guide")}</li>
      <li><${Icon} of=${phone} /> ${t(lang, "consult")} ${face.consult_phone || t(lang, "to_come")}</li>
      <li><${Icon} of=${shield} /> ${t(lang, "supervise")} ${face.supervise_phone || t(lang, "to_come")}</li>
    <//>
  </footer>`;
}

screen(link, Kiosk);
