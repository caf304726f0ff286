// Which ticket is meant by what was typed or scanned. Pure.

/** @import { CounterView, TicketShown } from "../../server/browser/wire.js" */
/** @import { Wanted } from "./types.js" */

const SECRET_TAIL = 32; // a slip's code is the ticket's id and this many digits more (server/hall/lookup.py)
const DIGITS = 3;

/**
 * {letter, n} of "12", " １２ ", "B012", "b-12", "12号", or {wrong: key of a word}.
 * @param {string} text @returns {{ wrong: string } | { wrong?: undefined, letter: string, n: number }}
 */
export function readNumber(text) {
  const bare = text
    .normalize("NFKC")
    .replace(/[\s\-_.]/g, "")
    .replace(/\u53f7\u7968?$/, "")
    .toUpperCase();
  if (bare === "") return { wrong: "number_empty" };
  const found = /^([A-Z]?)(\d{1,4})$/.exec(bare);
  if (!found || Number(found[2]) === 0) return { wrong: "number_unread" };
  return { letter: found[1], n: Number(found[2]) };
}

/** Every ticket that this window's view shows. @param {CounterView} view */
export const shown = (view) => [
  ...(view.current ? [view.current] : []),
  ...view.queue,
  ...view.held,
  ...view.missed,
  ...view.gone,
];

/** @param {string} letter @param {number} n */
const numbered = (letter, n) => `${letter}${String(n).padStart(DIGITS, "0")}`;

/**
 * Whom to call: {number, ticket} or {wrong, facts}. Digits alone are of the window's own line; other lines
 * only with their letter.
 * @param {string} text @param {CounterView} view @returns {Wanted}
 */
export function wanted(text, view) {
  const read = readNumber(text);
  if (read.wrong !== undefined) return { wrong: read.wrong, facts: { text: text.trim() } };
  if (read.letter && !view.lines.some((line) => line.line === read.letter))
    return { wrong: "no_such_line", facts: { letter: read.letter } };
  const letter = read.letter || ownLetter(view, read.n);
  if (!letter) return { wrong: "letter_needed", facts: { number: numbered(view.own[0] || "B", read.n) } };
  const number = numbered(letter, read.n);
  const known = shown(view).find((ticket) => ticket.number === number);
  if (known && known.state !== "waiting")
    return { wrong: "not_waiting", facts: { number, state: known.state } };
  return { number, ticket: known ? known.ticket : number };
}

/**
 * The window's own line; of several the one where such a number waits.
 * @param {CounterView} view
 * @param {number} n
 */
function ownLetter(view, n) {
  if (view.own.length === 1) return view.own[0];
  const waiting = view.own.filter((letter) =>
    view.queue.some((ticket) => ticket.number === numbered(letter, n)),
  );
  return waiting.length === 1 ? waiting[0] : null;
}

/**
 * What a scanner read: a slip's code, bare or the last part of a web address, or a number.
 * @param {string} text
 */
export const codeOf = (text) => text.trim().split(/\//).pop() || "";

/**
 * The ticket of such a code that this window's view shows, or null.
 * @param {string} text @param {CounterView} view
 */
export function scanned(text, view) {
  const code = codeOf(text);
  const id = code.length > SECRET_TAIL ? code.slice(0, -SECRET_TAIL) : null;
  const read = readNumber(code);
  const number = read.wrong === undefined && read.letter ? numbered(read.letter, read.n) : null;
  /** @param {TicketShown} ticket */
  const same = (ticket) =>
    (id !== null && ticket.ticket.toLowerCase() === id.toLowerCase()) || ticket.number === number;
  return shown(view).find(same) || null;
}
