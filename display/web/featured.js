// Whose call stands in the featured place: fresh calls only, each for its turn, one after the other; a call
// that was missed, finished or undone leaves at once, and an old one never comes back as if it were fresh.
//
// The voice and this place go together: whoever speaks a call says so with speaking(), and it stands there as
// long as it is spoken.

/** @typedef {{ call: number, at: number, state: string }} Made a call of the view; at: server time in ms */

export const AT_WORK = new Set(["called", "serving"]); // states of a call that still matters
export const TURN_MS = 4_000; // each of several stands at least so long
export const LATE_MS = 60_000; // an older call is neither shown nor spoken as if it were new (DESIGN 5)
const SPOKEN_MS = 20_000; // whoever speaks for longer has forgotten to say that it is over

/**
 * The featured place of one screen.
 * @template {Made} Call
 */
export class FeaturedPlace {
  /** @type {string | null} */
  #day = null;
  /** The newest call that was ever seen: those up to it have had their turn, or are the past. */
  #seen = 0;
  /** @type {number[]} calls whose turn is still to come */
  #waiting = [];
  #standing = 0; // the call that stands there, 0 for none
  #since = 0;
  /** @type {{ call: number, at: number | null } | null} at: when it was first looked at */
  #spoken = null;

  /** The number of the call that stands there, as it was last looked at; 0 for none. */
  get standing() {
    return this.#standing;
  }

  /**
   * This call is being spoken now; null: it is over.
   * @param {number | null} call
   */
  speaking(call) {
    this.#spoken = call === null ? null : { call, at: null };
  }

  /**
   * The call that stands there at a moment, or null. day, calls: of the view. now: server time, clock:
   * performance.now(), fresh: how long a call alone stands there; all in ms.
   * @param {{ day: string, calls: Call[], now: number, clock: number, fresh: number }} seen
   * @returns {Call | null}
   */
  look({ day, calls, now, clock, fresh }) {
    const living = new Map(calls.filter((one) => AT_WORK.has(one.state)).map((one) => [one.call, one]));
    this.#join(day, calls, (call) => now - call.at < (this.#day === day ? LATE_MS : fresh));
    this.#waiting = this.#waiting.filter((call) => now - (living.get(call)?.at ?? -Infinity) < LATE_MS);
    this.#turn(living, now, clock, fresh);
    return living.get(this.#standing) ?? null;
  }

  /**
   * New calls wait for their turn. The first view of a day is the past, but for what is fresh in it.
   * @param {string} day
   * @param {Call[]} calls
   * @param {(call: Call) => boolean} young
   */
  #join(day, calls, young) {
    const newest = calls.reduce((most, one) => Math.max(most, one.call), 0);
    if (this.#day !== day) [this.#seen, this.#waiting, this.#standing] = [0, [], 0];
    const found = calls.filter((one) => one.call > this.#seen && young(one)).map((one) => one.call);
    this.#waiting.push(...found.sort((a, b) => a - b));
    [this.#day, this.#seen] = [day, Math.max(this.#seen, newest)];
  }

  /**
   * @param {Map<number, Call>} living
   * @param {number} now
   * @param {number} clock
   * @param {number} fresh
   */
  #turn(living, now, clock, fresh) {
    const standing = living.get(this.#standing);
    if (!standing) this.#standing = 0;
    const spoken = this.#spokenNow(clock);
    if (spoken && living.has(spoken)) this.#put(spoken, clock);
    else if (standing) {
      const stood = clock - this.#since >= TURN_MS;
      if (stood && (this.#waiting.length || now - standing.at >= fresh)) this.#standing = 0;
    }
    if (!this.#standing && this.#waiting.length) this.#put(this.#waiting[0], clock);
  }

  /** @param {number} clock */
  #spokenNow(clock) {
    if (!this.#spoken) return 0;
    this.#spoken.at ??= clock;
    if (clock - this.#spoken.at > SPOKEN_MS) this.#spoken = null;
    return this.#spoken ? this.#spoken.call : 0;
  }

  /**
   * @param {number} call
   * @param {number} clock
   */
  #put(call, clock) {
    this.#waiting = this.#waiting.filter((other) => other !== call);
    if (this.#standing !== call) [this.#standing, this.#since] = [call, clock];
  }
}
