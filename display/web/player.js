// The voice of a wall: what its queue (voicequeue.js) says next is sounded, chime first, and told to the hall
// once. It speaks only while this screen holds the zone's lease, and before each reading asks whether it
// still does.
import { clock } from "../../server/browser/figures.js";
import { page } from "../../server/browser/html.js";
import { Clips, pauseMs } from "./clips.js";
import { Row, soundCard, soundState, wake } from "./loudspeaker.js";
import { Sole } from "./sole.js";
import { VoiceQueue } from "./voicequeue.js";

/** @import { Link } from "../../server/browser/link.js" */
/** @import { Beat, BoardView, CallShown } from "../../server/browser/wire.js" */
/** @import { Report } from "../../server/browser/types.js" */
/** @import { Call, Facts, Outcome } from "./voicequeue.js" */

const LOOK_MS = 250;
const AFTER_CHIME_MS = 300;
const REPEAT_MS = 600; // between two readings of a call
const NEXT_MS = 400; // between two calls
const TONES_MS = 940;
const CHIME = "chime"; // its clip
const LONGEST_CHIME_SECONDS = 1.5;
const LONGEST_MS = 8_000; // of a reading, as far as a lease is asked for it
const CLIPS_MS = 6_000; // so long a call waits for its words
const REPORT_MS = 10_000;
const AGAIN_MS = 2_000;
const WAKE_MS = 5_000;
const NOT_NOW = new Set([401, 403, 429, 503]); // answers after which a record is sent again

/** @param {number} ms */
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

/**
 * Whether a time of the day ("12:05") lies in one of the spans; one that ends before it begins goes over
 * midnight.
 * @param {[string, string][]} spans
 * @param {string} time
 */
export function isQuiet(spans, time) {
  return spans.some(([from, until]) =>
    from <= until ? from <= time && time < until : time >= from || time < until,
  );
}

/** The voice of one wall. */
export class Player {
  #busy = false;
  #reporting = false;
  #renewedAt = -Infinity;
  #sweptAt = -Infinity;
  #wokeAt = -Infinity;
  /** @type {AudioBuffer | null} */
  #chimeSound = null;
  /** @type {Set<() => void>} */
  #listeners = new Set();
  /** @type {CallShown | null} the call that is being said now, from its chime to its last word */
  saying = null;
  clips = new Clips();

  /** @param {Link<BoardView>} link */
  constructor(link) {
    this.link = link;
    this.name = `jh-voice-${page.tag}-${page.screen}`;
    this.sole = new Sole(this.name);
    this.queue = new VoiceQueue(this.#kept());
    for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, () => this.#wake());
    this.#wake();
    link.subscribe(() => this.#see());
    setInterval(() => this.#look(), LOOK_MS);
  }

  /**
   * Be told when another call is being said, or none; returns the way to stop.
   * @param {() => void} tell
   */
  subscribe(tell) {
    this.#listeners.add(tell);
    return () => this.#listeners.delete(tell);
  }

  /** Whether the hall wants this zone to sound. */
  get wanted() {
    const { view } = this.link.snapshot;
    return view !== null && (view.board.chime || this.#voice.spoken);
  }

  /** What the beat says of the voice.
   * @returns {Partial<Beat>} */
  facts() {
    const { volume } = this.#voice;
    return { sound: soundState(), volume, wants_to_speak: this.wanted && !this.sole.taken };
  }

  /** @returns {Report | null} null: there is no sound */
  testChime() {
    if (this.saying) return ["done"]; // it can be heard just now
    const row = Row.begin(this.#gain);
    if (row) row.chime();
    return row && ["done"];
  }

  async #wake() {
    this.#wokeAt = performance.now();
    await wake();
    this.#look();
  }

  get #voice() {
    const { view } = this.link.snapshot;
    return (view && view.board.voice) || { volume: 100, quiet: [], repeats: 2, spoken: false };
  }

  /** As loud as volume sounds: half of it is clearly softer. */
  get #gain() {
    return (this.#voice.volume / 100) ** 2;
  }

  #see() {
    const { view } = this.link.snapshot;
    const { frame } = this.link;
    if (!view || !frame) return;
    const now = this.link.now();
    this.queue.see({
      epoch: frame.epoch,
      day: view.day.day ?? "",
      calls: view.calls,
      keptMs: view.board.keep_call_seconds * 1000,
      whole: !(view.more && view.more.calls),
      now,
    });
    this.#look();
  }

  /** The chime, and the words of those that wait, are fetched before their turn. */
  #fetchAhead() {
    const card = soundCard();
    if (!card || this.#speaker() !== "self") return;
    const chimes = this.clips.cuts([[CHIME]]);
    if (chimes.length)
      this.clips.sounds(chimes[0], card).then(
        ([sound]) => (this.#chimeSound = sound.duration <= LONGEST_CHIME_SECONDS ? sound : null),
        () => {},
      );
    for (const call of this.queue.waiting.slice(0, 4)) {
      const [cut] = this.clips.cuts(call.parts ?? []);
      if (cut) this.clips.sounds(cut, card).catch(() => {});
    }
  }

  #look() {
    const { live } = this.link.snapshot;
    if (live && live.clips) this.clips.use([live.clips]);
    this.#fetchAhead();
    const sound = soundState();
    if (sound === "blocked" && performance.now() - this.#wokeAt > WAKE_MS) this.#wake();
    this.sole.want(sound === "ok" && this.wanted);
    this.#speak().catch(reportError);
    this.#report().catch(reportError);
  }

  /** Milliseconds for which this screen surely speaks for its zone. */
  #lease() {
    return this.sole.held && this.wanted ? this.link.lease.until - performance.now() : 0;
  }

  #speaker() {
    if (this.#lease() > 0) return "self";
    return this.wanted && this.link.lease.speaker === null ? "none" : "other";
  }

  /** @returns {Facts} */
  #facts() {
    const now = this.link.now();
    const { view } = this.link.snapshot;
    const { quiet, repeats, volume } = this.#voice;
    return {
      now,
      speaker: this.#speaker(),
      sound: soundState(),
      quiet: volume === 0 || isQuiet(quiet, clock(now)),
      repeats,
      shut: view !== null && !view.day.open,
      length: (call) => this.#ms(call),
    };
  }

  get #chimeMs() {
    return AFTER_CHIME_MS + (this.#chimeSound ? this.#chimeSound.duration * 1000 : TONES_MS);
  }

  /**
   * How long a reading of a call is with its chime; 0: nobody knows.
   * @param {Call} call
   */
  #ms(call) {
    const [cut] = this.#voice.spoken ? this.clips.cuts(call.parts ?? []) : [];
    return cut ? this.#chimeMs + this.clips.ms(cut) : 0;
  }

