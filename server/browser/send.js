// Commands out. A person's touch counts once: its key is stored before the first try, an unknown outcome is
// asked for again with that key, and until it is settled no other touch counts.

/** @import { Ack, Outcome, Patience, Row, Way } from "./types.js" */
/** @import { Command } from "./wire.js" */
/** @typedef {"kept" | "asked" | "unknown" | "again" | "done" | "refused" | "unsent" | "unsure"} State */
/** @typedef {"sent" | "ok" | "refused" | "barred" | "busy" | "silent" | "expired"} Event */

/**
 * How a touch goes on: state -> event -> state. States: kept (nothing happened so far), asked (on its way),
 * unknown (it may have happened), again (asked once more with the same key), and the ends: done, refused,
 * unsent (it never happened), unsure (given up). Events: sent; ok, refused, barred (refused before anybody
 * looked at the key), busy (not now, nothing happened), silent (no answer, or 503 unknown); expired (patience
 * is over).
 * @type {Partial<Record<State, Partial<Record<Event, State>>>>}
 */
export const TABLE = {
  kept: { sent: "asked", expired: "unsent" },
  asked: { ok: "done", refused: "refused", barred: "refused", busy: "kept", silent: "unknown" },
  unknown: { sent: "again", expired: "unsure" },
  again: { ok: "done", refused: "refused", barred: "unsure", busy: "unknown", silent: "unknown" },
};

/** How long a touch may still happen (server time), and how long it is asked for. ms. */
export const ISSUE = { valid: 120_000, patience: 120_000, keeps: true };
export const ACT = { valid: 5_000, patience: 20_000 };

const KEPT_MS = 20_000; // so long for what has not happened
const AGAIN_MS = 1_000;
const CONNECT_MS = 200;
const BARRED = new Set([401, 403]);

/**
 * The event of an answer (null: none came).
 * @param {Ack | null} ack
 * @returns {Event}
 */
export function eventOf(ack) {
  if (ack === null || ack.code === "unknown") return "silent";
  if (ack.status === 200) return "ok";
  if (ack.status === 429 || ack.status === 503) return "busy";
  return BARRED.has(ack.status) ? "barred" : "refused";
}

/**
 * The state after an event. Throws on one that the table does not know.
 * @param {State} state
 * @param {Event} event
 * @returns {State}
 */
export function step(state, event) {
  const next = TABLE[state]?.[event];
  if (!next) throw new Error(`no ${event} when ${state}`);
  return next;
}

/** @param {State} state */
const isOver = (state) => !(state in TABLE);

/**
 * Whether a touch kept over a reload may still be asked for: its end lies ahead, and not too far.
 * @param {Row} row
 * @param {number} now
 * @param {number} valid
 */
export const mayGoOn = (row, now, valid) => {
  const end = row.command.valid_until ?? 0;
  return end > now && end <= now + valid;
};

/** A random id (RFC 9562, version 4); crypto.randomUUID is missing on plain HTTP in a LAN. */
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** @param {number} ms */
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

/** The touch that is not settled, {key, command}, kept over a reload under one name of localStorage. */
class Kept {
  /** @param {string} name */
  constructor(name) {
    this.name = name;
  }

  /** @returns {Row | null} */
  read() {
    try {
      const row = JSON.parse(localStorage.getItem(this.name) || "null");
      return row && row.key && row.command ? row : null;
    } catch {
      return null;
    }
  }

  /** @param {Row | null} row */
  write(row) {
    try {
      if (row) localStorage.setItem(this.name, JSON.stringify(row));
      else localStorage.removeItem(this.name);
    } catch {
      // a full or forbidden storage: the command goes out all the same
    }
  }
}

/**
 * The commands of one link. Outcomes: {ok: true, day, seq, result}, {ok: false, problem},
 * {ok: false, unsent: true}: it did not happen and will not, {ok: false, unknown: true}: given up.
 */
