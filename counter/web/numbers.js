// Which ticket is meant by what was typed or scanned. Pure.

const SECRET_TAIL = 32; // a slip's code is the ticket's id and this many digits more (server/hall/lookup.py)
const DIGITS = 3;

/** {letter, n} of "12", " １２ ", "B012", "b-12", "12号", or {wrong: key of a word}. */
export function readNumber(text) {
  const bare = text.normalize("NFKC").replace(/[\s\-_.]/g, "").replace(/\u53f7\u7968?$/, "").toUpperCase();
  if (bare === "") return { wrong: "number_empty" };
  const found = /^([A-Z]?)(\d{1,4})$/.exec(bare);
  if (!found || Number(found[2]) === 0) return { wrong: "number_unread" };
  return { letter: found[1], n: Number(found[2]) };
}

/** Every ticket that this window's view shows. */
const shown = (view) => [...(view.current ? [view.current] : []), ...view.queue, ...view.held, ...view.missed, ...(view.gone || [])];

/**
 * Whom to call: {number, ticket} or {wrong, facts}. Digits alone are of the window's own line; other lines only
 * with their letter.
 */
export function wanted(text, view) {
  const read = readNumber(text);
  if (read.wrong) return { wrong: read.wrong, facts: { text: text.trim() } };
  const numbered = (letter) => `${letter}${String(read.n).padStart(DIGITS, "0")}`;
  if (read.letter && !view.lines.some((line) => line.line === read.letter)) return { wrong: "no_such_line", facts: { letter: read.letter } };
  const letter = read.letter || ownLetter(view, numbered);
  if (!letter) return { wrong: "letter_needed", facts: { number: numbered(view.own[0] || "B") } };
  const number = numbered(letter);
  const known = shown(view).find((ticket) => ticket.number === number);
  if (known && known.state !== "waiting") return { wrong: "not_waiting", facts: { number, state: known.state } };
  return { number, ticket: known ? known.ticket : number };
}

/** The window's own line; of several the one where such a number waits. */
function ownLetter(view, numbered) {
  if (view.own.length === 1) return view.own[0];
  const waiting = view.own.filter((letter) => view.queue.some((ticket) => ticket.number === numbered(letter)));
  return waiting.length === 1 ? waiting[0] : null;
}

/** The ticket of a slip's code (bare, or the last part of a web address) or of a number with its letter; else null. */
export function scanned(text, view) {
  const code = text.trim().split("/").pop();
  const id = code.length > SECRET_TAIL ? code.slice(0, -SECRET_TAIL) : null;
  const read = readNumber(code);
  const number = read.letter ? `${read.letter}${String(read.n).padStart(DIGITS, "0")}` : null;
  const same = (ticket) => (id !== null && ticket.ticket.toLowerCase() === id.toLowerCase()) || ticket.number === number;
  return shown(view).find(same) || null;
}
