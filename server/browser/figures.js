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

/**
 * The windows of a line: "1、2号窗口" or "Windows 1, 2".
 * @param {number[]} windows
 * @param {Lang} [lang]
 */
export function windowsWords(windows, lang = "zh") {
  if (!windows.length) return t(lang, "no_window");
  return t(lang, windows.length > 1 ? "windows" : "window", { n: windows.join(lang === "zh" ? "、" : ", ") });
}

/**
 * The year of a time in ms, in the hall.
 * @param {number} ms
 */
export const yearOf = (ms) => new Date(ms + ZONE).getUTCFullYear();
