// The wall: number → window, newest marked, every call and recall with a chime,
// and no old number as if it were new.
import { Icon, html, page, useEffect, useRef, useState } from "../../server/browser/html.js";
import { DemoMark, openLink, screen } from "../../server/browser/screen.js";
import {
  breakable,
  clock,
  dateWords,
  hoursWords,
  lunchUntil,
  shutWords,
} from "../../server/browser/figures.js";
import { t } from "./words.js";
import { bell, clockFace, lunch, volumeOff } from "../../server/browser/icons.js";
import { doorsAt } from "../../server/browser/opening.js";
import { chime, audible, soundState, wake } from "./chime.js";
import { TurningList, TurningText } from "../../server/browser/turns.js";
import { AT_WORK, Rows } from "./rows.js";
import { Sign } from "./sign.js";
import { letterPx } from "./sizes.js";

/** @import { Link } from "../../server/browser/link.js" */
/** @import { Report, Shown } from "../../server/browser/types.js" */
/** @import { BoardShown, BoardView, CallShown, Live, WindowView } from "../../server/browser/wire.js" */
/** @import { Beat, Shown as Newest } from "../../server/browser/wire.js" */

const OLD_CALL_MS = 60_000; // an older call is shown, not sounded

/** @typedef {Record<string, string | number>} Facts */
/** @typedef {{ words: string, facts?: Facts }} Said */
/** @typedef {Said & { icon: string, more?: Said }} Silence */

/** @type {Link<any>} of a wall or a sign */
const link = openLink();
/** @type {Newest | null} the newest call this screen shows, and since when */
let newest = null;
link.subscribe((/** @type {{ view: BoardView | WindowView | null }} */ { view }) => {
  if (!view) return;
  const call = ("calls" in view ? view.calls : [view.call]).reduce(
    (most, one) => Math.max(most, one ? one.call : 0),
    0,
  );
  if (call && (!newest || newest.call !== call || newest.day !== view.day.day))
    newest = { day: view.day.day ?? "", call, at: Math.round(link.now()) };
});

function shown() {
  return newest ? { shown: newest } : {};
}

/**
 * Whether this wall can be heard; it would speak unless the hall wants no chime.
 * @returns {Partial<Beat>}
 */
function speaking() {
  /** @type {BoardView | null} */
  const view = link.snapshot.view;
  return { sound: soundState(), wants_to_speak: Boolean(view && view.board.chime) };
}

/** @returns {Report} */
function testChime() {
  return chime() ? ["done"] : ["failed", t("zh", "sound_off")];
}

/** @param {Shown<BoardView>} shown */
function Board({ view, live, now }) {
  const sound = useChime(view);
  useLetter(view.board);
  const young = (/** @type {CallShown} */ call) => now - call.at < view.board.keep_call_seconds * 1000;
  const first = view.calls.find((call) => AT_WORK.has(call.state)) || view.calls.find(young);
  const others = view.calls.filter((call) => call !== first);
  const quiet = quietWords(view, live, now);
  const alone = !first || quiet; // nobody is to go anywhere now
  return html`
    <${Head} view=${view} sound=${sound} />
    <section class="body">
      ${
        alone
          ? html`<${Quiet} ...${quiet || { icon: bell, words: "no_calls" }} />`
          : html`<${Featured} call=${first} view=${view} />
              <${Rows} calls=${others} hold=${isNew(first, view)} />`
      }
      <${Side} view=${view} />
    </section>
    <${Foot} view=${view} />
  `;
}

/**
 * The size of letters, from the settings and the screen.
 * @param {BoardShown} board
 */
function useLetter(board) {
  useEffect(() => {
    const measure = () => {
      const letter = letterPx({
        width: innerWidth,
        height: innerHeight,
        diagonalInches: board.diagonal_inches,
        farthestMetres: board.farthest_metres,
      });
      document.documentElement.style.setProperty("--letter", `${letter.toFixed(1)}px`);
    };
    measure();
    addEventListener("resize", measure);
    return () => removeEventListener("resize", measure);
  }, [board.diagonal_inches, board.farthest_metres]);
}

/**
 * @param {CallShown} call
 * @param {BoardView} view
 */
const isNew = (call, view) =>
  AT_WORK.has(call.state) && link.now() - call.at < view.board.newest_seconds * 1000;

/**
 * Sound each new call once. The first view after loading sounds nothing: it is the past.
 * @param {BoardView} view
 */
function useChime(view) {
  const [sound, setSound] = useState("off");
  const heard = useRef(/** @type {{ day: string, last: number } | null} */ (null));
  useEffect(() => {
    const touch = () => wake().then((on) => setSound(on ? "on" : "off"));
    touch();
    addEventListener("pointerdown", touch);
    addEventListener("keydown", touch);
    return () => {
      removeEventListener("pointerdown", touch);
      removeEventListener("keydown", touch);
    };
  }, []);
  const last = view.calls.reduce((most, call) => Math.max(most, call.call), 0);
  const day = view.day.day ?? "";
  useEffect(() => {
    const before = heard.current;
    heard.current = { day, last };
    if (!before || before.day !== day || last <= before.last || !view.board.chime) return;
    const call = view.calls.find((other) => other.call === last);
    if (!call || link.now() - call.at > OLD_CALL_MS) return;
    const sounded = chime();
    setSound(sounded && audible() ? "on" : "off");
    document.body.dataset.chimed = String(last);
  }, [last, day]);
  return sound;
}

