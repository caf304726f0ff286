// The two-tone chime before a call, made by the sound card itself: no file, no network.
const TONES = [
  { hz: 659.26, at: 0 },
  { hz: 523.25, at: 0.34 },
];
const LONG_SECONDS = 0.5;
const LOUD = 0.5;

let context = null;

/** Whether the browser lets this page make a sound. */
export function audible() {
  return context !== null && context.state === "running";
}

const STALL_MS = 1_000;
let looked = { at: 0, heard: -1, stalled: false };

/** How it stands: "ok", "blocked" (no sound before a touch), "stalled" (the card takes nothing), "none". */
export function soundState() {
  if (!("AudioContext" in globalThis)) return "none";
  if (!audible()) return "blocked";
  const at = performance.now();
  if (at - looked.at >= STALL_MS) looked = { at, heard: context.currentTime, stalled: context.currentTime === looked.heard };
  return looked.stalled ? "stalled" : "ok";
}

/** Ask for the sound card; browsers say no before a touch unless they were started for a wall. */
export async function wake() {
  context = context || new AudioContext();
  if (context.state !== "running") await Promise.race([context.resume(), new Promise((done) => setTimeout(done, 500))]);
  return audible();
}

/** Sound once; false when the browser does not let us. */
export function chime() {
  if (!audible()) return false;
  for (const { hz, at } of TONES) {
    const begin = context.currentTime + at;
    const tone = new OscillatorNode(context, { type: "sine", frequency: hz });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.setValueAtTime(0, begin);
    volume.gain.linearRampToValueAtTime(LOUD, begin + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, begin + LONG_SECONDS);
    tone.connect(volume).connect(context.destination);
    tone.start(begin);
    tone.stop(begin + LONG_SECONDS);
  }
  return true;
}
