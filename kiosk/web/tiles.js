// The lines to choose from, a screen of them at a time.
import { Icon, html, useState } from "../../server/browser/html.js";
import { breakable, windowsWords } from "../../server/browser/figures.js";
import { grid, house, undo } from "../../server/browser/icons.js";
import { TurningText } from "../../server/browser/turns.js";
import { useRoom } from "./room.js";
import { t } from "./words.js";

/** @import { Change, State } from "./kiosk.js" */
/** @import { Lang } from "../../server/browser/types.js" */
/** @import { KioskView, LineShown } from "../../server/browser/wire.js" */

/** @typedef {{ line: LineShown, name: string, place: string }} Face */
/** @typedef {(line: string) => void} Issue */

const TILES = 8; // on one screen
const TILES_ELDER = 4;
const LONG_NAME = { zh: 8, en: 20 }; // signs; longer names are set smaller
const STYLES = ["full", "plain", "dense"]; // plain: without hints; dense: names no larger than notes
const COLUMNS = { portrait: [2, 1], landscape: [4, 3, 2, 1], elder: { portrait: [1, 2], landscape: [2, 1] } };

/**
 * The screens that so many things need, and what stands on the one that is shown:
 * {shown, rest, at, screens, leads, paged}.
 * leads: two screens are enough when the last place of each leads to the other; more have a pager.
 * @template T
 * @param {T[]} things
 * @param {number} each
 * @param {number} screen
 */
export function screenOf(things, each, screen, { leading = true } = {}) {
  const leads = leading && things.length > each && things.length <= 2 * (each - 1);
  const size = Math.max(1, leads ? each - 1 : each);
  const screens = Math.max(1, Math.ceil(things.length / size));
  const at = Math.min(screen, screens - 1);
  return {
    shown: things.slice(at * size, (at + 1) * size),
    rest: things.slice((at + 1) * size),
    at,
    screens,
    leads,
    paged: screens > 1 && !leads,
  };
}

/** @param {{ view: KioskView, closed: boolean, state: State, change: Change, issue: Issue }} props */
export function Tiles({ view, closed, state, change, issue }) {
  const { lang, elder } = state;
  /** @type {"landscape" | "portrait"} */
  const way = innerWidth > innerHeight ? "landscape" : "portrait";
  const most = Math.min(elder ? TILES_ELDER : TILES, view.lines.length);
  const faces = view.lines.map((line) => ({
    line,
    name: lang === "zh" ? line.name : line.name_en,
    place: placeWords(line, lang, closed),
  }));
  const [box, { style, columns, each, low }] = useRoom({
    key: JSON.stringify([
      lang,
      elder,
      closed,
      faces.map(({ line, name, place }) => [name, line.hint, place, String(line.waiting).length]),
    ]),
    most,
    styles: STYLES,
    columns: elder ? COLUMNS.elder[way] : COLUMNS[way],
    foot: html`<${Pager} lang=${lang} at=${0} screens=${2} go=${() => () => undefined} />`,
    needsFoot: (n) => screenOf(faces, n, 0).paged,
    draw: (how, count) =>
      html`<section class=${`tiles tiles-${how}`} style=${{ "--columns": count }}>
        ${faces.map(
          (face) => html`<div class="tile"><${Words} ...${face} lang=${lang} closed=${closed} /></div>`,
        )}
      </section>`,
  });
  const { shown, rest, at, screens, leads, paged } = screenOf(faces, each, state.screen);
  // Closed: nothing to touch in vain.
  if (closed && low) return html`<div class="choice"><div class="choice-box" ref=${box}></div></div>`;
  /** @param {number} screen */
  const go = (screen) => () => change({ screen });
  /** @param {Face} face */
  const tile = (face) =>
    html`<${Tile} key=${face.line.line} face=${face} lang=${lang} closed=${closed} issue=${issue} />`;
  return html`<div class="choice" data-screens=${screens}>
    <div class="choice-box" ref=${box}>
      <section class=${`tiles tiles-${style}`} data-count=${shown.length} style=${{ "--columns": columns }}>
        ${shown.map(tile)}
        ${leads && html`<${More} lang=${lang} last=${at === 1} rest=${rest} go=${go(1 - at)} />`}
      </section>
      ${paged && html`<${Pager} lang=${lang} at=${at} screens=${screens} go=${go} />`}
    </div>
  </div>`;
}

/** @param {{ lang: Lang, last: boolean, rest: Face[], go: () => void }} props */
function More({ lang, last, rest, go }) {
  const names = rest.map(({ name }) => name).join(" · ");
  return html`<button type="button" class="tile tile-more" onClick=${go}>
    <${Icon} of=${last ? undo : grid} />
    <span class="tile-words">
      <span class="tile-name">${t(lang, last ? "first_lines" : "more_lines")}</span>
      ${!last && html`<${TurningText} class="tile-hint" most=${2}>${names}<//>`}
    </span>
  </button>`;
}

/**
 * The way on, back, and home, where two screens are too few.
 * @param {{ lang: Lang, at: number, screens: number, go: (screen: number) => () => void }} props
 */
function Pager({ lang, at, screens, go }) {
  return html`<nav class="pager">
    <button type="button" disabled=${at === 0} onClick=${go(0)}>
      <${Icon} of=${house} /> ${t(lang, "home_screen")}
    </button>
    <button type="button" disabled=${at === 0} onClick=${go(at - 1)}>
      <${Icon} of=${undo} /> ${t(lang, "first_lines")}
    </button>
    <span>${t(lang, "screen_of", { n: at + 1, all: screens })}</span>
    <button type="button" disabled=${at === screens - 1} onClick=${go(at + 1)}>
      <${Icon} of=${grid} /> ${t(lang, "more_lines")}
    </button>
  </nav>`;
}

/** @param {{ face: Face, lang: Lang, closed: boolean, issue: Issue }} props */
function Tile({ face, lang, closed, issue }) {
  const [pressed, setPressed] = useState(false);
  const { line } = face;
  const press = () => {
    setPressed(true);
    setTimeout(() => setPressed(false), 400);
    issue(line.line);
  };
  return html`<button
    type="button"
    class=${`tile${pressed ? " tile-pressed" : ""}`}
    data-line=${line.line}
    disabled=${closed || !line.open}
    onClick=${press}
  >
    <${Words} ...${face} lang=${lang} closed=${closed} />
  </button>`;
}

/** @param {Face & { lang: Lang, closed: boolean }} props */
function Words({ line, name, place, lang, closed }) {
  const long = name.length > LONG_NAME[lang];
  return html`<span class="tile-letter" aria-hidden="true">${line.line}</span>
    <span class=${long ? "tile-words tile-long" : "tile-words"}>
      <span class="tile-name">${breakable(name)}</span>
      ${line.hint && lang === "zh" && html`<span class="tile-hint">${breakable(line.hint)}</span>`}
    </span>
    <span class="tile-note">
      <span>${place}</span>
      ${!closed && html`<strong>${t(lang, "waiting_n", { n: line.waiting })}</strong>`}
    </span>`;
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
  return closed || line.open_windows.length || !line.windows.length
    ? windows
    : t(lang, "windows_away", { windows });
}
