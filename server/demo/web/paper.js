// The demo's paper roll: every ticket the printer drew, newest on top.
import { html, useEffect, useState } from "../../browser/html.js";
import { t } from "./words.js";

/** @import { Lang } from "../../browser/types.js" */

const LOOK_MS = 1_000;
const SHOWN = 3;

/** @param {{ lang: Lang }} props */
export function PaperRoll({ lang }) {
  const [names, setNames] = useState(/** @type {string[]} */ ([]));
  useEffect(() => {
    const look = () =>
      fetch("/demo/paper")
        .then((response) => (response.ok ? response.json() : { tickets: [] }))
        .then(({ tickets }) => setNames((before) => (before[0] === tickets[0] ? before : tickets)))
        .catch(() => {}); // the server is away; the next look finds it again
    look();
    const timer = setInterval(look, LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  return html`<section class="paper" aria-label=${t(lang, "paper_roll")}>
    <h2>${t(lang, "paper_roll")}</h2>
    <div class="roll-slot"></div>
    <div class="roll" aria-live="polite">
      ${names.length === 0 && html`<p class="roll-empty">${t(lang, "paper_empty")}</p>`}
      ${names.slice(0, SHOWN).map((name) => html`<${Paper} key=${name} name=${name} lang=${lang} />`)}
    </div>
  </section>`;
}

/** @param {{ name: string, lang: Lang }} props */
function Paper({ name, lang }) {
  const number = name.split("-")[1].replace(".png", "");
  return html`<img src=${`/demo/paper/${name}`} alt=${t(lang, "paper_of", { number })} />`;
}
