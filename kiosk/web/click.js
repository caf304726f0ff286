// A soft click at each touch: the finger learns that it was felt before anything has changed.
const HZ = 1_100;
const SECONDS = 0.03;
const LOUD = 0.06;

let context = null;

/** Never fails: a kiosk without a loudspeaker is silent. */
export function click() {
  try {
    context = context || new AudioContext();
    const at = context.currentTime;
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = HZ;
    volume.gain.setValueAtTime(LOUD, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + SECONDS);
    tone.connect(volume).connect(context.destination);
    tone.start(at);
    tone.stop(at + SECONDS);
  } catch {
    context = null;
  }
}
