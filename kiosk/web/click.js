// A soft click at each touch: the finger learns that it was felt before anything has changed.
const HZ = 1_100;
const SECONDS = 0.03;
const LOUD = 0.06;

/** @type {AudioContext | null} */
let context = null; // made in a finished touch: before one, browsers let no page sound

/** Sound at touches from the second one on; returns what ends it. Never fails: no loudspeaker, no click. */
export function clicking() {
  /** @param {PointerEvent} event */
  const down = (event) => /** @type {Element} */ (event.target).closest("button:enabled") && sound();
  addEventListener("pointerdown", down);
  addEventListener("click", wake);
  return () => {
    removeEventListener("pointerdown", down);
    removeEventListener("click", wake);
  };
}

function wake() {
  try {
    context = context || new AudioContext();
  } catch {
    removeEventListener("click", wake);
  }
}

function sound() {
  if (!context) return;
  try {
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
