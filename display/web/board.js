// The wall: number → window, each fresh call featured in its turn, every call and recall with a chime, and no
// old number as if it were new.
import { Icon, html, page, useEffect, useLayoutEffect, useRef, useState } from "../../server/browser/html.js";
import { DemoMark, openLink, screen } from "../../server/browser/screen.js";
import { clock, dateWords } from "../../server/browser/figures.js";
import { bell, volumeOff } from "../../server/browser/icons.js";
import { TurningText } from "../../server/browser/turns.js";
import { chime, audible, soundState, wake } from "./chime.js";
import { FeaturedPlace } from "./featured.js";
import { Night, Quiet, isNight, quietWords } from "./quiet.js";
import { Rows, rowsOf } from "./rows.js";
import { Side } from "./side.js";
import { Sign } from "./sign.js";
import { letterPx } from "./sizes.js";
import { t } from "./words.js";

/** @import { Link } from "../../server/browser/link.js" */
/** @import { Report, Shown } from "../../server/browser/types.js" */
/** @import { BoardShown, BoardView, CallShown, WindowView } from "../../server/browser/wire.js" */
/** @import { Beat, Shown as Newest } from "../../server/browser/wire.js" */

const OLD_CALL_MS = 60_000; // an older call is shown, not sounded

const LAYOUTS = ["calls", "columns", "pillar"];

/** @type {FeaturedPlace<CallShown>} */
const place = new FeaturedPlace();
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
  useLayout(view.board.layout);
  const fresh = view.board.newest_seconds * 1000;
  const day = view.day.day ?? "";
  const first = place.look({ day, calls: view.calls, now, clock: performance.now(), fresh });
  const isNew = (/** @type {CallShown} */ call) => call === first || now - call.at < fresh;
  const quiet = quietWords(view, live, now);
  if (quiet && isNight(view, live, now, quiet)) return html`<${Night} now=${now} quiet=${quiet} />`;
  const many = rowsOf(view).length > 1 || (rowsOf(view).length === 1 && !first);
  return html`
    <${Head} view=${view} sound=${sound} />
    <section class=${`body${quiet && quiet.shut ? " body-shut" : ""}`}>
      ${
        quiet || !(first || many)
          ? html`<${Quiet} ...${quiet || { icon: bell, words: "no_calls" }} />`
          : html`${first && html`<${Featured} key=${first.call} call=${first} alone=${!many} />`}
            ${
              many &&
              html`<${Rows} view=${view} live=${live} now=${now} hold=${first !== null} isNew=${isNew} />`
            }`
      }
      ${!(quiet && quiet.shut) && html`<${Side} view=${view} now=${now} />`}
    </section>
    <${Foot} view=${view} />
  `;
}

/**
 * How the parts stand, for the style sheet: as the zone's setting says, or this screen's own address
 * (?layout=); "auto": beside each other. On a high screen there is no room for that: below each other.
 * @param {string} setting
 */
function useLayout(setting) {
  const [high, setHigh] = useState(innerHeight > innerWidth);
  useEffect(() => {
    const turned = () => setHigh(innerHeight > innerWidth);
    addEventListener("resize", turned);
    return () => removeEventListener("resize", turned);
  }, []);
  const own = new URLSearchParams(location.search).get("layout") || setting;
  const wanted = LAYOUTS.includes(own) ? own : "columns";
  const layout = wanted === "columns" && high ? "pillar" : wanted;
  useLayoutEffect(() => {
    document.documentElement.dataset.layout = layout;
  }, [layout]);
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
    <div class="head-names">
      <${TurningText} class="head-name"
        ><span class="mark">${face.mark}</span>${" "}
        <h1>${face.name}</h1><//
      >
      <${TurningText} class="head-en"><span lang="en">${face.name_en}</span><//>
    </div>
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
 * The call that has its turn, in large letters, and below word for word what is spoken.
 * @param {{ call: CallShown, alone: boolean }} props
 */
function Featured({ call, alone }) {
  const english = t("en", "please_go", { number: call.number, window: call.window });
  return html`<div
    class=${`featured${alone ? " featured-alone" : ""} call-${call.state}`}
    style=${{ "--ems": 6.2 + 0.96 * `${call.number}${call.window}`.length }}
    data-call=${call.call}
    role="status"
    aria-live="assertive"
  >
    <p class="featured-words" aria-hidden="true">
      <span>${t("zh", "please")}</span> <b class="featured-number">${call.number}</b>${" "}
      <span>${t("zh", "to")}</span> <b class="featured-window">${call.window}</b>${" "}
      <span>${t("zh", "to_window")}</span>
    </p>
    <div class="featured-below">
      <${TurningText} class="featured-say">${call.say}<//>
      <p class="featured-en">
        <span lang="en">${english}</span>
        ${call.calls > 1 ? html` · ${t("zh", "called_again", { n: call.calls })}` : ""}
      </p>
    </div>
  </div>`;
}

/** @param {{ view: BoardView }} props */
function Foot({ view }) {
  const { consult_phone: consult, supervise_phone: supervise } = view.face;
  return html`<footer class="foot">
    <div class="rule">
      <${TurningText} most=${2}>${view.rule}<//
      ><${TurningText} class="rule-en"><span lang="en">${view.rule_en}</span><//>
    </div>
    <div class="phones">
      ${consult && html`<${TurningText}>${t("zh", "consult")} <b>${consult}</b><//>`}
      ${supervise && html`<${TurningText}>${t("zh", "supervise")} <b>${supervise}</b><//>`}
    </div>
  </footer>`;
}

if (page.role === "sign") screen(/** @type {Link<WindowView>} */ (link), Sign, { facts: shown });
else
  screen(/** @type {Link<BoardView>} */ (link), Board, {
    facts: () => ({ ...shown(), ...speaking() }),
    acts: { test_chime: testChime },
  });
