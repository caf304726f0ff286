// What all pages are made of: preact with htm, the hooks around the link, and how figures are written.
import { h, render } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import htm from "htm";
import { Link } from "./link.js";
import { doorsAt } from "./opening.js";
import { t } from "./words.js";

export const html = htm.bind(h);
export { render, useEffect, useLayoutEffect, useRef, useState };

/** What the server wrote on the page. */
export const page = document.documentElement.dataset;
export const isDemo = "demo" in page;

/** The link of this screen. */
export function openLink(options = {}) {
  return new Link({ screen: page.screen, tag: page.tag, build: page.build, ...options });
}

/** The snapshot of the link, anew at each change. */
export function useLink(link) {
  const [snapshot, set] = useState(link.snapshot);
  useLayoutEffect(() => {
    set(link.snapshot); // what came between the first drawing and now
    return link.subscribe(set);
  }, [link]);
  return snapshot;
}

/** Draw again every `ms`; for clocks and what grows old. */
export function useTicking(ms = 1000) {
  const [, set] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => set((n) => n + 1), ms);
    return () => clearInterval(timer);
  }, [ms]);
}

/** An icon of icons.js beside words; it says nothing by itself. */
export function Icon({ of }) {
  return html`<span class="icon" aria-hidden="true" dangerouslySetInnerHTML=${{ __html: of }} />`;
}

/** The county's colour from the settings. */
export function useAccent(face) {
  useEffect(() => {
    if (face) document.documentElement.style.setProperty("--county", face.accent);
  }, [face && face.accent]);
}

/** Start a page; what breaks it is told to the console and shown as a sentence, never as a blank screen. */
export function mount(component) {
  const root = document.getElementById("app");
  root.textContent = "";
  render(component, root);
}

const ZONE = 8 * 3_600_000; // Asia/Shanghai, no daylight saving time
const two = (n) => String(n).padStart(2, "0");

/** "09:05" of a time in ms; seconds: "09:05:30". */
export function clock(ms, { seconds = false } = {}) {
  if (ms === null || ms === undefined) return "--:--";
  const date = new Date(ms + ZONE);
  const text = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
  return seconds ? `${text}:${two(date.getUTCSeconds())}` : text;
}

/** "11月24日星期二" or "Tue 24 Nov"; year: "2026年11月24日星期二". */
export function dateWords(ms, lang = "zh", { year = false } = {}) {
  if (ms === null || ms === undefined) return "";
  const locale = lang === "zh" ? "zh-CN" : "en-GB";
  const format = { ...(year && { year: "numeric" }), month: lang === "zh" ? "long" : "short", day: "numeric", weekday: lang === "zh" ? "long" : "short" };
  return new Intl.DateTimeFormat(locale, { ...format, timeZone: "Asia/Shanghai" }).format(ms);
}

/** A span of time: "4:05" minutes and seconds, "1:04:05" from an hour on. */
export function span(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** "12 分钟": whole minutes, at least one. */
export function minutes(ms, lang = "zh") {
  return t(lang, "minutes", { n: Math.max(1, Math.round(ms / 60_000)) });
}

/** "08:30–12:00 14:00–17:30". */
export function hoursWords(day) {
  return day.hours.map(([opens, closes]) => `${opens}–${closes}`).join("  ");
}

/** At lunch: when calls go on, as "14:00"; else "". */
export function lunchUntil(live, now) {
  const again = live && live.opening ? doorsAt(live.opening, now).callsAgainAt : null;
  return again === null ? "" : clock(again);
}

/** Words that may break after a middle dot or comma and nowhere else if it can be helped. */
export const breakable = (words) => words.replace(/[·、，]/g, "$&\u200b");

/** The windows of a line: "1、2号窗口" or "Windows 1, 2". */
export function windowsWords(windows, lang = "zh") {
  if (!windows.length) return t(lang, "no_window");
  return t(lang, windows.length > 1 ? "windows" : "window", { n: windows.join(lang === "zh" ? "、" : ", ") });
}

const REFUSALS = { unauthorised: "not_enrolled", window_unknown: "window_gone", zone_unknown: "zone_gone" };

/** The strip every page shows when its data is old, or when it may not be here at all. */
export function Freshness({ link, snapshot, lang = "zh" }) {
  useTicking(1000);
  if (snapshot.refusal) {
    const words = REFUSALS[snapshot.refusal.code] || "refused";
    return html`<div class="strip strip-bad" role="alert">
      ${t(lang, words)} <a href="/enrol">${t(lang, "enrol_here")}</a>
    </div>`;
  }
  const state = link.freshness();
  const time = clock(link.heardTime(), { seconds: true });
  useEffect(() => {
    document.documentElement.dataset.freshness = state;
  }, [state]);
  const clocks = snapshot.live && snapshot.live.clock;
  if (state === "fresh" && link.away() < 5_000) return clocks ? html`<${ClocksApart} clocks=${clocks} lang=${lang} />` : null;
  if (state === "fresh") return html`<div class="strip strip-warn" role="status">${t(lang, "reconnecting")}</div>`;
  return html`<div class=${`strip ${state === "dead" ? "strip-bad" : "strip-warn"}`} role="alert">
    ${t(lang, state === "dead" ? "dead" : "stale", { time })}
  </div>`;
}

/** The hall's time and the machine's are apart, and nobody has said yet which is right. */
function ClocksApart({ clocks, lang }) {
  const yearOf = (ms) => new Date(ms + ZONE).getUTCFullYear();
  const year = yearOf(clocks.hall) !== yearOf(clocks.machine);
  const moment = (ms) => `${dateWords(ms, lang, { year })} ${clock(ms)}`.replaceAll(" ", "\u00a0");
  return html`<div class="strip strip-warn" role="status">${t(lang, "clock_apart", { hall: moment(clocks.hall), machine: moment(clocks.machine) })}</div>`;
}

/** 演示 on every surface of the demo. */
export function DemoMark() {
  return isDemo ? html`<span class="demo-mark">${t("zh", "demo")} DEMO</span>` : null;
}

/** The strip of every page of the staff when the network can read what it says. */
export function Unencrypted({ lang = "zh" }) {
  return "plainHttp" in page ? html`<div class="strip strip-warn strip-small" role="note">${t(lang, "unencrypted")}</div>` : null;
}
