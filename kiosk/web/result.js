// What comes after the touch: the number, where to wait, and the truth about the paper.
import { Icon, html, useEffect, useLayoutEffect, useRef, useState } from "../../server/browser/html.js";
import { windowsWords } from "../../server/browser/figures.js";
import { check, printer, warning } from "../../server/browser/icons.js";
import { t } from "./words.js";

/** @import { Done, Failed, Lang } from "../../server/browser/types.js" */
/** @import { IssueTicket, Issued, KioskView } from "../../server/browser/wire.js" */

/** @typedef {{ command: IssueTicket, slow?: boolean, at?: number }} Asked a touch that is not answered yet */
/** @typedef {Done & { command: IssueTicket, at: number }} Given */
/** @typedef {Asked | Given | (Failed & { command: IssueTicket, at: number })} Touch */
/** @typedef {{ view: KioskView, lang: Lang, close: () => void, shown: () => void }} ResultOf */

const DEAF_MS = 800; // the second tap of a double touch does not close what it just opened
const SLOW_PRINTER_MS = 6_000;
const PAPER_ICONS = { printing: printer, take: check, unsure: check, failed: warning };

/** @param {ResultOf & { result: Touch }} props */
export function Result({ result, view, lang, close, shown }) {
  if (!("ok" in result)) return html`<${Wait} slow=${result.slow} lang=${lang} />`;
  return result.ok
    ? html`<${Ticket} result=${result} view=${view} lang=${lang} close=${close} shown=${shown} />`
    : html`<${Trouble} result=${result} lang=${lang} close=${close} />`;
}

/**
 * Nobody touches anything until it is known whether the number was given.
 * @param {{ slow?: boolean, lang: Lang }} props
 */
function Wait({ slow, lang }) {
  return html`<div class="cover" role="status">
    <div class="card">
      <h2 class="card-wait">${t(lang, slow ? "issue_slow" : "one_moment")}</h2>
      ${slow && html`<p>${t(lang, "go_to_guide")}</p>`}
    </div>
  </div>`;
}

/**
 * Seconds until it closes by itself.
 * @param {number} seconds
 * @param {() => void} close
 * @param {number} from
 */
function useClosing(seconds, close, from) {
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    const timer = setInterval(() => {
      const rest = Math.ceil(seconds - (performance.now() - from) / 1000);
      setLeft(rest);
      if (rest <= 0) close();
    }, 250);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, left);
}

/**
 * @param {number} from
 * @param {() => void} close
 */
const hearing = (from, close) => () => performance.now() - from > DEAF_MS && close();

/**
 * "printing", "take", "unsure" (a printer that says nothing) or "failed"; a confirmed job has left the list.
 * @param {KioskView} view
 * @param {string} ticket
 * @param {number} since
 * @returns {keyof typeof PAPER_ICONS}
 */
function paperState(view, ticket, since) {
  const job = view.newest.find((other) => other.ticket === ticket);
  if (!job) return "take";
  if (job.state === "unknown") return "unsure";
  if (job.state === "failed") return "failed";
  return performance.now() - since > SLOW_PRINTER_MS ? "failed" : "printing";
}

const SMALLEST = 0.5; // of the usual size, before a card scrolls
const STEP = 0.05;

/** A card whose words are set as large as its screen has room for: --fit, 1 as a rule. */
function useFit() {
  const card = useRef(/** @type {HTMLDivElement | null} */ (null));
  const fit = () => {
    const box = card.current;
    if (!box) return;
    const over = () => box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1;
    for (let size = 1; size >= SMALLEST; size -= STEP) {
      box.style.setProperty("--fit", size.toFixed(2));
      if (!over()) return;
    }
  };
  useLayoutEffect(fit);
  useEffect(() => {
    addEventListener("resize", fit);
    return () => removeEventListener("resize", fit);
  }, []);
  return card;
}

/** @param {ResultOf & { result: Given }} props */
function Ticket({ result, view, lang, close, shown }) {
  const { number, ticket, ahead } = /** @type {Issued} */ (result.result);
  const line = view.lines.find((other) => other.line === result.command.line); // may be closed meanwhile
  const where = line && windowsWords(line.open_windows.length ? line.open_windows : line.windows, lang);
  const card = useFit();
  useEffect(shown, []);
  const left = useClosing(view.result_seconds, close, result.at);
  const paper = paperState(view, ticket, result.at);
  return html`<div class="cover" onClick=${hearing(result.at, close)}>
    <div class="slot" aria-hidden="true"></div>
    <div class="slip" role="status" ref=${card}>
      <div class="slip-part">
        ${line && html`<p class="slip-line">${lang === "zh" ? line.name : line.name_en}</p>`}
        <p class="slip-number">${number}</p>
        ${line && html`<p class="slip-where">${where}</p>`}
      </div>
      <div class="slip-part">
        <p class="slip-ahead">${t(lang, ahead ? "ahead_n" : "ahead_none", { n: ahead })}</p>
        <p class=${`slip-paper slip-paper-${paper}`}>
          <${Icon} of=${PAPER_ICONS[paper]} /> ${t(lang, `paper_${paper}`)}
        </p>
        <p class="slip-advice">
          ${t(lang, view.announced.includes(result.command.line) ? "wait_and_listen" : "wait_here")}
        </p>
        <button type="button" class="card-main">${t(lang, "done_n", { n: left })}</button>
      </div>
    </div>
  </div>`;
}

/** @param {{ result: Failed & { at: number }, lang: Lang, close: () => void }} props */
function Trouble({ result, lang, close }) {
  const card = useFit();
  const left = useClosing(12, close, result.at);
  const problem = result.problem;
  const words = problem
    ? lang === "zh"
      ? problem.title
      : problem.detail || problem.title
    : t(lang, result.unknown ? "issue_unknown" : "issue_unsent");
  return html`<div class="cover" onClick=${hearing(result.at, close)}>
    <div class="card card-trouble" role="alert" ref=${card}>
      <h2>${words}</h2>
      <p>${t(lang, "go_to_guide")}</p>
      <button type="button" class="card-main">${t(lang, "back_n", { n: left })}</button>
    </div>
  </div>`;
}
