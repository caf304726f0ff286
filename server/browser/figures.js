// How times, spans, hours and windows are written.
import { doorsAt } from "./opening.js";
import { t } from "./words.js";

/** @import { Lang } from "./types.js" */
/** @import { DayShown, Live } from "./wire.js" */

const ZONE = 8 * 3_600_000; // Asia/Shanghai, no daylight saving time
/** @param {number} n */
const two = (n) => String(n).padStart(2, "0");

/**
 * "09:05" of a time in ms; seconds: "09:05:30".
 * @param {number | null | undefined} ms
 * @param {{ seconds?: boolean }} [how]
 */
export function clock(ms, { seconds = false } = {}) {
  if (ms === null || ms === undefined) return "--:--";
  const date = new Date(ms + ZONE);
  const text = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
  return seconds ? `${text}:${two(date.getUTCSeconds())}` : text;
}

/**
 * "11月24日星期二" or "Tue 24 Nov"; year: "2026年11月24日星期二".
 * @param {number | null | undefined} ms
 * @param {Lang} [lang]
 * @param {{ year?: boolean }} [how]
 */
export function dateWords(ms, lang = "zh", { year = false } = {}) {
  if (ms === null || ms === undefined) return "";
  const locale = lang === "zh" ? "zh-CN" : "en-GB";
  /** @type {Intl.DateTimeFormatOptions} */
  const format = {
    ...(year && { year: "numeric" }),
    month: lang === "zh" ? "long" : "short",
    day: "numeric",
    weekday: lang === "zh" ? "long" : "short",
  };
  return new Intl.DateTimeFormat(locale, { ...format, timeZone: "Asia/Shanghai" }).format(ms);
}

/**
 * A span of time: "4:05" minutes and seconds, "1:04:05" from an hour on.
 * @param {number} ms
 */
export function span(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [hour, minute] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hour ? `${hour}:${two(minute)}:${two(seconds % 60)}` : `${minute}:${two(seconds % 60)}`;
}

/**
 * "12 分钟": whole minutes, at least one.
 * @param {number} ms
 * @param {Lang} [lang]
 */
export function minutes(ms, lang = "zh") {
  return t(lang, "minutes", { n: Math.max(1, Math.round(ms / 60_000)) });
}

/**
 * "08:30–12:00 14:00–17:30".
 * @param {DayShown} day
 */
export function hoursWords(day) {
  return day.hours.map(([opens, closes]) => `${opens}–${closes}`).join("  ");
}

/**
 * At lunch: when calls go on, as "14:00"; else "".
 * @param {Live} live
 * @param {number} now
 */
export function lunchUntil(live, now) {
  const again = live && live.opening ? doorsAt(live.opening, now).callsAgainAt : null;
  return again === null ? "" : clock(again);
}

/**
 * Why no numbers are given, where the day is over or has not begun: a key of the shared words.
 * @param {ReturnType<typeof doorsAt>} doors
 * @param {number} now
 */
export function shutWords(doors, now) {
  const today = doors.opensAt && dateWords(doors.opensAt) === dateWords(now);
  return today ? "not_yet_open" : "not_open";
}

/**
 * Words that may break after a middle dot or comma and nowhere else if it can be helped.
 * @param {string} words
 */
export const breakable = (words) => words.replace(/[·、，]/g, "$&\u200b");

const MOST_PARTS = 8;

/**
 * The windows of a line: "1、2号窗口" or "Windows 1, 2"; "1至7、9号窗口"; of very many the first ones and how many
 * there are. The twin of `windows_words` in server/hall/words.py.
 * @param {number[]} windows
 * @param {Lang} [lang]
 */
export function windowsWords(windows, lang = "zh") {
  if (!windows.length) return t(lang, "no_window");
  /** @type {number[][]} */
  const runs = [];
  for (const number of [...windows].sort((a, b) => a - b)) {
    const run = runs[runs.length - 1];
    if (run && number === run[run.length - 1] + 1) run.push(number);
    else runs.push([number]);
  }
  const [and, to] = [t(lang, "list_and"), t(lang, "list_to")];
  const parts = runs.map((run) => (run.length > 2 ? `${run[0]}${to}${run.at(-1)}` : run.join(and)));
  if (parts.length > MOST_PARTS)
    return t(lang, "windows_many", { first: parts.slice(0, MOST_PARTS - 1).join(and), n: windows.length });
  return t(lang, windows.length > 1 ? "windows" : "window", { n: parts.join(and) });
}

/**
 * The year of a time in ms, in the hall.
 * @param {number} ms
 */
export const yearOf = (ms) => new Date(ms + ZONE).getUTCFullYear();
