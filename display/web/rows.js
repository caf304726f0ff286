// The table of calls: one row a window, by window, the newest marked; in as many columns as it needs, in
// turns when even two are too few. No row is ever cut, no letter smaller than the farthest seat reads.
import { html, useLayoutEffect, useRef, useState } from "../../server/browser/html.js";
import { breakable } from "../../server/browser/figures.js";
import { TurningText } from "../../server/browser/turns.js";
import { windowState, windowStateWords } from "../../server/browser/window.js";
import { AT_WORK } from "./featured.js";
import { tableOf } from "./sizes.js";
import { t } from "./words.js";

/** @import { RefObject } from "preact" */
/** @import { BoardView, CallShown, Live, WindowOnWall } from "../../server/browser/wire.js" */

/** @typedef {{ window: number, call?: CallShown, told?: WindowOnWall }} Row */
/** @typedef {ReturnType<typeof tableOf>} Table */
/** @typedef {(call: CallShown) => boolean} IsNew */

const TURN_MS = 12_000; // how long one page of rows stands

/**
 * One row a window with somebody called or served there, by window.
 * @param {BoardView} view
 * @returns {Row[]}
 */
export function rowsOf(view) {
  /** @type {Map<number, Row>} */
  const rows = new Map();
  for (const call of view.calls)
    if (AT_WORK.has(call.state) && !rows.has(call.window))
      rows.set(call.window, { window: call.window, call });
  return byWindow([...rows.values()]);
}

/**
 * Paused windows, which get a row where one is left.
 * @param {BoardView} view
 * @param {Row[]} rows
 * @returns {Row[]}
 */
export function pausedOf(view, rows) {
  const taken = new Set(rows.map((row) => row.window));
  const paused = view.windows.filter((one) => one.state === "paused" && !taken.has(one.window));
  return paused.map((told) => ({ window: told.window, told }));
}

/** @param {Row[]} rows */
const byWindow = (rows) => rows.sort((a, b) => a.window - b.window);

/**
 * What the box really has room for: these rows, and `more` where all stand on one page.
 * @param {number} count
 * @param {number} more
 * @returns {[RefObject<HTMLDivElement | null>, Table]}
 */
function useTable(count, more) {
  const box = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [table, setTable] = useState({ columns: 1, rows: 1, px: 60, font: 48 });
  useLayoutEffect(() => {
    const own = box.current;
    if (!own) return undefined;
    const measure = () => {
      const head = /** @type {HTMLElement} */ (own.querySelector("thead")).offsetHeight;
      const letter = parseFloat(getComputedStyle(own).getPropertyValue("--row-letter"));
      const room = { width: own.clientWidth, height: own.clientHeight - head, letter };
      const all = tableOf({ ...room, count: count + more });
      const found = all.rows * all.columns < count + more ? tableOf({ ...room, count }) : all;
      setTable((before) => (JSON.stringify(before) === JSON.stringify(found) ? before : found));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(own);
    measure();
    return () => observer.disconnect();
  }, [count, more]);
  return [box, table];
}

/**
 * The first row of the page that stands now. It turns after its time, but never while a call is featured:
 * that time does not count.
 * @param {number} count
 * @param {number} each
 * @param {boolean} hold
 */
function useFirst(count, each, hold) {
  const turn = useRef({ first: 0, since: performance.now() }).current;
  const now = performance.now();
  if (hold) turn.since = now;
  else if (now - turn.since >= TURN_MS) [turn.first, turn.since] = [turn.first + each, now];
  if (turn.first >= count) turn.first = 0;
  turn.first -= turn.first % each;
  return turn.first;
}

/**
 * hold: a call is featured. isNew: whether a call is marked.
 * @param {{ view: BoardView, live: Live, now: number, hold: boolean, isNew: IsNew }} props
 */
export function Rows({ view, live, now, hold, isNew }) {
  const busy = rowsOf(view);
  const idle = pausedOf(view, busy);
  const [box, table] = useTable(busy.length, idle.length);
  const each = table.rows * table.columns;
  const first = useFirst(busy.length, each, hold);
  const pages = Math.ceil(busy.length / each);
  const all = byWindow([...busy, ...(pages > 1 ? [] : idle.slice(0, each - busy.length))]);
  const shown = all.slice(first, first + each);
  const columns = [shown.slice(0, table.rows), shown.slice(table.rows)].filter((rows) => rows.length);
  useLayoutEffect(() => {
    box.current?.style.setProperty("--row-height", `${table.px}px`);
    box.current?.style.setProperty("--row-font", `${table.font}px`);
  }, [table]);
  return html`<div class=${`rows-box rows-${columns.length}`} ref=${box}>
    ${columns.map(
      (rows, n) =>
        html`<${Column}
          key=${n}
          rows=${rows}
          named=${columns.length === 1}
          live=${live}
          now=${now}
          isNew=${isNew}
        />`,
    )}
    ${pages > 1 && html`<p class="rows-page">${t("zh", "page_of", { n: first / each + 1, all: pages })}</p>`}
  </div>`;
}

/** @param {{ rows: Row[], named: boolean, live: Live, now: number, isNew: IsNew }} props */
function Column({ rows, named, live, now, isNew }) {
  return html`<table class="rows">
    <thead>
      <tr>
        <${Title} words="number_head" /><${Title} words="window_head" />
      </tr>
    </thead>
    <tbody>
      ${rows.map((row) =>
        row.call
          ? html`<${Called} key=${row.window} call=${row.call} named=${named} fresh=${isNew(row.call)} />`
          : html`<${Paused} key=${row.window} told=${row.told} live=${live} now=${now} />`,
      )}
    </tbody>
  </table>`;
}

/** @param {{ call: CallShown, named: boolean, fresh: boolean }} props */
function Called({ call, named, fresh }) {
  const state = call.state === "called" ? "row_called" : named && "row_serving";
  return html`<tr
    class=${`call-${call.state}${fresh ? " call-new" : ""}`}
    data-number=${call.number}
    data-call=${call.call}
  >
    <td>${call.number}</td>
    <td>
      <div class="rows-window">
        <b>${call.window}</b>${" "}
        ${named && html`<${TurningText} class="rows-name" most=${2}>${breakable(call.window_name)}<//>`}
        ${state && html`<span class="rows-state">${t("zh", state)}</span>`}
      </div>
    </td>
  </tr>`;
}

/** @param {{ told: WindowOnWall, live: Live, now: number }} props */
function Paused({ told, live, now }) {
  const { words, more } = windowStateWords(windowState(told, live, now));
  return html`<tr class="row-idle">
    <td>
      <${TurningText} class="row-words" most=${2}>${words} <small>${more}</small><//>
    </td>
    <td>
      <div class="rows-window"><b>${told.window}</b></div>
    </td>
  </tr>`;
}

/** @param {{ words: string }} props */
function Title({ words }) {
  return html`<th scope="col">${t("zh", words)} <small lang="en">${t("en", words)}</small></th>`;
}
