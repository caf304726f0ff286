// The one table of a clerk's acts: what is sent, by which key, with which icon and word, and why not now.
// Buttons, keyboard, the line of keys and the words of an undo are drawn from it. What a key means: keys.js.
//
// A row: words and icon; keys: as shown, the first in the line of keys; not(seen): why it may not be now;
// command(seen, choice): what is sent; panel: the choice that comes first, if asks(seen); done: acts in the
// hall's own words whose undo it names.
import {
  arrowRightLeft,
  bell,
  check,
  close,
  door,
  pause,
  play,
  putBack,
  recall,
  receipt,
  rejoin,
  search,
  undo,
  userMissed,
} from "./icons.js";

/** @import { CounterView, TicketShown } from "../../server/browser/wire.js" */
/** @import { Asked, Choice, Made, Row, Seen, Why } from "./types.js" */

const RECALL_MS = 10_000;
const SUGGEST_MISS_CALLS = 3;

/**
 * The first reason of several, asked in turn: a later one may rely on those before it.
 * @param {Asked[]} asked @returns {Asked}
 */
const first =
  (...asked) =>
  (seen) =>
    asked.reduce((/** @type {Why | null | false} */ why, ask) => why || ask(seen), null);

/** The ticket at the window, where one is known to be there. @param {Seen} seen */
const ticketAt = ({ view }) => /** @type {TicketShown} */ (view.current);

/** @type {Asked} */
const isOpen = ({ view }) => view.window.state !== "open" && [`window_is_${view.window.state}`];
/** @type {Asked} */
const isStaffed = ({ view }) => view.window.state === "closed" && ["window_is_closed"];
/** @type {Asked} */
const noLunch = ({ lunch }) => lunch !== "" && ["lunch_calls", { time: lunch }];
/** @type {Asked} */
const noTicket = ({ view }) => view.current !== null && ["finish_first", { number: view.current.number }];
/** @type {Asked} */
const aTicket = ({ view }) => view.current === null && ["no_current"];
/** @type {Asked} */
const somebody = ({ view }) => !view.queue.length && ["nobody"];
/** @type {Asked} */
const callsChosen = ({ view }) => view.chosen_calls === "supervisor" && ["call_supervisor"];
/** @type {Asked} */
const called = (seen) =>
  ticketAt(seen).state !== "called" && ["already_here", { number: ticketAt(seen).number }];
/** @type {Asked} */
const notCome = (seen) => !startedByMistake(seen.view) && called(seen);
/** @type {Asked} */
const notJust = (seen) => {
  const at = ticketAt(seen).called_at;
  return at !== null && seen.now - at < RECALL_MS && ["recall_soon"];
};
/** @type {Asked} */
const always = () => null;

/** Serving it was the window's last act: whoever was called may not have come. @param {CounterView} view */
export const startedByMistake = ({ undo: last, current }) =>
  current !== null && current.state === "serving" && last !== null && last.do === "start";

/** @param {Seen} seen */
const here = ({ view }) => ({ window: view.window.window });
/** @param {Seen} seen */
const about = (seen) => ({ ...here(seen), ticket: ticketAt(seen).ticket });
/** @param {Seen} seen */
const how = ({ outcome }) => outcome || { outcome: /** @type {const} */ ("direct") };
/** @param {Choice} choice */
const chosen = ({ ticket }) => ({ ticket: ticket || "" });

/** Of missed or held tickets the one that became so last. @param {TicketShown[]} tickets */
const newest = (tickets) =>
  tickets.reduce((best, ticket) => (ticket.state_at > best.state_at ? ticket : best));

/** Tickets whose papers lie at this window. @param {CounterView} view */
export const keptHere = ({ held, window }) =>
  held.filter((ticket) => ticket.hold === "kept" && ticket.window === window.window);

