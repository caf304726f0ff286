// The table under the featured call: number → window, in as many columns as it needs, in turns when even two
// are too few. No row is ever cut, no letter smaller than the farthest seat reads.
import { html, useLayoutEffect, useRef, useState } from "../../server/browser/html.js";
import { breakable } from "../../server/browser/figures.js";
import { TurningText } from "../../server/browser/turns.js";
import { t } from "./words.js";
import { layout } from "./sizes.js";

/** @import { RefObject } from "preact" */
/** @import { CallShown } from "../../server/browser/wire.js" */

const TURN_MS = 12_000; // how long one page of rows stands
const COLUMNS = 2;
export const AT_WORK = new Set(["called", "serving"]); // states of a call that still matters

/**
 * {rows, px} of one column: what the box really has room for.
 * @returns {[RefObject<HTMLDivElement | null>, { rows: number, px: number }]}
 */
function useRoom() {
  const box = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [room, setRoom] = useState({ rows: 1, px: 60 });
  useLayoutEffect(() => {
    const own = box.current;
    if (!own) return undefined;
    const measure = () => {
      const found = layout(own);
      setRoom((before) => (before.rows === found.rows && before.px === found.px ? before : found));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(own);
    measure();
    return () => observer.disconnect();
  }, []);
  return [box, room];
}

/**
 * What stands now, by column. Calls that are over give way when there is no room for all.
 * @param {CallShown[]} calls
 * @param {number} rows
 * @param {boolean} hold
 */
function turn(calls, rows, hold) {
  if (calls.length <= rows) return { columns: [calls], at: 0, pages: 1 };
  const inWork = calls.filter((call) => AT_WORK.has(call.state));
  const all = calls.length > rows * COLUMNS ? inWork : calls;
  const each = rows * COLUMNS;
  const pages = Math.max(1, Math.ceil(all.length / each));
  const at = hold ? 0 : Math.floor(performance.now() / TURN_MS) % pages;
  const shown = all.slice(at * each, at * each + each);
  const columns = shown.length <= rows && pages === 1 ? [shown] : [shown.slice(0, rows), shown.slice(rows)];
  return { columns, at, pages };
}

/**
 * hold: a new call is marked, the first page stays.
 * @param {{ calls: CallShown[], hold: boolean }} props
 */
export function Rows({ calls, hold }) {
  const [box, room] = useRoom();
  const { columns, at, pages } = turn(calls, room.rows, hold);
  useLayoutEffect(() => box.current?.style.setProperty("--row-height", `${room.px}px`), [room.px]);
  return html`<div class=${`rows-box rows-${columns.length}`} ref=${box}>
    ${columns.map((shown, n) => html`<${Column} key=${n} shown=${shown} named=${columns.length === 1} />`)}
    ${pages > 1 && html`<p class="rows-page">${t("zh", "page_of", { n: at + 1, all: pages })}</p>`}
  </div>`;
}

/** @param {{ shown: CallShown[], named: boolean }} props */
function Column({ shown, named }) {
  return html`<table class="rows">
    <thead>
      <tr>
        <${Title} words="number_head" /><${Title} words="window_head" />
      </tr>
    </thead>
    <tbody>
      ${shown.map(
        (call) =>
          html`<tr key=${call.call} class=${`call-${call.state}`} data-number=${call.number}>
            <td>${call.number}</td>
            <td>
              <div class="rows-window">
                <b>${call.window}</b>${" "}
                ${named && html`<${TurningText} class="rows-name">${breakable(call.window_name)}<//>`}
              </div>
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** @param {{ words: string }} props */
function Title({ words }) {
  return html`<th scope="col">${t("zh", words)} <small lang="en">${t("en", words)}</small></th>`;
}
