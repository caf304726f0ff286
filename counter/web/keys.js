// What a key, a keypad, a scanner and an input method may do at this page. Pure: signs in, their meaning out.
//
// A hand types slower than 50 ms a sign for long: over four signs that fast are a scanner's, and nothing that
// a scanner types is ever a command. So every sign waits 50 ms for what follows it; after an act the rest of
// the same run is dropped (a worn key), and so is what comes within 300 ms of a scan. Digits collect and do
// nothing until Enter or *. A sign that means nothing empties what was typed and makes Enter and * ask first.
/** @import { Means, Meant, Place, Sign, Typed } from "./types.js" */

export const APART_MS = 50;
const MOST_BY_HAND = 4;
const WAKE_MS = 300;
const ASK_MS = 500; // the second Enter of a double press is no answer
const MOST_SIGNS = 5; // a letter and four digits

// By place on the pad, so that NumLock changes nothing.
/** @type {Record<string, string>} */
const PAD = {
  NumpadEnter: "Enter",
  NumpadAdd: "+",
  NumpadSubtract: "-",
  NumpadMultiply: "*",
  NumpadDivide: "/",
  NumpadDecimal: ".",
  NumpadComma: ".",
};
/** @type {Record<string, string>} */
const NAMED = {
  Escape: "Esc",
  Enter: "Enter",
  Backspace: "Backspace",
  Pause: "Pause",
  Cancel: "Pause",
  " ": "Space",
};
const OF_THE_PAGE = new Set(["F2", "F4", "F6", "F7", "F8", "F9", "F10"]);
const OF_THE_BROWSER =
  /^(F\d+|Shift|Control|Alt|AltGraph|Meta|Fn|\w+Lock|Tab|ContextMenu|PrintScreen|(Audio|Media|Browser).*)$/;

// Signs that are an act by themselves. Those of the pad count only when nothing is typed.
/** @type {Record<string, string>} */
export const KEYS = {
  "+": "recall",
  "-": "miss",
  "/": "hold",
  ".": "undo",
  F2: "number",
  F4: "back",
  F6: "hold",
  F7: "miss",
  F8: "recall",
  F9: "forward",
  F10: "finish",
  Pause: "pause",
  "Ctrl+F6": "transfer",
  "Ctrl+F10": "outcome",
  "Ctrl+Z": "undo",
  "Shift+F7": "abandon",
  "Shift+Pause": "close",
};
/** @type {Record<string, string>} */
const TYPED = { "0 Enter": "finish", "0 *": "outcome", "3 *": "back", "*": "transfer", Enter: "forward" };
const OF_THE_PAD = /^[+\-/.]$/;

/**
 * What a keydown says: "0" to "9", "A" to "Z", "Enter", "+", "F6", "Ctrl+F6" and so on; "" for what is the
 * browser's or says nothing by itself, "?" for what is nobody's.
 * @param {Partial<KeyboardEvent>} event
 */
export function signOf(event) {
  const { code = "", key = "" } = event;
  if (event.repeat) return "";
  if (event.isComposing || key === "Process") return "?";
  const pad = /^Numpad(\d)$/.exec(code);
  const named = pad ? pad[1] : PAD[code] || NAMED[key] || "";
  if (event.altKey || event.metaKey) return "";
  if (event.ctrlKey || (event.shiftKey && !pad && (OF_THE_PAGE.has(key) || named === "Pause"))) {
    const held = `${event.ctrlKey ? "Ctrl" : "Shift"}+${named || key.toUpperCase()}`;
    return held in KEYS ? held : held === "Ctrl+Pause" ? "Pause" : "";
  }
  if (named) return named;
  if (OF_THE_PAGE.has(key)) return key;
  if (OF_THE_BROWSER.test(key)) return "";
  const sign = key.normalize("NFKC").toUpperCase();
  return /^[0-9A-Z+\-*/]$/.test(sign) ? sign : "?";
}

/** Nothing typed yet. @type {() => Typed} */
export const fresh = () => ({
  buffer: "",
  run: [],
  done: 0,
  last: -Infinity,
  wake: -Infinity,
  unsure: false,
  askedAt: -Infinity,
});

/**
 * A sign comes: [state, what it and those before it mean]. at: ms. text: what it writes. place: of the focus.
 * @param {Typed} state @param {Sign} pressed @returns {Means}
 */