/** @param {{ view: BoardView, sound: string }} props */
function Head({ view, sound }) {
  const { face } = view;
  return html`<header class="head">
    <${TurningText} class="head-name" most=${2}
      ><span class="mark">${face.mark}</span>${" "}
      <h1>${face.name} <small lang="en">${face.name_en}</small></h1><//
    >
    <${DemoMark} />
    ${view.board.chime && sound === "off" && html`<${Mute} />`}
    <span class="head-time"
      ><span>${dateWords(link.now())}</span> <time>${clock(link.now(), { seconds: true })}</time></span
    >
  </header>`;
}

function Mute() {
  return html`<span class="mute" role="status"><${Icon} of=${volumeOff} /> ${t("zh", "sound_off")}</span>`;
}

/**
 * Why nobody is called now: lunch, or no hours; null in working hours.
 * @param {BoardView} view
 * @param {Live} live
 * @param {number} now
 * @returns {Silence | null}
 */
function quietWords(view, live, now) {
  const time = lunchUntil(live, now);
  if (view.calls.some((call) => call.state === "called")) return null; // somebody is still to come
  if (time) return { icon: lunch, words: "lunch_calls", facts: { time } };
  const doors = live && live.opening ? doorsAt(live.opening, now) : null;
  if (doors && doors.why === "clock_unsure") return { icon: clockFace, words: "clock_unsure" };
  const shut = doors && !doors.issuing && !view.waiting.some((line) => line.count);
  if (!shut || view.calls.some((call) => call.state === "serving")) return null;
  return {
    icon: clockFace,
    words: shutWords(doors, now),
    more: { words: "hours", facts: { hours: hoursWords(view.day) } },
  };
}

/** @param {Silence} props */
function Quiet({ icon, words, facts, more }) {
  return html`<div class="quiet">
    <${Icon} of=${icon} />
    <p class="quiet-words">
      ${breakable(t("zh", words, facts))} <small lang="en">${t("en", words, facts)}</small>
    </p>
    ${
      more &&
      html`<p class="quiet-more">
        ${t("zh", more.words, more.facts)} <small lang="en">${t("en", more.words, more.facts)}</small>
      </p>`
    }
  </div>`;
}

/** @param {{ call: CallShown, view: BoardView }} props */
function Featured({ call, view }) {
  const fresh = isNew(call, view);
  return html`<div
    class=${`featured${fresh ? " featured-new" : ""} call-${call.state}`}
    data-call=${call.call}
    role="status"
    aria-live="assertive"
  >
    <p class="featured-words">
      <span>${t("zh", "please")}</span> <b class="featured-number">${call.number}</b>${" "}
      <span>${t("zh", "to")}</span> <b class="featured-window">${call.window}</b>${" "}
      <span>${t("zh", "to_window")}</span>
    </p>
    <p class="featured-en" lang="en">
      ${t("en", "please_go", { number: call.number, window: call.window })}
      ${call.calls > 1 ? html` · ${t("zh", "called_again", { n: call.calls })}` : ""}
    </p>
  </div>`;
}

/** @param {{ view: BoardView }} props */
function Side({ view }) {
  return html`<aside class="side">
    <h2>${t("zh", "waiting_head")} <small lang="en">${t("en", "waiting_head")}</small></h2>
    <${TurningList} class=${view.waiting.length > 8 ? "counts counts-many" : "counts"}>
      ${view.waiting.map(
        (line) =>
          html`<li key=${line.line} class=${line.count ? "" : "zero"}>
            <b>${line.line}</b> <${TurningText} most=${2}>${breakable(line.name)}<//>${" "}
            <strong>${line.count}</strong>
          </li>`,
      )}
    <//>
    ${
      view.missed.length > 0 &&
      html`<h2 class="missed-head">
          ${t("zh", "missed_head")} <small lang="en">${t("en", "missed_head")}</small>
        </h2>
        <${TurningList} class="missed"
          >${view.missed.map((ticket) => html`<li key=${ticket.number}>${ticket.number}</li>`)}<//
        >`
    }
  </aside>`;
}

/** @param {{ view: BoardView }} props */
function Foot({ view }) {
  return html`<footer class="foot">
    <div class="rule">
      <${TurningText} most=${2}>${view.rule}<//
      ><${TurningText} class="rule-en" most=${2}><span lang="en">${view.rule_en}</span><//>
    </div>
    <p class="updated">${t("zh", "updated", { time: clock(link.heardTime(), { seconds: true }) })}</p>
  </footer>`;
}

if (page.role === "sign") screen(/** @type {Link<WindowView>} */ (link), Sign, { facts: shown });
else
  screen(/** @type {Link<BoardView>} */ (link), Board, {
    facts: () => ({ ...shown(), ...speaking() }),
    acts: { test_chime: testChime },
  });
