// Beside the calls: each line with the windows that call it, who is next by the rules and how many wait; and
// whom nobody found when they were called.
import { html } from "../../server/browser/html.js";
import { breakable } from "../../server/browser/figures.js";
import { TurningList, TurningText } from "../../server/browser/turns.js";
import { t } from "./words.js";

/** @import { BoardView, LineOnWall, MissedShown } from "../../server/browser/wire.js" */

const MINUTE = 60_000;

/**
 * The missed numbers that are young enough to stand there, newest first.
 * @param {BoardView} view
 * @param {number} now
 * @returns {MissedShown[]}
 */
export const youngMissed = (view, now) =>
  view.missed.filter((ticket) => now - ticket.at < view.board.missed_minutes * MINUTE);

/** @param {{ view: BoardView, now: number }} props */
export function Side({ view, now }) {
  const missed = youngMissed(view, now);
  return html`<aside class="side">
    <div class="counts-head" aria-hidden="true">
      <span>${t("zh", "line_head")}</span> <span>${t("zh", "window_head")}</span>
      <span>${t("zh", "next_head")}</span> <span>${t("zh", "waiting_head")}</span>
    </div>
    <${TurningList} class=${view.waiting.length > 10 ? "counts counts-many" : "counts"}>
      ${view.waiting.map((line) => html`<${Line} key=${line.line} line=${line} view=${view} />`)}
    <//>
    ${missed.length > 0 && html`<${Missed} missed=${missed} left=${view.more.missed || 0} view=${view} />`}
  </aside>`;
}

/** @param {{ line: LineOnWall, view: BoardView }} props */
function Line({ line, view }) {
  const open = view.windows.filter((one) => one.state !== "closed" && one.lines.includes(line.line));
  return html`<li class=${line.count ? "" : "zero"} data-line=${line.line}>
    <b>${line.line}</b> <${TurningText} class="line-name" most=${2}>${breakable(line.name)}<//>${" "}
    <${TurningText} class="line-windows"
      >${open.length ? runs(open.map((one) => one.window)) : !view.more.windows && t("zh", "none_open")}<//
    >${" "} <span class="line-next">${line.next[0] || ""}</span> <strong>${line.count}</strong>
  </li>`;
}

/**
 * "1、2" or "1–7、9" of window numbers.
 * @param {number[]} windows
 */
export function runs(windows) {
  /** @type {number[][]} */
  const found = [];
  for (const number of [...windows].sort((a, b) => a - b)) {
    const last = found[found.length - 1];
    if (last && number === last[last.length - 1] + 1) last.push(number);
    else found.push([number]);
  }
  return breakable(
    found.map((run) => (run.length > 2 ? `${run[0]}–${run[run.length - 1]}` : run.join("、"))).join("、"),
  );
}

/** @param {{ missed: MissedShown[], left: number, view: BoardView }} props */
function Missed({ missed, left, view }) {
  return html`<h2 class="missed-head">
      ${t("zh", "missed_head", { n: view.board.missed_minutes })}
      <small lang="en">${t("en", "missed_head", { n: view.board.missed_minutes })}</small>
    </h2>
    <${TurningList} class="missed"
      >${missed.map((ticket) => html`<li key=${ticket.number}>${ticket.number}</li>`)}
      ${left > 0 && html`<li key="more">+${left}</li>`}<//
    >`;
}
