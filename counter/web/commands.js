// The one table of a clerk's acts: what is sent, by which key, with which icon and word, and why not now.
// Buttons, keyboard, the line of keys and the words of an undo are drawn from it; keys.js says what a key means.
//
// A row: words and icon; keys: as shown, the first in the line of keys; not(seen): [word, facts] why it may not
// be now, or null; command(seen, choice): what is sent; panel: the choice that comes first; done: acts in the
// hall's own words whose undo it names.
import { arrowRightLeft, bell, check, close, door, pause, play, putBack, recall, receipt, rejoin, search, undo, userMissed } from "./icons.js";

const RECALL_MS = 10_000;
const SUGGEST_MISS_CALLS = 3;

/** The first reason of several, asked in turn: a later one may rely on those before it. */
const first = (...asked) => (seen) => asked.reduce((why, ask) => why || ask(seen), null) || null;

const isOpen = ({ view }) => view.window.state !== "open" && [`window_is_${view.window.state}`];
const isStaffed = ({ view }) => view.window.state === "closed" && ["window_is_closed"];
const noLunch = ({ lunch }) => lunch && ["lunch_calls", { time: lunch }];
const noTicket = ({ view }) => view.current && ["finish_first", { number: view.current.number }];
const aTicket = ({ view }) => !view.current && ["no_current"];
const somebody = ({ view }) => !view.queue.length && ["nobody"];
const callsChosen = ({ view }) => view.chosen_calls === "supervisor" && ["call_supervisor"];
const called = ({ view }) => view.current.state !== "called" && ["already_here", { number: view.current.number }];
const notCome = (seen) => !startedByMistake(seen.view) && called(seen);
const notJust = ({ view, now }) => view.current.called_at && now - view.current.called_at < RECALL_MS && ["recall_soon"];

/** Serving it was the window's last act: whoever was called may not have come. */
export const startedByMistake = ({ undo: last, current }) => current !== null && current.state === "serving" && last !== null && last.do === "start";

const here = ({ view }, act) => ({ do: `window.${act}`, window: view.window.window });
const about = (seen, act) => ({ ...here(seen, act), ticket: seen.view.current.ticket });
const how = ({ outcome }) => outcome || { outcome: "direct" };

/** Of missed or held tickets the one that became so last. */
export const newest = (tickets) => tickets.reduce((best, ticket) => (ticket.state_at > best.state_at ? ticket : best));

const needsQuestion = ({ view }) => view.queue.length > 0 || view.held.some((ticket) => ticket.hold === "kept" && ticket.window === view.window.window);

