// What a zone's loudspeaker says next: each call once, in the order in which the calls were made, never two
// at a time, and of every call one outcome. Pure: time, settings and the state of the sound come with the
// question.
//
// A call waits, is said (a first reading, then its repeats), and ends once: played (its first reading was
// heard), skipped or failed. Source: DESIGN section 5.

/**
 * A call of the view. played: its record in the zone, "" or none: it has no record yet.
 * @typedef {{ call: number, number: string, at: number, state: string, say: string, parts?: string[][],
 *   played?: string }} Call
 */
/** @typedef {"late" | "no_speaker" | "undone" | "quiet" | "blocked" | "no_device" | "stalled"} Reason */
/**
 * What came of a call; through: of all later ones up to that one, too, that have no record.
 * @typedef {{ call: number, state: "played" | "skipped" | "failed", reason?: Reason,
 *   through?: number }} Outcome
 */
/** @typedef {"ok" | "blocked" | "none" | "stalled"} Sound */
/**
 * How things are. now: server time in ms. speaker: who speaks in the zone: this screen, another one, nobody.
 * repeats: how often a call is read in all. length: of one reading of a call in ms, with its chime; 0: not
 * known. shut: the hall's day is over, nobody is called any more.
 * @typedef {{ now: number, speaker: "self" | "other" | "none", sound: Sound, quiet: boolean, repeats: number,
 *   shut?: boolean, length?: (call: Call) => number }} Facts
 */
/** A call in hand. ours: it was this screen's to say while it could be said. gone: it was taken back. */
/** @typedef {{ call: Call, readings: number, ours: boolean, gone: boolean }} Row */
/** What survives a load of the page. */
/** @typedef {{ epoch: string, day: string, mark: number, ended: Outcome[] }} Kept */

export const LATE_MS = 60_000; // a call starts to sound at most so long after it was made, or never
export const PILE_MS = 20_000; // no call is kept waiting longer than this by another one's repeat
const SWEEP_MS = 2_000; // the server counts, too
const USUAL_MS = 6_000; // one reading, when it is not known how long it is
/** @type {Record<string, Reason>} */
const MUTE = { blocked: "blocked", none: "no_device", stalled: "stalled" };

/** The calls of one zone's day on one screen. */
export class VoiceQueue {
  epoch = "";
  day = "";
  /** The newest call that was heard in the zone: an older one would be out of order. */
  mark = 0;
  /** @type {Row[]} those that wait, and the one that is being said; in order */
  #rows = [];
  /** @type {Map<number, Outcome>} what ended here and has no record yet */
  #ended = new Map();
  /** @type {Set<number>} what ended here, or has its record */
  #over = new Set();
  /** @type {Row | null} */
  #saying = null;
  #past = false; // what is being said is of another day

  /** @param {Kept | null} [kept] of before the page was loaded */
  constructor(kept) {
    if (!kept) return;
    [this.epoch, this.day, this.mark] = [kept.epoch, kept.day, kept.mark];
    for (const outcome of kept.ended) this.#settle(outcome);
  }

  /** @returns {Kept} */
  keep() {
    return { epoch: this.epoch, day: this.day, mark: this.mark, ended: this.outcomes() };
  }

  /** The call that is being said, or null. */
  get saying() {
    return this.#saying && this.#saying.call;
  }

  /** The one that may be said next, or null. */
  get first() {
    return this.#rows.length ? this.#rows[0].call : null;
  }

  /** Those that wait for their first reading, in order. */
  get waiting() {
    return this.#rows.filter((row) => row.readings === 0 && row !== this.#saying).map((row) => row.call);
  }

