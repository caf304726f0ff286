// What every page has around its own work: the link, how fresh it is, the strips, the mark of the demo.
import { clock, dateWords, yearOf } from "./figures.js";
import { html, isDemo, page, render, useEffect, useLayoutEffect, useState, useTicking } from "./html.js";
import { Link } from "./link.js";
import { t } from "./words.js";

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