  /** Say what is to be said, one after the other. */
  async #speak() {
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (await this.#next());
    } finally {
      this.#busy = false;
    }
  }

  async #next() {
    if (!(await this.#mayBegin())) return false;
    const turn = this.queue.next(this.#facts());
    this.#keep();
    if (!turn) return false;
    this.#tell(turn.call);
    await this.#say(turn);
    this.#keep();
    this.#report().catch(reportError);
    const { first } = this.queue;
    await wait(first && first.call === turn.call.call ? REPEAT_MS : NEXT_MS);
    this.#tell(null);
    return true;
  }

  /** A reading begins only under a lease that outlasts it: nobody else speaks before it is over. */
  async #mayBegin() {
    const next = this.queue.first;
    const left = this.#lease();
    if (!next || left <= 0) return true;
    const needed = Math.min(this.#ms(next) || this.#chimeMs, LONGEST_MS);
    if (left > needed) return true;
    const now = performance.now();
    if (now - this.#renewedAt < AGAIN_MS) return false;
    this.#renewedAt = now;
    await this.link.renew();
    return this.#lease() > needed;
  }

  /** @param {{ call: Call, reading: number }} turn */
  async #say({ call, reading }) {
    const row = Row.begin(this.#gain);
    if (!row) return this.queue.broke();
    const { view } = this.link.snapshot;
    if (reading === 1 && view && view.board.chime) this.#chime(row);
    const { spoken } = this.#voice;
    const said = spoken ? await this.#words(call, row) : true;
    document.body.dataset.said = `${call.call}/${reading}`;
    if (!(await row.over())) return this.queue.broke();
    return said ? this.queue.heard() : this.queue.wordless();
  }

  /**
   * The clip when it is at hand, else two tones: the chime waits for nothing.
   * @param {Row} row
   */
  #chime(row) {
    if (this.#chimeSound) row.add(this.#chimeSound);
    else row.chime();
  }

  /**
   * The words behind what sounds already; false when there are none.
   * @param {Call} call
   * @param {Row} row
   */
  async #words(call, row) {
    const late = wait(CLIPS_MS).then(() => null);
    await Promise.race([late, this.clips.coming]);
    const first = row.empty ? 0 : AFTER_CHIME_MS;
    for (const cut of this.clips.cuts(call.parts ?? [])) {
      const sounds = await Promise.race([late, this.clips.sounds(cut, row.card).catch(() => [])]);
      if (sounds === null) return false;
      sounds.forEach((sound, n) => row.add(sound, (n ? pauseMs(cut[n - 1], cut[n]) : first) / 1000));
      if (sounds.length) return true;
    }
    return false;
  }

  /** @param {Call | null} call */
  #tell(call) {
    this.saying = /** @type {CallShown | null} */ (call);
    if (call) document.body.dataset.saying = String(call.call);
    else delete document.body.dataset.saying;
    for (const tell of this.#listeners) tell();
  }

  /** Tell the hall what came of the calls, each once; what is not taken is told again. */
  async #report() {
    if (this.#reporting || !this.link.connected()) return;
    this.#reporting = true;
    try {
      const facts = this.#facts();
      for (const outcome of this.queue.outcomes()) if (!(await this.#record(outcome))) return;
      if (performance.now() - this.#sweptAt < AGAIN_MS) return;
      const { view } = this.link.snapshot;
      const swept = this.queue.sweep(view && view.unheard, facts);
      if (!swept) return;
      this.#sweptAt = performance.now();
      await this.#record(swept);
    } finally {
      this.#keep();
      this.#reporting = false;
    }
  }

  /** @param {Outcome} outcome */
  async #record(outcome) {
    const { view } = this.link.snapshot;
    if (!view) return false;
    const told = await this.link.report(
      { do: "call.played", zone: view.zone, day: this.queue.day, ...outcome },
      { patience: REPORT_MS },
    );
    const settled = told.ok || (told.problem && !NOT_NOW.has(told.problem.status));
    if (settled) this.queue.recorded(outcome);
    else await wait(AGAIN_MS);
    return settled;
  }

  #kept() {
    try {
      return JSON.parse(sessionStorage.getItem(this.name) || "null");
    } catch {
      return null;
    }
  }

  #keep() {
    try {
      sessionStorage.setItem(this.name, JSON.stringify(this.queue.keep()));
    } catch {
      // a forbidden storage: a load in the middle of a call may say it again
    }
  }
}