export class Commands {
  /**
   * @param {Way} link
   * @param {string} name
   */
  constructor(link, name) {
    this.link = link;
    this.kept = new Kept(name);
    /** @type {{ command: Command, outcome: Promise<Outcome> } | null} */
    this.settling = null; // a touch that is not settled yet: no other one counts
    this.slow = () => {};
  }

  /**
   * Send a person's touch; settled when this returns. While another one is not, nothing is sent. valid: until
   * when it may happen; slow(): called when an answer does not come; keeps: a load finds it again, until
   * forget(), also when it is done: so nobody's number is lost between its answer and its drawing.
   * @param {Command} command
   * @param {Patience} how
   * @returns {Promise<Outcome>}
   */
  async send(command, { valid, patience, slow, keeps = false }) {
    const now = this.link.now();
    if (this.settling || now === 0) return { ok: false, unsent: true };
    const row = { key: uuid(), command: { ...command, valid_until: Math.round(now + valid) } };
    this.kept.write(row);
    return this.#settle(row, "kept", { patience, slow, keeps });
  }

  /**
   * What was under way when the page was loaded, if it may still happen, or is under way while the page is
   * drawn anew: {command, outcome: a promise}; or null.
   * @param {Patience} how
   * @returns {{ command: Command, outcome: Promise<Outcome> } | null}
   */
  resume({ valid, patience, slow, keeps = false }) {
    if (this.settling) {
      this.slow = slow ?? this.slow;
      return this.settling;
    }
    const row = this.kept.read();
    const now = this.link.now();
    if (row === null || now === 0) return null;
    if (mayGoOn(row, now, valid))
      return { command: row.command, outcome: this.#settle(row, "unknown", { patience, slow, keeps }) };
    this.forget();
    return null;
  }

  /** What was under way before this load, or is done and was kept, is of no matter any more. */
  forget() {
    if (!this.settling) this.kept.write(null);
  }

  /**
   * Send what no person asked for, for `patience` ms; settles no touch and waits for none.
   * @param {Command} command
   * @param {{ patience: number }} how
   */
  async report(command, { patience }) {
    return this.#carry({ key: uuid(), command }, "kept", patience);
  }

  /**
   * @param {Row} row
   * @param {State} state
   * @param {Omit<Patience, "valid">} how
   */
  #settle(row, state, { patience, slow = () => {}, keeps = false }) {
    this.slow = slow;
    const outcome = this.#carry(row, state, patience, () => this.slow())
      .then((ended) => {
        if (!(ended.ok && keeps)) this.kept.write(null);
        return ended;
      })
      .finally(() => (this.settling = null));
    this.settling = { command: row.command, outcome };
    return outcome;
  }

  /**
   * @param {Row} row
   * @param {State} begun
   * @param {number} patience
   * @param {() => void} [slow]
   * @returns {Promise<Outcome>}
   */
  async #carry({ key, command }, begun, patience, slow = () => {}) {
    const from = performance.now();
    let state = begun;
    /** @type {Ack | null} */
    let ack = null;
    while (!isOver(state)) {
      const age = performance.now() - from;
      if (age >= (state === "kept" ? Math.min(KEPT_MS, patience) : patience)) {
        state = step(state, "expired");
      } else if (!this.link.connected()) {
        await wait(CONNECT_MS);
      } else {
        state = step(state, "sent");
        ack = await this.link.ask({ key, ...command });
        state = step(state, eventOf(ack));
        if (state === "unknown") slow();
        if (!isOver(state)) await wait(ack ? AGAIN_MS : CONNECT_MS);
      }
    }
    return outcomeOf(state, ack);
  }
}

/**
 * @param {State} state
 * @param {Ack | null} ack
 * @returns {Outcome}
 */
function outcomeOf(state, ack) {
  if (ack !== null && "result" in ack) return { ok: true, day: ack.day, seq: ack.seq, result: ack.result };
  if (state === "unsure") return { ok: false, unknown: true };
  return ack ? { ok: false, problem: ack } : { ok: false, unsent: true };
}
