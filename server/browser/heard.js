// Whether a call was heard in its zone, as staff read it: by its record, or by its time. The twin of
// `outcome` in server/hall/heard.py; tests/counter/test_heard.py holds them to each other.

/** @import { Live } from "./wire.js" */

const GRACE_MS = 60_000; // a call starts to sound at most so long after it was made
const SPOKEN_MS = 30_000; // and by then it is spoken, repeated and recorded

/**
 * What came of a call: {state, why}; null while it may still be spoken, and where nobody owes it.
 * played, why: its record in the view. at: when it was made. zone: of its window.
 * @param {{ played?: string | null, why?: string, at: number, zone: string }} call
 * @param {Live | null} live
 * @param {number} now server time
 * @returns {{ state: string, why: string } | null}
 */
export function heardOf({ played, why = "", at, zone }, live, now) {
  if (played) return { state: played, why };
  const speaking = live && live.speaking && live.speaking[zone];
  if (!speaking) return null; // no board stands there, or the hall wants no sound
  const patience = speaking.device ? GRACE_MS + SPOKEN_MS : GRACE_MS;
  return now - at > patience ? { state: "skipped", why: "no_speaker" } : null;
}
