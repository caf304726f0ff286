// The wall: number → window, each fresh call featured in its turn, every call and recall with a chime, and no
// old number as if it were new.
import { html, page, useEffect, useLayoutEffect, useState } from "../../server/browser/html.js";
import { DemoMark, openLink, screen } from "../../server/browser/screen.js";
import { clock, dateWords } from "../../server/browser/figures.js";
import { bell } from "../../server/browser/icons.js";
import { TurningText } from "../../server/browser/turns.js";
import { FeaturedPlace } from "./featured.js";
import { soundState } from "./loudspeaker.js";
import { Player } from "./player.js";
import { Night, Quiet, isNight, quietWords } from "./quiet.js";
import { Rows, rowsOf } from "./rows.js";
import { Side } from "./side.js";
import { Sign } from "./sign.js";
import { letterPx } from "./sizes.js";
import { Mute, SoundButton } from "./sound.js";
import { t } from "./words.js";

/** @import { Sound } from "./voicequeue.js" */
/** @import { Link } from "../../server/browser/link.js" */
/** @import { Report, Shown } from "../../server/browser/types.js" */
/** @import { BoardShown, BoardView, CallShown, WindowView } from "../../server/browser/wire.js" */
/** @import { Shown as Newest } from "../../server/browser/wire.js" */

const LAYOUTS = ["calls", "columns", "pillar"];

/** @type {FeaturedPlace<CallShown>} */
const place = new FeaturedPlace();
/** @type {Link<any>} of a wall or a sign */
const link = openLink();
/** The voice of a wall; a sign has none. @type {Player | null} */
const player = page.role === "sign" ? null : new Player(link);
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

/** @returns {Report} */
function testChime() {
  return (player && player.testChime()) || ["failed", t("zh", "sound_off")];
}

/** The call that is being said just now, or null: it stands in the featured place meanwhile. */
function useSaying() {
  const [saying, set] = useState(player && player.saying);
  useEffect(() => player?.subscribe(() => set(player.saying)), []);
  place.speaking(saying && saying.call);
  return saying;
}

/** @param {Shown<BoardView>} shown */
function Board({ view, live, now }) {
  const sound = player && player.wanted ? soundState() : "ok";
  const saying = useSaying();
  useLetter(view.board);
  useLayout(view.board.layout);
  const fresh = view.board.newest_seconds * 1000;
  const day = view.day.day ?? "";
  const turn = place.look({ day, calls: view.calls, now, clock: performance.now(), fresh });
  const first = saying && (!turn || turn.call !== saying.call) ? saying : turn;
  const isNew = (/** @type {CallShown} */ call) => call === first || now - call.at < fresh;
  const quiet = saying ? null : quietWords(view, live, now);
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
    <${SoundButton} sound=${sound} />
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

/** @param {{ view: BoardView, sound: Sound }} props */
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
    <${Mute} sound=${sound} />
    <span class="head-time"
      ><span>${dateWords(link.now())}</span> <time>${clock(link.now(), { seconds: true })}</time></span
    >
  </header>`;
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
    facts: () => ({ ...shown(), ...player?.facts() }),
    acts: { test_chime: testChime },
  });
