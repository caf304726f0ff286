// The first page of the demo: the hall at one look, each screen one click away.
import { Icon, html, useEffect, useState } from "../../browser/html.js";
import { DemoMark, Unencrypted, mount } from "../../browser/screen.js";
import { breakable } from "../../browser/figures.js";
import { languages, monitor, ticketIcon, wall } from "../../browser/icons.js";
import { t } from "./words.js";
import { PaperRoll } from "./paper.js";

/** @import { Lang } from "../../browser/types.js" */

/** @typedef {{ window: number, name: string, name_en: string, lines: string[] }} DemoWindow */
/** @typedef {{ mark: string, name: string, name_en: string, windows: DemoWindow[] }} DemoHall */
/** @typedef {(role: string, arg: string) => () => void} Open */

function Start() {
  const [lang, setLang] = useState(/** @type {Lang} */ ("zh"));
  const [hall, setHall] = useState(/** @type {DemoHall | null} */ (null));
  const [trouble, setTrouble] = useState("");
  useEffect(() => document.body.classList.add("start-page"), []);
  useEffect(() => {
    document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  }, [lang]);
  useEffect(() => {
    fetch("/demo/hall")
      .then((response) => (response.ok ? response.json() : Promise.reject(new Error(response.statusText))))
      .then(setHall)
      .catch(() => setTrouble("no_server"));
  }, []);
  /**
   * @param {string} role
   * @param {string} arg
   */
  const open = (role, arg) => () => openScreen(role, arg).catch(() => setTrouble("not_opened"));
  if (!hall) return html`<div class="loading">${t(lang, trouble || "connecting")}</div>`;
  return html`
    <${Unencrypted} lang=${lang} />
    <header class="head">
      <span class="mark">${hall.mark}</span>
      <h1>${lang === "zh" ? hall.name : hall.name_en}</h1>
      <${DemoMark} />
      <button type="button" class="language" onClick=${() => setLang(lang === "zh" ? "en" : "zh")}>
        <${Icon} of=${languages} /> ${t(lang, "other_language")}
      </button>
    </header>
    ${trouble && html`<div class="strip strip-bad" role="alert">${t(lang, trouble)}</div>`}
    <div class="house">
      <${Steps} lang=${lang} />
      <${Plan} hall=${hall} lang=${lang} open=${open} />
      <${PaperRoll} lang=${lang} />
    </div>
    <footer class="foot">${t(lang, "demo_note")}</footer>
  `;
}

/** @param {{ lang: Lang }} props */
function Steps({ lang }) {
  return html`<section class="steps" aria-label=${t(lang, "try_this")}>
    <h2>${t(lang, "try_this")}</h2>
    <ol>
      ${[1, 2, 3].map(
        (n) => html`<li key=${n}><b class="step">${n}</b> <span>${t(lang, `step_${n}`)}</span></li>`,
      )}
    </ol>
  </section>`;
}

/**
 * The hall seen from above: wall, windows, seats, kiosk; a step's number stands where it happens.
 * @param {{ hall: DemoHall, lang: Lang, open: Open }} props
 */
function Plan({ hall, lang, open }) {
  return html`<section class="plan" aria-label=${t(lang, "plan")}>
    <button type="button" class="place place-board" onClick=${open("board", "")}>
      <b class="step" aria-hidden="true">2</b><${Icon} of=${wall} />
      <strong>${t(lang, "place_board")}</strong>
      <span>${t(lang, "place_board_note")}</span>
    </button>
    <ul class="windows">
      ${hall.windows.map(
        (one) => html`<${Window} key=${one.window} window=${one} lang=${lang} open=${open} />`,
      )}
    </ul>
    <div class="seats" aria-hidden="true">
      ${Array.from({ length: 24 }, (_, n) => html`<i key=${n}></i>`)}
    </div>
    <button type="button" class="place place-kiosk" onClick=${open("kiosk", "")}>
      <b class="step" aria-hidden="true">1</b><${Icon} of=${ticketIcon} />
      <strong>${t(lang, "place_kiosk")}</strong><span>${t(lang, "place_kiosk_note")}</span>
    </button>
  </section>`;
}

const STEP_WINDOW = 2;

/**
 * One window: its clerk's page, and the sign above it.
 * @param {{ window: DemoWindow, lang: Lang, open: Open }} props
 */
function Window({ window, lang, open }) {
  const number = String(window.window);
  const name = lang === "zh" ? window.name : window.name_en;
  return html`<li class="window">
    <button type="button" class="place place-sign" onClick=${open("sign", number)}>
      <${Icon} of=${monitor} /> ${t(lang, "place_sign")}${" "}
      <span class="visually-hidden">${number} ${name}</span>
    </button>
    <button type="button" class="place place-window" onClick=${open("clerk", number)}>
      ${window.window === STEP_WINDOW && html`<b class="step" aria-hidden="true">3</b>`}
      <span class="window-number"><b>${number}</b> ${window.lines.join(" ")}</span>
      <strong>${breakable(name)}</strong>
      <span class="visually-hidden">${t(lang, "place_counter")}</span>
    </button>
  </li>`;
}

/**
 * The tab is opened in the click itself (pop-up blockers), then led to its screen.
 * @param {string} role
 * @param {string} arg
 */
async function openScreen(role, arg) {
  const tab = window.open("about:blank");
  try {
    const response = await fetch("/demo/open", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ role, arg }),
    });
    if (!response.ok) throw new Error(response.statusText);
    const { url } = await response.json();
    if (tab) tab.location.assign(url);
    else location.assign(url);
  } catch (error) {
    if (tab) tab.close();
    throw error;
  }
}

mount(Start);
