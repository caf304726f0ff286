// Whether numbers are given and calls are made: `live.opening` read at a moment of server time.
// The twin of `doors` in server/hall/opening.py; tests/web/test_opening_twin.py holds them to each other.

/**
 * opensAt, callsAgainAt: server time in ms.
 * @typedef {{ issuing: boolean, calling: boolean, why: string, opensAt: number | null,
 *   callsAgainAt: number | null }} Doors
 */

/** @type {Doors} while nothing is known */
const SHUT = { issuing: false, calling: false, why: "day_not_open", opensAt: null, callsAgainAt: null };

/**
 * {issuing, calling, why, opensAt, callsAgainAt}; why: code of the refusal, "" while numbers are given.
 * @param {import("./wire.js").Opening | null | undefined} opening
 * @param {number} now
 * @returns {Doors}
 */
export function doorsAt(opening, now) {
  if (!opening) return SHUT;
  const { numbers, calls, why, promised } = opening;
  /** @param {[number, number]} span */
  const inside = ([since, until]) => since <= now && now < until;
  const issuing = numbers !== null && inside(numbers);
  const calling = calls.some(inside);
  const pause = !calling && calls.some(([, until]) => until <= now); // between two spans: lunch
  const next = pause ? calls.find(([since]) => now < since) : undefined;
  return {
    issuing,
    calling,
    why: issuing ? "" : why,
    opensAt: !issuing && promised && numbers !== null && now < numbers[0] ? numbers[0] : null,
    callsAgainAt: next ? next[0] : null,
  };
}
