// What state a window is in: the one answer of every screen (board, sign, counter, supervisor).
import { doorsAt } from "./opening.js";
import { clock } from "./figures.js";
import { t } from "./words.js";

/** @import { Lang } from "./types.js" */
/** @import { Live } from "./wire.js" */

/**
 * A window as a view tells it. state: open, paused or closed; ticket: state of the ticket there; wanted:
 * whether somebody waits whom it may call; reason, until: of its pause.
 * @typedef {{ state: string, ticket?: string | null, wanted?: boolean, reason?: string | null,
 *   until?: number | null }} WindowTold
 */

/**
 * kind: called, serving, free (open, nobody there), lunch, paused, closed (not staffed in working hours),
 * early (the hall has not opened yet), over (its service of today has ended). until: when it goes on, ms.
 * @typedef {{ kind: string, reason: string, until: number | null }} WindowState
 */

const AT_WORK = ["called", "serving"];

/**
 * The state at a moment of server time: whoever is there comes first, then the hall's hours, then what the
 * clerk chose. After closing it is over, not paused, unless somebody with a number still waits for it.
 * @param {WindowTold} told
 * @param {Live | null | undefined} live
 * @param {number} now
 * @returns {WindowState}
 */
export function windowState({ state, ticket, wanted = false, reason, until }, live, now) {
  /** @type {(kind: string, again?: number | null) => WindowState} */
  const is = (kind, again = null) => ({ kind, reason: kind === "paused" ? reason || "" : "", until: again });
  if (ticket && AT_WORK.includes(ticket)) return is(ticket);
  const opening = live && live.opening;
  if (opening) {
    const doors = doorsAt(opening, now);
    if (!doors.issuing && !wanted && doors.callsAgainAt === null && doors.why !== "clock_unsure")
      return isToday(doors.opensAt, now) ? is("early", doors.opensAt) : is("over");
    if (state === "open" && doors.callsAgainAt !== null) return is("lunch", doors.callsAgainAt);
  }
  if (state === "open") return is("free");
  return is(state, until && until > now ? until : null);
}

const DAY = 86_400_000;
const ZONE = 8 * 3_600_000; // Asia/Shanghai

/**
 * @param {number | null} at
 * @param {number} now
 */
const isToday = (at, now) => at !== null && Math.floor((at + ZONE) / DAY) === Math.floor((now + ZONE) / DAY);

/**
 * The state in words: "暂停服务", "午休"; and what is to be added: "开会", "10:30 恢复", or "".
 * @param {WindowState} found
 * @param {Lang} [lang]
 */
export function windowStateWords({ kind, reason, until }, lang = "zh") {
  const why = reason && reason !== "other" ? t(lang, `pause_${reason}`) : "";
  const when = until
    ? t(lang, kind === "early" ? "window_from" : "window_again", { time: clock(until) })
    : "";
  return {
    words: t(lang, `window_${kind}`),
    more: [why, when].filter(Boolean).join(lang === "zh" ? "，" : ", "),
  };
}