export function press(state, { sign, text, at, place }) {
  const [now, means] = settle(state, at);
  if (sign === "") return [now.run.length && at - now.last <= APART_MS ? { ...now, last: at } : now, means];
  if (at < now.wake) return [{ ...now, wake: at + WAKE_MS }, means];
  const follows = at - now.last <= APART_MS;
  const run = [...(follows ? now.run : []), { sign, text, at, place }];
  return [{ ...now, run, done: follows ? now.done : 0, last: at }, means];
}

/**
 * It was quiet until `at`: [state, what the last signs mean]. Call it APART_MS after each sign, too.
 * @param {Typed} state @param {number} at @returns {Means}
 */
export function settle(state, at) {
  const { run, done } = state;
  if (done >= run.length || at - state.last <= APART_MS) return [state, []];
  const rest = { ...state, done: run.length };
  if (run.length > MOST_BY_HAND) {
    const scan = run.map(({ text }) => text).join("");
    return [
      { ...rest, buffer: "", unsure: false, wake: state.last + WAKE_MS },
      [{ scan, place: run[0].place }],
    ];
  }
  /** @type {Typed} */
  let now = rest;
  for (const one of run.slice(done)) {
    const [next, meant] = meaning(now, one);
    now = next;
    if (meant) return [now, [meant]];
  }
  return [now, []];
}

/** @param {Typed} state */
const clear = (state) => ({ ...state, buffer: "", unsure: false });
/** @type {(state: Typed) => [Typed, Meant | null]} */
const puzzled = (state) => [{ ...state, buffer: "", unsure: true }, null];

/** @param {Typed} state @param {Sign} pressed @returns {[Typed, Meant | null]} */
function meaning(state, { sign, place, at }) {
  if (place === "panel")
    return [clear(state), sign === "Esc" ? { act: "escape" } : sign === "?" ? null : { choose: sign }];
  if (place === "field") return [state, sign === "Esc" ? { act: "escape" } : null];
  if (place === "number") return inNumber(state, sign);
  const { buffer } = state;
  if (/^[0-9]$/.test(sign))
    return buffer.length < MOST_SIGNS ? [{ ...state, buffer: buffer + sign }, null] : puzzled(state);
  if (/^[A-Z]$/.test(sign)) return buffer ? puzzled(state) : [{ ...state, buffer: sign }, null];
  if (sign === "Backspace") return [{ ...state, buffer: buffer.slice(0, -1) }, null];
  if (sign === "Esc") return buffer || state.unsure ? [clear(state), null] : [state, { act: "escape" }];
  if (sign === "Enter" || sign === "*") return ended(state, sign, place, at);
  if (sign === "Space")
    return place === "button" && !buffer ? [clear(state), { push: true }] : puzzled(state);
  if (!(sign in KEYS) || (buffer && OF_THE_PAD.test(sign))) return puzzled(state);
  return [clear(state), { act: KEYS[sign] }];
}

/**
 * In the field of F2 signs are text; keys that no text has leave it.
 * @param {Typed} state @param {string} sign @returns {[Typed, Meant | null]}
 */
function inNumber(state, sign) {
  if (sign === "Enter") return [clear(state), { submit: true }];
  if (sign === "Esc") return [clear(state), { act: "leave" }];
  return sign in KEYS && !OF_THE_PAD.test(sign) && sign !== "Ctrl+Z"
    ? [clear(state), { act: KEYS[sign] }]
    : [state, null];
}

/**
 * Enter or * with what was typed before it.
 * @param {Typed} state @param {string} sign @param {Place} place @param {number} at
 * @returns {[Typed, Meant | null]}
 */
function ended(state, sign, place, at) {
  const { buffer } = state;
  if (state.unsure) return [{ ...state, unsure: false, askedAt: at }, { ask: buffer }];
  if (at - state.askedAt < ASK_MS) return [state, null];
  if (sign === "Enter" && !buffer && place === "button") return [clear(state), { push: true }];
  const act = TYPED[buffer ? `${buffer} ${sign}` : sign];
  if (act) return [clear(state), { act }];
  return sign === "Enter" ? [clear(state), { call: buffer }] : puzzled(state);
}

/**
 * A sign in a list of choices with these keys: {typed, hit}. Numbers of two digits collect; one that others
 * begin with waits for Enter.
 * @param {string} typed @param {string} sign @param {string[]} keys
 */
export function pick(typed, sign, keys) {
  if (sign === "Enter") return { typed: "", hit: keys.includes(typed) ? typed : null };
  const now = /^[0-9A-Z]$/.test(sign) ? typed + sign : "";
  const fits = keys.filter((key) => key.startsWith(now));
  if (now && fits.length === 1 && fits[0] === now) return { typed: "", hit: now };
  return { typed: now && fits.length ? now : "", hit: null };
}
