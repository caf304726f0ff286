// The loudspeaker of this screen: whether it can be heard, and sounds one after the other without a gap but
// those that are wanted. The chime of two tones is made by the sound card itself: no file, no network.
const CHIME = [
  { hz: 659.26, at: 0 },
  { hz: 523.25, at: 0.34 },
];
const TONE_SECONDS = 0.6;
const CHIME_SECONDS = 0.94;
const LOUD = 0.5; // as loud as the clips
const AHEAD_SECONDS = 0.03; // the card is told so long before
const STALL_MS = 1_000;
const LOOK_MS = 200;
const WAKE_MS = 500;

/** @typedef {import("./voicequeue.js").Sound} Sound */

/** @type {AudioContext | null} */
let context = null;
let broken = false; // the browser said that the device failed
const outputs = { had: false, none: false };
let looked = { at: 0, heard: -1, stalled: false };

/** How it stands: "ok", "blocked" (no sound before a touch), "stalled" (the card takes nothing), "none".
 * @returns {Sound} */
export function soundState() {
  if (!("AudioContext" in globalThis) || broken || outputs.none) return "none";
  if (!context || context.state !== "running") return "blocked";
  const at = performance.now();
  if (at - looked.at >= STALL_MS)
    looked = { at, heard: context.currentTime, stalled: context.currentTime === looked.heard };
  return looked.stalled ? "stalled" : "ok";
}

/** Ask for the sound card; browsers say no before a touch unless they were started for a wall. */
export async function wake() {
  try {
    context = context || made();
    if (context.state !== "running") await Promise.race([context.resume(), wait(WAKE_MS)]);
  } catch {
    broken = true;
  }
}

/** The sound card, to make sounds for; null before wake(). */
export const soundCard = () => context;

function made() {
  const card = new AudioContext();
  card.addEventListener("error", () => (broken = true));
  card.addEventListener("statechange", () => (broken = broken && card.state !== "running"));
  const { mediaDevices } = navigator;
  if (mediaDevices) {
    countOutputs();
    mediaDevices.addEventListener("devicechange", countOutputs);
  }
  return card;
}

/** A screen that had a loudspeaker and has none any more; many browsers tell of none, ever. */
async function countOutputs() {
  const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  const some = devices.some((device) => device.kind === "audiooutput");
  outputs.had = outputs.had || some;
  outputs.none = outputs.had && !some;
}

/** @param {number} ms */
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

/** Sounds in a row; null when nothing can be heard now. volume: 0 to 1. */
export class Row {
  /**
   * @param {number} volume
   * @returns {Row | null}
   */
  static begin(volume) {
    return context && soundState() === "ok" ? new Row(context, volume) : null;
  }

  /** @type {AudioScheduledSourceNode[]} */
  #sources = [];

  /**
   * @param {AudioContext} card
   * @param {number} volume
   */
  constructor(card, volume) {
    this.card = card;
    this.end = card.currentTime;
    this.out = new GainNode(card, { gain: volume });
    this.out.connect(card.destination);
  }

  /** Whether nothing was put in. */
  get empty() {
    return !this.#sources.length;
  }

  /** @param {number} pause */
  #next(pause) {
    return Math.max(this.end + pause, this.card.currentTime + AHEAD_SECONDS);
  }

  /**
   * Behind all others, after a pause in seconds.
   * @param {AudioBuffer} buffer
   * @param {number} [pause]
   */
  add(buffer, pause = 0) {
    const source = new AudioBufferSourceNode(this.card, { buffer });
    source.connect(this.out);
    const begin = this.#next(pause);
    source.start(begin);
    this.#sources.push(source);
    this.end = begin + buffer.duration;
  }

  /** The two tones. */
  chime() {
    const begin = this.#next(0);
    for (const { hz, at } of CHIME) {
      const from = begin + at;
      const tone = new OscillatorNode(this.card, { type: "sine", frequency: hz });
      const volume = new GainNode(this.card, { gain: 0 });
      volume.gain.setValueAtTime(0, from);
      volume.gain.linearRampToValueAtTime(LOUD, from + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.001, from + TONE_SECONDS);
      tone.connect(volume).connect(this.out);
      tone.start(from);
      tone.stop(from + TONE_SECONDS);
      this.#sources.push(tone);
    }
    this.end = begin + CHIME_SECONDS;
  }

  /** When it is over: true; false as soon as it cannot be heard any more: then nothing of it sounds later. */
  async over() {
    while (this.card.currentTime < this.end) {
      if (soundState() !== "ok") {
        for (const source of this.#sources) source.stop();
        this.out.disconnect();
        return false;
      }
      await wait(Math.min(LOOK_MS, (this.end - this.card.currentTime) * 1000 + 1));
    }
    this.out.disconnect();
    return true;
  }
}
