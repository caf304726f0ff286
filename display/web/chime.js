// The two-tone chime before a call, made by the sound card itself: no file, no network.
const TONES = [
  { hz: 659.26, at: 0 },
  { hz: 523.25, at: 0.34 },
];
const LONG_SECONDS = 0.5;
const LOUD = 0.5;

/** @type {AudioContext | null} */
let context = null;

/** The sound card, when it is ours to use. */
const running = () => (context !== null && context.state === "running" ? context : null);

/** Whether the browser lets this page make a sound. */
export function audible() {
  return running() !== null;
}

const STALL_MS = 1_000;
let looked = { at: 0, heard: -1, stalled: false };

/** How it stands: "ok", "blocked" (no sound before a touch), "stalled" (the card takes nothing), "none". */
export function soundState() {
  if (!("AudioContext" in globalThis)) return "none";
  const card = running();
  if (!card) return "blocked";
  const at = performance.now();
  if (at - looked.at >= STALL_MS)
    looked = { at, heard: card.currentTime, stalled: card.currentTime === looked.heard };
  return looked.stalled ? "stalled" : "ok";
}

/** Ask for the sound card; browsers say no before a touch unless they were started for a wall. */
export async function wake() {
  context = context || new AudioContext();
  if (context.state !== "running")
    await Promise.race([context.resume(), new Promise((done) => setTimeout(done, 500))]);
  return audible();
}

/** Sound once; false when the browser does not let us. */
export function chime() {
  const card = running();
  if (!card) return false;
  for (const { hz, at } of TONES) {
    const begin = card.currentTime + at;
    const tone = new OscillatorNode(card, { type: "sine", frequency: hz });
    const volume = new GainNode(card, { gain: 0 });
    volume.gain.setValueAtTime(0, begin);
    volume.gain.linearRampToValueAtTime(LOUD, begin + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, begin + LONG_SECONDS);
    tone.connect(volume).connect(card.destination);
    tone.start(begin);
    tone.stop(begin + LONG_SECONDS);
  }
  return true;
}