export const ACTS = {
  open: { words: "open_window", icon: door, keys: ["Enter"], not: ({ view }) => (view.window.state === "open" ? ["window_is_open"] : null), command: (seen) => here(seen, "open") },
  next: { words: "next", icon: bell, keys: ["Enter", "F9"], done: ["next"], not: first(isOpen, noTicket, noLunch, somebody), command: (seen) => here(seen, "next") },
  start: { words: "start", icon: play, keys: ["Enter"], done: ["start"], not: first(aTicket, called), command: (seen) => about(seen, "start") },
  finish_next: {
    words: "finish_next",
    icon: check,
    keys: ["Enter"],
    not: first(aTicket, isOpen, noLunch, somebody),
    command: (seen) => ({ ...here(seen, "next"), finish: { ticket: seen.view.current.ticket, ...how(seen) } }),
  },
  finish: { words: "finish", icon: check, keys: ["0 Enter", "F10"], done: ["finish"], not: aTicket, command: (seen) => ({ ...about(seen, "finish"), ...how(seen) }) },
  recall: { words: "recall", icon: recall, keys: ["+", "F8"], not: first(aTicket, notCome, notJust), command: (seen) => about(seen, "recall") },
  miss: { words: "miss", icon: userMissed, keys: ["-", "F7"], done: ["miss"], not: first(aTicket, notCome), command: (seen) => about(seen, "miss") },
  hold: { words: "hold", icon: pause, keys: ["/", "F6"], done: ["hold"], panel: "hold", not: aTicket, command: (seen, kind) => ({ ...about(seen, "hold"), kind }) },
  transfer: { words: "transfer", icon: arrowRightLeft, keys: ["*", "Ctrl+F6"], done: ["transfer"], panel: "transfer", not: aTicket, command: (seen, where) => ({ ...about(seen, "transfer"), ...where }) },
  outcome: { words: "outcome", icon: receipt, keys: ["0 *", "Ctrl+F10"], panel: "outcome", not: aTicket },
  put_back: { words: "put_back", icon: putBack, done: ["return"], not: aTicket, command: (seen) => about(seen, "return") },
  back: { words: "back", icon: rejoin, keys: ["3 *", "F4"], panel: "back", not: ({ view }) => (view.missed.length || view.held.length ? null : ["back_nobody"]) },
  call: {
    words: "call",
    icon: search,
    keys: ["digits_enter", "F2"],
    done: ["chosen"],
    not: first(isOpen, noTicket, noLunch, callsChosen),
    command: (seen, { ticket, reason }) => ({ ...here(seen, "call"), ticket, ...(reason && { reason }) }),
  },
  undo: {
    words: "undo_act",
    icon: undo,
    keys: [".", "Ctrl+Z"],
    not: ({ view, now }) => (view.undo && view.undo.until > now ? null : ["undo_nothing"]),
    command: (seen) => ({ ...here(seen, "undo"), of: seen.view.undo.of }),
  },
  pause: { words: "pause", icon: pause, keys: ["Pause"], done: ["pause"], not: isOpen, command: (seen, aimed) => ({ ...here(seen, "pause"), ...aimed }) },
  close: {
    words: "close_window",
    icon: close,
    keys: ["Shift+Pause"],
    done: ["close"],
    asks: needsQuestion,
    panel: "close",
    not: isStaffed,
    command: (seen, aimed) => ({ ...here(seen, "close"), ...aimed }),
  },
  resume: { words: "resume", icon: play, done: ["resume"], not: isStaffed, command: (seen, ticket) => ({ ...here(seen, "resume"), ticket }) },
  rejoin: { words: "rejoin", icon: rejoin, not: () => null, command: (seen, ticket) => ({ do: "ticket.rejoin", ticket }) },
  abandon: {
    words: "abandon",
    icon: userMissed,
    keys: ["Shift+F7"],
    not: ({ view }) => (view.missed.length ? null : ["no_missed"]),
    command: ({ view }, ticket) => ({ do: "ticket.cancel", ticket: ticket || newest(view.missed).ticket, reason: "staff" }),
  },
  undo_ticket: { words: "undo_act", icon: undo, not: () => null, command: (seen, ticket) => ({ do: "ticket.undo", ticket: ticket.ticket, of: ticket.undo.of }) },
};

const FORWARD = new Set(["open", "next", "start", "finish_next"]);
const TWICE_MS = 500; // a double press of "next" would skip a person
const SPOT_PX = 32;

/** Why an act may not be now: [word, facts], or null. seen: {view, now, away, lunch}. */
export function whyNot(name, seen) {
  if (seen.away) return ["away_why"];
  const why = ACTS[name].not(seen);
  return why ? [why[0], why[1] || {}] : null;
}

/** The natural next step: what the main button is, and Enter. */
export function forward({ view, lunch }) {
  const { current, window } = view;
  if (!current) return window.state === "open" ? "next" : "open";
  if (current.state === "called") return "start";
  return view.finish_and_next && whyNot("finish_next", { view, lunch }) === null ? "finish_next" : "finish";
}

/** What Enter does: the main button; where one press does not finish and call, it says what to do first. */
export function entered(seen) {
  const name = forward(seen);
  return name === "finish" && !seen.view.finish_and_next ? "next" : name;
}

/** Whether a choice is asked for before an act is sent. */
export const asksFirst = (name, seen) => Boolean(ACTS[name].panel) && (!ACTS[name].asks || ACTS[name].asks(seen));

/** Whether a press only repeats the last one: the same step, or the same spot, within half a second. */
export function repeats(last, press) {
  if (!last || press.at - last.at >= TWICE_MS) return false;
  const step = ({ name }) => (FORWARD.has(name) ? "forward" : name);
  const spot = (one) => one.x !== undefined && Math.hypot(one.x - press.x, one.y - press.y) < SPOT_PX;
  return step(last) === step(press) || (press.x !== undefined && spot(last));
}

/** Three calls and nobody came: missed is what comes next. */
export const suggestsMiss = ({ current }) => current !== null && current.state === "called" && current.calls >= SUGGEST_MISS_CALLS;

/** The word of what an undo takes back, by the hall's name of the act. */
export const undone = (act) => (Object.values(ACTS).find(({ done = [] }) => done.includes(act)) || { words: `did_${act}` }).words;

/** [[key, word], …] of the line of keys: each act by its first key. */
export const keyLine = () => [["Enter", "keys_forward"], ...Object.entries(ACTS).filter(([name, row]) => row.keys && !FORWARD.has(name)).map(([, row]) => [row.keys[0], row.words])];
