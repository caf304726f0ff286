// The touch page: one touch, one ticket. It never waits for a printer and never gives two numbers for two taps.
import { Icon, html, useEffect, useRef, useState } from "../../server/browser/html.js";
import { DemoMark, openLink, screen } from "../../server/browser/screen.js";
import { breakable, clock, dateWords, hoursWords, lunchUntil, shutWords, windowsWords } from "../../server/browser/figures.js";
import { doorsAt } from "../../server/browser/opening.js";
import { ISSUE } from "../../server/browser/send.js";
import { t } from "./words.js";
import { accessibility, baby, clockFace, contrast, elder, grid, guide, languages, largeText, lunch, medal, phone, printer, shield, undo, user, warning } from "../../server/browser/icons.js";
import { clicking } from "./click.js";
import { IdleQuestion, useIdle } from "./idle.js";
import { Result } from "./result.js";

/** @import { Link } from "../../server/browser/link.js" */
/** @import { Touch } from "./result.js" */
/** @import { Lang, Outcome, Shown } from "../../server/browser/types.js" */
/** @import { IssueTicket, KioskView, LineShown, Live } from "../../server/browser/wire.js" */

const TILES = 8; // on one screen
const TILES_ELDER = 4;
const LONG_NAME = { zh: 8, en: 20 }; // signs; longer names are set smaller
const CUT_MS = 5_000; // a server that starts again is back before that
const UNLOCK_MS = 1_200; // a second tap of the same finger
/** @type {Record<string, string>} */
const CLASS_ICONS = { elder, disabled: accessibility, pregnant: baby, soldier: medal };
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
  const [result, setResult] = useState(/** @type {Touch | null} */ (null));
  const locked = useRef(false);
  /** @param {Partial<State>} part */
  const change = (part) => setState((before) => ({ ...before, ...part }));
  const home = () => {
    setState(HOME);
    setResult(null);
  };
  const atHome = result === null && /** @type {(keyof State)[]} */ (Object.keys(HOME)).every((name) => state[name] === HOME[name]);
  const asking = useIdle(!atHome && result === null, home);
  busy = !atHome;
  useEffect(() => {
    const root = document.documentElement;
    root.dataset.theme = state.contrast ? "contrast" : "light";
    root.dataset.scale = state.elder ? "elder" : "normal";
    root.lang = state.lang === "zh" ? "zh-CN" : "en";
  }, [state.contrast, state.elder, state.lang]);
  useEffect(clicking, []);
  useEffect(() => {
    const left = link.commands.resume({ ...ISSUE, slow }); // loaded while it waited: the same key, the same number
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

  const cut = link.freshness() !== "fresh" || link.away() > CUT_MS; // a touch would wait in vain
  /** @param {string} line */
  const issue = (line) => take(state.cls ? { do: "ticket.issue", line, class: state.cls } : { do: "ticket.issue", line });
  return html`
    <${Head} view=${view} state=${state} change=${change} />
    <${Prompt} view=${view} live=${live} lang=${state.lang} cut=${cut} />
    <${Tiles} view=${view} closed=${cut || !doorsNow(live).issuing} state=${state} change=${change} issue=${issue} />
    ${view.classes.length > 1 && html`<${Classes} view=${view} state=${state} change=${change} />`}
    <${Foot} view=${view} lang=${state.lang} />
    ${result && html`<${Result} result=${result} view=${view} lang=${state.lang} close=${home} />`}
    ${asking > 0 && html`<${IdleQuestion} lang=${state.lang} seconds=${asking} />`}
  `;
}

/** @param {{ view: KioskView, state: State, change: Change }} props */
function Head({ view, state, change }) {
  const { lang } = state;
  const face = view.face;
  return html`<header class="head">
    <div class="head-name">
      <span class="mark">${face.mark}</span>
      <h1>${lang === "zh" ? face.name : face.name_en}</h1>
      <${DemoMark} />
    </div>
    <div class="head-time">
      <strong>${clock(link.now())}</strong>
      <span>${dateWords(link.now(), lang)}</span>
    </div>
    <nav class="switches" aria-label=${t(lang, "display")}>
      <button type="button" onClick=${() => change({ lang: lang === "zh" ? "en" : "zh" })}><${Icon} of=${languages} /> ${t(lang, "other_language")}</button>
      <button type="button" aria-pressed=${state.elder} onClick=${() => change({ elder: !state.elder, screen: 0 })}><${Icon} of=${largeText} /> ${t(lang, "elder")}</button>
      <button type="button" aria-pressed=${state.contrast} onClick=${() => change({ contrast: !state.contrast })}><${Icon} of=${contrast} /> ${t(lang, "contrast")}</button>
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
    const opens = doors.opensAt && t(lang, "opens_at", { day: dateWords(doors.opensAt, lang), time: clock(doors.opensAt) });
    return html`<section class="prompt prompt-closed" role="status">
      <h2><${Icon} of=${clockFace} /> ${t(lang, doors.why === "issuing_over" || doors.why === "day_closed" ? "issuing_over" : shutWords(doors, link.now()))}</h2>
      ${opens && html`<p>${opens}</p>`}
      <p>${t(lang, "hours", { hours: hoursWords(view.day) })}</p>
    </section>`;
  }
  const atLunch = lunchUntil(live, link.now());
  return html`<section class="prompt">
    <h2>${t(lang, "choose_line")}</h2>
    <p class=${atLunch ? "prompt-lunch" : ""}>${atLunch ? html`<${Icon} of=${lunch} /> ${t(lang, "lunch_issue", { time: atLunch })}` : view.face.notice || t(lang, "choose_hint")}</p>
    ${live.paper === "out" && html`<p class="prompt-paper" role="status"><${Icon} of=${printer} /> ${t(lang, "paper_out")}</p>`}
  </section>`;
}

/**
 * The tiles of one screen: at most `most`, the last one leads on to the others.
 * @param {LineShown[]} lines
 * @param {number} most
 * @param {number} n
 */
function screenOf(lines, most, n) {
  if (lines.length <= most) return { shown: lines, more: false, rest: [], last: false };
  const each = most - 1;
  const screens = Math.ceil(lines.length / each);
  const at = n % screens;
  return { shown: lines.slice(at * each, at * each + each), more: true, rest: lines.slice(at * each + each), last: at === screens - 1 };
}

/** @param {{ view: KioskView, closed: boolean, state: State, change: Change, issue: (line: string) => void }} props */
function Tiles({ view, closed, state, change, issue }) {
  const most = state.elder ? TILES_ELDER : TILES;
  const { shown, more, rest, last } = screenOf(view.lines, most, state.screen);
  return html`<section class="tiles" data-count=${more ? most : shown.length}>
    ${shown.map((line) => html`<${Tile} key=${line.line} line=${line} lang=${state.lang} closed=${closed} issue=${issue} />`)}
    ${more &&
    html`<button type="button" class="tile tile-more" onClick=${() => change({ screen: last ? 0 : state.screen + 1 })}>
      <${Icon} of=${last ? undo : grid} />
      <span class="tile-words">
        <span class="tile-name">${t(state.lang, last ? "first_lines" : "more_lines")}</span>
        <span class="tile-hint">${last ? "" : rest.map((line) => (state.lang === "zh" ? line.name : line.name_en)).join(" · ")}</span>
      </span>
    </button>`}
  </section>`;
}

/** @param {{ line: LineShown, lang: Lang, closed: boolean, issue: (line: string) => void }} props */
function Tile({ line, lang, closed, issue }) {
  const [pressed, setPressed] = useState(false);
  const off = closed || !line.open;
  const name = lang === "zh" ? line.name : line.name_en;
  const press = () => {
    setPressed(true);
    setTimeout(() => setPressed(false), 400);
    issue(line.line);
  };
  return html`<button type="button" class=${`tile${pressed ? " tile-pressed" : ""}${name.length > LONG_NAME[lang] ? " tile-long" : ""}`} data-line=${line.line} disabled=${off} onClick=${press}>
    <span class="tile-letter" aria-hidden="true">${line.line}</span>
    <span class="tile-words">
      <span class="tile-name">${breakable(name)}</span>
      ${line.hint && lang === "zh" && html`<span class="tile-hint">${breakable(line.hint)}</span>`}
    </span>
    <span class="tile-note">
      <span>${placeWords(line, lang, closed)}</span>
      ${!closed && html`<strong>${t(lang, "waiting_n", { n: line.waiting })}</strong>`}
    </span>
  </button>`;
}

/**
 * Where a line is served, or that it is not.
 * @param {LineShown} line
 * @param {Lang} lang
 * @param {boolean} closed
 */
function placeWords(line, lang, closed) {
  if (!line.open) return t(lang, "line_closed");
  const windows = windowsWords(line.open_windows.length ? line.open_windows : line.windows, lang);
  return closed || line.open_windows.length || !line.windows.length ? windows : t(lang, "windows_away", { windows });
}

/** @param {{ view: KioskView, state: State, change: Change }} props */
function Classes({ view, state, change }) {
  const { lang } = state;
  const chosen = state.cls || view.classes[0].id;
  return html`<section class="classes" role="group" aria-label=${t(lang, "class_question")}>
    <p class="classes-question">${t(lang, "class_question")}</p>
    <div class="classes-row">
      ${view.classes.map((cls, at) => html`<button type="button" key=${cls.id} class="class" aria-pressed=${cls.id === chosen} onClick=${() => change({ cls: at === 0 ? null : cls.id })}>
        <${Icon} of=${CLASS_ICONS[cls.id] || user} /> ${lang === "zh" ? cls.name : cls.name_en}
      </button>`)}
    </div>
  </section>`;
}

/** @param {{ view: KioskView, lang: Lang }} props */
function Foot({ view, lang }) {
  const face = view.face;
  return html`<footer class="foot">
    <span><${Icon} of=${guide} /> ${t(lang, "ask_guide")}</span>
    <span><${Icon} of=${phone} /> ${t(lang, "consult")} ${face.consult_phone || t(lang, "to_come")}</span>
    <span><${Icon} of=${shield} /> ${t(lang, "supervise")} ${face.supervise_phone || t(lang, "to_come")}</span>
  </footer>`;
}

screen(link, Kiosk);
