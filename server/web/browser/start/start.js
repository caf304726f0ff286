// The first page: in the demo the hall at one look, each screen one click away; elsewhere the way to enrol a screen.
import { DemoMark, breakable, html, isDemo, mount, page, useEffect, useState } from "../ui.js";
import { t } from "../texts.js";
import { Enrol } from "./enrol.js";
import { PaperRoll } from "./paper.js";

function Start() {
  const [lang, setLang] = useState("zh");
  const [hall, setHall] = useState(null);
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  }, [lang]);
  useEffect(() => {
    fetch("/demo/hall")
      .then((response) => (response.ok ? response.json() : Promise.reject(new Error(response.statusText))))
      .then(setHall)
      .catch(() => setTrouble("no_server"));
  }, []);
  const open = (role, arg) => () => openScreen(role, arg).catch(() => setTrouble("not_opened"));
  if (!hall) return html`<div class="loading">${t(lang, trouble || "connecting")}</div>`;
  return html`
    <header class="head">
      <span class="mark">${hall.mark}</span>
      <h1>${lang === "zh" ? hall.name : hall.name_en}</h1>
      <${DemoMark} />
      <button type="button" class="language" onClick=${() => setLang(lang === "zh" ? "en" : "zh")}>${t(lang, "other_language")}</button>
    </header>
    ${trouble && html`<div class="strip strip-bad" role="alert">${t(lang, trouble)}</div>`}
    <section class="steps" aria-label=${t(lang, "try_this")}>
      <h2>${t(lang, "try_this")}</h2>
      <ol>
        ${[1, 2, 3].map((n) => html`<li key=${n}><b>${n}</b> <span>${t(lang, `step_${n}`)}</span></li>`)}
      </ol>
    </section>
    <div class="house">
      <${Plan} hall=${hall} lang=${lang} open=${open} />
      <${PaperRoll} lang=${lang} />
    </div>
    <footer class="foot">${t(lang, "demo_note")}</footer>
  `;
}

/** The hall seen from above: wall, windows, kiosk. */
function Plan({ hall, lang, open }) {
  return html`<section class="plan" aria-label=${t(lang, "plan")}>
    <button type="button" class="place place-board" onClick=${open("board", "")}>
      <strong>${t(lang, "place_board")}</strong><span>${t(lang, "place_board_note")}</span>
    </button>
    <ul class="windows">
      ${hall.windows.map((window) => html`<li key=${window.window}>
        <button type="button" class="place place-window" onClick=${open("clerk", String(window.window))} aria-label=${`${t(lang, "window", { n: window.window })} ${lang === "zh" ? window.name : window.name_en}`}>
          <b>${window.window}</b>
          <strong>${breakable(lang === "zh" ? window.name : window.name_en)}</strong>
          <span>${window.lines.join(" ")}</span>
        </button>
      </li>`)}
    </ul>
    <div class="seats" aria-hidden="true">${Array.from({ length: 24 }, (_, n) => html`<i key=${n}></i>`)}</div>
    <button type="button" class="place place-kiosk" onClick=${open("kiosk", "")}>
      <strong>${t(lang, "place_kiosk")}</strong><span>${t(lang, "place_kiosk_note")}</span>
    </button>
  </section>`;
}

/** The tab is opened in the click itself (pop-up blockers), then led to its screen. */
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
    if (tab) tab.location = url;
    else location.assign(url);
  } catch (error) {
    if (tab) tab.close();
    throw error;
  }
}

mount(page.role === "start" && isDemo ? html`<${Start} />` : html`<${Enrol} />`);
