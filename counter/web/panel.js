// The frame of every choice (panels.js).
import { html, useLayoutEffect, useRef, useState } from "../../server/browser/html.js";
import { keyWord, pressed } from "./act.js";
import { pick } from "./keys.js";
import { t } from "./words.js";

/**
 * A dialog that takes the focus and the keys. choices: [{key, words, run, why}, …]; why: the reason it may not
 * be taken now. When it is gone the focus belongs to the page.
 */
export function Panel({ desk, title, choices, more = [], children }) {
  const box = useRef(null);
  const typed = useRef("");
  const [shown, show] = useState("");
  const [refused, refuse] = useState("");
  const every = [...choices, ...more];
  const take = ({ why, run }, press = {}) => (why ? refuse(why) : run(press));
  const own = useRef(null);
  own.current = desk.chooser.current = (sign) => {
    const now = pick(typed.current, sign, every.map(({ key }) => key).filter(Boolean));
    typed.current = now.typed;
    show(now.typed);
    if (now.hit !== null) return take(every.find(({ key }) => key === now.hit));
    const button = document.activeElement;
    return (sign === "Enter" || sign === "Space") && box.current.contains(button) && button.matches("button") && button.click();
  };
  useLayoutEffect(() => {
    box.current.focus();
    return () => {
      if (desk.chooser.current === own.current) desk.chooser.current = null; // not that of a choice after this
      const page = document.querySelector(".desk");
      if (page) page.focus();
    };
  }, []);
  const button = ({ key, words, why, run }) => html`<button type="button" key=${words} aria-disabled=${why ? "true" : undefined} title=${why || undefined} onClick=${(event) => take({ why, run }, pressed(event))}>
    ${key && html`<kbd>${key}</kbd>`} <span>${words}</span> ${why && html`<small class="why">${why}</small>`}
  </button>`;
  return html`<div class="cover">
    <div class="panel" role="dialog" aria-modal="true" aria-label=${title} tabindex="-1" ref=${box}>
      <h2>${title} ${shown && html`<output class="buffer">${t("zh", "typed", { buffer: shown })}</output>`}</h2>
      <div class="choices">${choices.map(button)}</div>
      ${more.length > 0 && html`<h3>${t("zh", "to_line")}</h3><div class="choices">${more.map(button)}</div>`}
      ${children}
      ${refused && html`<p class="wrong" role="alert">${refused}</p>`}
      <button type="button" class="panel-close" onClick=${() => desk.ask(null)}>${t("zh", "cancel")} <kbd>${keyWord("Esc")}</kbd></button>
    </div>
  </div>`;
}