  /** What ended here and has no record yet, in order. */
  outcomes() {
    return [...this.#ended.values()].sort((a, b) => a.call - b.call);
  }

  /**
   * The view. calls: those of the zone that it shows: each window's newest, and earlier ones for keptMs; a
   * ticket once. whole: whether all those are in it. One that leaves sooner was undone, or called again.
   * @param {{ epoch: string, day: string, calls: Call[], keptMs: number, whole: boolean, now: number }} seen
   */
  see({ epoch, day, calls, keptMs, whole, now }) {
    if (epoch !== this.epoch || day !== this.day) this.#anew(epoch, day);
    for (const call of calls) {
      if (call.played) this.#recorded(call);
      else if (!this.#over.has(call.call) && !this.#rows.some((row) => row.call.call === call.call))
        this.#rows.push({ call, readings: 0, ours: false, gone: false });
    }
    this.#rows.sort((a, b) => a.call.call - b.call.call);
    for (const row of this.#rows) {
      const shown = calls.find((call) => call.call === row.call.call);
      const again = calls.some((call) => call.number === row.call.number && call.call > row.call.call);
      // A call that has its record has no clips any more, but may still have a repeat.
      if (shown) row.call = shown.parts?.length ? shown : { ...shown, parts: row.call.parts };
      else if (again) row.call = { ...row.call, state: "again" };
      row.gone = !shown && !again && (row.gone || (whole && now - row.call.at < keptMs));
    }
  }

  /**
   * What to say now: a call and which of its readings; null: nothing. What ends without being said is in
   * outcomes() afterwards. Ask until null.
   * @param {Facts} facts
   * @returns {{ call: Call, reading: number } | null}
   */
  next(facts) {
    if (this.#saying) return null;
    if (facts.speaker !== "self") {
      this.#rows = this.#rows.filter((row) => row.readings === 0 && !row.gone);
      if (facts.speaker === "none") this.#giveUp(facts);
      return null;
    }
    for (const row of this.#rows) row.ours = row.ours || facts.now - row.call.at <= LATE_MS;
    this.#rows = this.#rows.filter((row) => !this.#isOver(row, facts));
    const row = facts.sound === "ok" ? this.#rows[0] : undefined;
    if (!row) return null;
    this.#saying = row;
    return { call: row.call, reading: row.readings + 1 };
  }

  /** What is being said was heard to its end. */
  heard() {
    const row = this.#stop();
    if (!row) return;
    row.readings += 1;
    this.mark = Math.max(this.mark, row.call.call);
    if (row.readings === 1) this.#settle({ call: row.call.call, state: "played" });
  }

  /** What is being said could not be heard for want of sound; it waits for a speaker as long as it may. */
  broke() {
    const row = this.#stop();
    if (row?.readings) this.#rows = this.#rows.filter((other) => other !== row);
  }

  /** What is being said has no clips: its chime was heard, and no word. */
  wordless() {
    const row = this.#stop();
    if (!row) return;
    this.#rows = this.#rows.filter((other) => other !== row);
    this.mark = Math.max(this.mark, row.call.call);
    if (!row.readings) this.#settle({ call: row.call.call, state: "failed" });
  }

  /**
   * The server has a record of these calls, or wants none.
   * @param {Outcome} outcome
   */
  recorded(outcome) {
    this.#ended.delete(outcome.call);
  }

  /**
   * What is to be said of calls that nobody spoke and that this screen never had: those of before its time.
   * unheard: of the view: the zone's calls without a record.
   * @param {{ call: number, through: number, at: number } | null | undefined} unheard
   * @param {Facts} facts
   * @returns {Outcome | null}
   */
  sweep(unheard, { now, speaker, sound }) {
    const ours = speaker === "self" && sound === "ok";
    if (!unheard || now - unheard.at <= LATE_MS + SWEEP_MS) return null;
    if (!ours && !(speaker === "none" && sound !== "ok")) return null;
    const held = [...this.#ended.keys(), ...this.#rows.map((row) => row.call.call)];
    const first = Math.min(...held.filter((call) => call >= unheard.call), unheard.through + 1);
    if (first === unheard.call) return null;
    const { call } = unheard;
    if (ours) return { call, through: first - 1, state: "skipped", reason: "no_speaker" };
    return { call, through: first - 1, state: "failed", reason: MUTE[sound] };
  }

  /**
   * @param {string} epoch
   * @param {string} day
   */
  #anew(epoch, day) {
    [this.epoch, this.day, this.mark, this.#rows] = [epoch, day, 0, []];
    this.#past = this.#saying !== null;
    this.#ended.clear();
    this.#over.clear();
  }

  /** The call that was being said; null when its day is over: nobody asks for its record any more. */
  #stop() {
    const row = this.#saying;
    if (!row) throw new Error("nothing is being said");
    const past = this.#past;
    [this.#saying, this.#past] = [null, false];
    return past ? null : row;
  }

  /** @param {Outcome} outcome */
  #settle(outcome) {
    if (this.#over.has(outcome.call)) return; // somebody else's record came first
    this.#over.add(outcome.call);
    this.#ended.set(outcome.call, outcome);
  }

  /** @param {Call} call */
  #recorded({ call, played }) {
    this.#over.add(call);
    this.#ended.delete(call);
    if (played === "played") this.mark = Math.max(this.mark, call);
    this.#rows = this.#rows.filter((row) => row.call.call !== call || row.readings || row === this.#saying);
  }

  /**
   * Whether there is nothing more to say of a call; settles one that was never said.
   * @param {Row} row
   * @param {Facts} facts
   */
  #isOver(row, facts) {
    if (row.readings) return !this.#mayRepeat(row, facts);
    const why = this.#whyNot(row, facts);
    if (why) this.#settle({ call: row.call.call, ...why });
    return why !== null;
  }

  /**
   * @param {Row} row
   * @param {Facts} facts
   * @returns {Omit<Outcome, "call"> | null}
   */
  #whyNot({ call, ours, gone }, { now, quiet, sound, shut = false }) {
    if (gone || shut) return { state: "skipped", reason: "undone" };
    if (now - call.at > LATE_MS) {
      if (sound !== "ok") return { state: "failed", reason: MUTE[sound] };
      return { state: "skipped", reason: ours ? "late" : "no_speaker" };
    }
    if (quiet) return { state: "skipped", reason: "quiet" };
    return call.call < this.mark ? { state: "skipped", reason: "late" } : null;
  }

  /**
   * Repeats go first when calls pile up; one who came, or was missed, is called no more.
   * @param {Row} row
   * @param {Facts} facts
   */
  #mayRepeat(row, { now, sound, quiet, repeats, shut = false, length = () => 0 }) {
    if (row.readings >= repeats || row.gone || row.call.state !== "called" || quiet || shut || sound !== "ok")
      return false;
    let begins = now + (length(row.call) || USUAL_MS);
    for (const call of this.waiting) {
      if (begins - call.at > PILE_MS) return false;
      begins += length(call) || USUAL_MS;
    }
    return true;
  }

  /**
   * Nobody speaks in the zone, and this screen cannot: it says so of calls that nobody can say any more.
   * @param {Facts} facts
   */
  #giveUp({ now, sound }) {
    if (sound === "ok") return;
    const old = this.#rows.filter((row) => now - row.call.at > LATE_MS + SWEEP_MS);
    for (const row of old) this.#settle({ call: row.call.call, state: "failed", reason: MUTE[sound] });
    this.#rows = this.#rows.filter((row) => !old.includes(row));
  }
}
