// When nobody is to go anywhere: why, and when it goes on; at night the dark screen.
import { Icon, html } from "../../server/browser/html.js";
import {
  breakable,
  clock,
  dateWords,
  hoursWords,
  lunchUntil,
  shutWords,
} from "../../server/browser/figures.js";
import { clockFace, lunch } from "../../server/browser/icons.js";
import { doorsAt } from "../../server/browser/opening.js";
import { DemoMark } from "../../server/browser/screen.js";
import { AT_WORK } from "./featured.js";
import { t } from "./words.js";

/** @import { BoardView, Live } from "../../server/browser/wire.js" */

/** @typedef {Record<string, string | number>} Facts */
/**
 * en: facts of the English words, where they differ.
 * @typedef {{ words: string, facts?: Facts, en?: Facts }} Said
 */
/** shut: the hall is not open. @typedef {Said & { icon: string, more?: Said[], shut?: boolean }} Silence */

const MINUTE = 60_000;
const WAKE_MS = 30 * MINUTE; // so long before numbers are given the screen is light again
const MOVE_MS = MINUTE; // what stands still for a night burns itself in
const PLACES = 7;

/**
 * Why nobody is called now: lunch, or no hours; null in working hours.
 * @param {BoardView} view
 * @param {Live} live
 * @param {number} now
 * @returns {Silence | null}
 */
export function quietWords(view, live, now) {
  const time = lunchUntil(live, now);
  if (view.calls.some((call) => call.state === "called")) return null; // somebody is still to come
  if (time) return { icon: lunch, words: "lunch_calls", facts: { time } };
  const doors = live && live.opening ? doorsAt(live.opening, now) : null;
  if (doors && doors.why === "clock_unsure") return { icon: clockFace, words: "clock_unsure" };
  const shut = doors && !doors.issuing && !view.waiting.some((line) => line.count);
  if (!shut || view.calls.some((call) => AT_WORK.has(call.state))) return null;
  const next = doors.opensAt;
  return {
    icon: clockFace,
    words: shutWords(doors, now),
    more: [...(next ? [opensAt(next)] : []), { words: "hours", facts: { hours: hoursWords(view.day) } }],
    shut: true,
  };
}

/**
 * @param {number} at
 * @returns {Said}
 */
const opensAt = (at) => ({
  words: "tickets_at",
  facts: { date: dateWords(at), time: clock(at) },
  en: { date: dateWords(at, "en"), time: clock(at) },
});

/**
 * Whether the screen sleeps: the hall is shut, some time after its closing and well before its next opening.
 * @param {BoardView} view
 * @param {Live} live
 * @param {number} now
 * @param {Silence | null} quiet
 */
export function isNight(view, live, now, quiet) {
  const after = view.board.standby_minutes * MINUTE;
  if (!quiet || !quiet.shut || !after) return false;
  const { schedule } = view.day;
  const closed = schedule ? Math.max(0, ...schedule.sessions.map(([, closes]) => closes)) : 0;
  const numbers = live.opening && live.opening.numbers;
  const next = numbers && numbers[0] > now ? numbers[0] : Infinity;
  return now >= closed + after && next - now > WAKE_MS;
}

/** @param {Silence} props */
export function Quiet({ icon, words, facts, more = [], shut }) {
  return html`<div class=${shut ? "quiet quiet-shut" : "quiet"}>
    <${Icon} of=${icon} />
    <p class="quiet-words">
      ${breakable(t("zh", words, facts))} <small lang="en">${t("en", words, facts)}</small>
    </p>
    ${more.map(
      (said) =>
        html`<p class="quiet-more">
          ${t("zh", said.words, said.facts)}
          <small lang="en">${t("en", said.words, said.en || said.facts)}</small>
        </p>`,
    )}
  </div>`;
}

/** @param {{ now: number, quiet: Silence }} props */
export function Night({ now, quiet }) {
  const place = Math.floor(now / MOVE_MS) % PLACES;
  const next = quiet.more && quiet.more.find((said) => said.words === "tickets_at");
  return html`<div class="night" style=${{ "--place": place / (PLACES - 1) }}>
    <div class="night-words">
      <time>${clock(now)}</time>
      <p>${t("zh", quiet.words)} <small lang="en">${t("en", quiet.words)}</small></p>
      ${next && html`<p>${t("zh", next.words, next.facts)}</p>`}
      <${DemoMark} />
    </div>
  </div>`;
}