/** @type {Record<string, Row>} */
export const ACTS = {
  open: {
    words: "open_window",
    icon: door,
    keys: ["Enter"],
    not: ({ view }) => view.window.state === "open" && ["window_is_open"],
    command: (seen) => ({ do: "window.open", ...here(seen) }),
  },
  next: {
    words: "next",
    icon: bell,
    keys: ["Enter", "F9"],
    done: ["next"],
    not: first(isOpen, noTicket, noLunch, somebody),
    command: (seen) => ({ do: "window.next", ...here(seen) }),
  },
  start: {
    words: "start",
    icon: play,
    keys: ["Enter"],
    done: ["start"],
    not: first(aTicket, called),
    command: (seen) => ({ do: "window.start", ...about(seen) }),
  },
  finish_next: {
    words: "finish_next",
    icon: check,
    keys: ["Enter"],
    not: first(aTicket, isOpen, noLunch, somebody),
    command: (seen) => ({
      do: "window.next",
      ...here(seen),
      finish: { ticket: ticketAt(seen).ticket, ...how(seen) },
    }),
  },
  finish: {
    words: "finish",
    icon: check,
    keys: ["0 Enter", "F10"],
    done: ["finish"],
    not: aTicket,
    command: (seen) => ({ do: "window.finish", ...about(seen), ...how(seen) }),
  },
  recall: {
    words: "recall",
    icon: recall,
    keys: ["+", "F8"],
    not: first(aTicket, notCome, notJust),
    command: (seen) => ({ do: "window.recall", ...about(seen) }),
  },
  miss: {
    words: "miss",
    icon: userMissed,
    keys: ["-", "F7"],
    done: ["miss"],
    not: first(aTicket, notCome),
    command: (seen) => ({ do: "window.miss", ...about(seen) }),
  },
  hold: {
    words: "hold",
    icon: pause,
    keys: ["/", "F6"],
    done: ["hold"],
    panel: "hold",
    not: aTicket,
    command: (seen, { kind }) => ({ do: "window.hold", ...about(seen), kind }),
  },
  transfer: {
    words: "transfer",
    icon: arrowRightLeft,
    keys: ["*", "Ctrl+F6"],
    done: ["transfer"],
    panel: "transfer",
    not: aTicket,
    command: (seen, where) => ({ do: "window.transfer", ...about(seen), ...where }),
  },
  outcome: { words: "outcome", icon: receipt, keys: ["0 *", "Ctrl+F10"], panel: "outcome", not: aTicket },
  put_back: {
    words: "put_back",
    icon: putBack,
    done: ["return"],
    not: aTicket,
    command: (seen) => ({ do: "window.return", ...about(seen) }),
  },
  back: {
    words: "back",
    icon: rejoin,
    keys: ["3 *", "F4"],
    panel: "back",
    not: ({ view }) => !view.missed.length && !view.held.length && ["back_nobody"],
  },
  call: {
    words: "call",
    icon: search,
    keys: ["digits_enter", "F2"],
    done: ["chosen"],
    not: first(isOpen, noTicket, noLunch, callsChosen),
    command: (seen, choice) => ({
      do: "window.call",
      ...here(seen),
      ...chosen(choice),
      ...(choice.reason && { reason: choice.reason }),
    }),
  },
  undo: {
    words: "undo_act",
    icon: undo,
    keys: [".", "Ctrl+Z"],
    not: ({ view, now }) => (view.undo === null || view.undo.until <= now) && ["undo_nothing"],
    command: (seen) => ({ do: "window.undo", ...here(seen), of: seen.view.undo ? seen.view.undo.of : 0 }),
  },
  pause: {
    words: "pause",
    icon: pause,
    keys: ["Pause"],
    done: ["pause"],
    not: isOpen,
    command: (seen, { aimed }) => ({ do: "window.pause", ...here(seen), ...(aimed && { aimed }) }),
  },
  close: {
    words: "close_window",
    icon: close,
    keys: ["Shift+Pause"],
    done: ["close"],
    panel: "close",
    asks: ({ view }) => view.queue.length > 0 || keptHere(view).length > 0,
    not: isStaffed,
    command: (seen, { aimed }) => ({ do: "window.close", ...here(seen), ...(aimed && { aimed }) }),
  },
  resume: {
    words: "resume",
    icon: play,
    done: ["resume"],
    not: isStaffed,
    command: (seen, choice) => ({ do: "window.resume", ...here(seen), ...chosen(choice) }),
  },
  rejoin: {
    words: "rejoin",
    icon: rejoin,
    not: always,
    command: (seen, choice) => ({ do: "ticket.rejoin", ...chosen(choice) }),
  },
  abandon: {
    words: "abandon",
    icon: userMissed,
    keys: ["Shift+F7"],
    not: ({ view }) => !view.missed.length && ["no_missed"],
    command: ({ view }, { ticket }) => ({
      do: "ticket.cancel",
      ticket: ticket || newest(view.missed).ticket,
      reason: "staff",
    }),
  },
  undo_ticket: {
    words: "undo_act",
    icon: undo,
    not: always,
    command: (seen, choice) => ({ do: "ticket.undo", ...chosen(choice), of: choice.of || 0 }),
  },
};

const FORWARD = new Set(["open", "next", "start", "finish_next"]);
const TWICE_MS = 500; // a double press of "next" would skip a person
const SPOT_PX = 32;

/**
 * Why an act may not be now, or null.
 * @param {string} name @param {Seen} seen @returns {Why | null}
 */
export function whyNot(name, seen) {
  return seen.away ? ["away_why"] : ACTS[name].not(seen) || null;
}

/** The natural next step: what the main button is, and Enter. @param {Seen} seen */
export function forward(seen) {
  const { current, window, finish_and_next } = seen.view;
  if (!current) return window.state === "open" ? "next" : "open";
  if (current.state === "called") return "start";
  return finish_and_next && !ACTS.finish_next.not(seen) ? "finish_next" : "finish";
}

/**
 * What Enter does: the main button; where one press does not finish and call, it says what to do first.
 * @param {Seen} seen
 */
export function entered(seen) {
  const name = forward(seen);
  return name === "finish" && !seen.view.finish_and_next ? "next" : name;
}

/** Whether a choice is asked for before an act is sent. @param {string} name @param {Seen} seen */
export function asksFirst(name, seen) {
  const { panel, asks } = ACTS[name];
  return panel !== undefined && (!asks || asks(seen));
}

/**
 * Whether a press only repeats the last one: the same step, or the same spot, within half a second.
 * @param {Made | null} last @param {Made} press
 */
export function repeats(last, press) {
  if (!last || press.at - last.at >= TWICE_MS) return false;
  /** @param {Made} made */
  const step = ({ name }) => (FORWARD.has(name) ? "forward" : name);
  const { x = Infinity, y = 0 } = press;
  const { x: lastX = -Infinity, y: lastY = 0 } = last;
  return step(last) === step(press) || Math.hypot(x - lastX, y - lastY) < SPOT_PX;
}

/** Three calls and nobody came: missed is what comes next. @param {CounterView} view */
export const suggestsMiss = ({ current }) =>
  current !== null && current.state === "called" && current.calls >= SUGGEST_MISS_CALLS;

/** The word of what an undo takes back, by the hall's name of the act. @param {string} act */
export function undone(act) {
  const row = Object.values(ACTS).find(({ done = [] }) => done.includes(act));
  return row ? row.words : `did_${act}`;
}

/** [[key, word], …] of the line of keys: each act by its first key. */
export const keyLine = () => [
  ["Enter", "keys_forward"],
  ...Object.entries(ACTS).flatMap(([name, { keys, words }]) =>
    keys && !FORWARD.has(name) ? [[keys[0], words]] : [],
  ),
];
