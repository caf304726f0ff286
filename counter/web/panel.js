// The frame of every choice (panels.js).
import { html, useLayoutEffect, useRef, useState } from "../../server/browser/html.js";
import { keyWord, pressed } from "./act.js";
import { pick } from "./keys.js";
import { t } from "./words.js";

/** @import { Drawn } from "../../server/browser/types.js" */
/** @import { Desk, Offer, Press } from "./types.js" */

/**
 * A dialog that takes the focus and the keys. choices: by keys of their own; more: of
 * a second kind, lines. When it is gone the focus belongs to the page.
 * @param {{ desk: Desk, title: string, choices: Offer[], more?: Offer[], children?: Drawn }} props
 */
export function Panel({ desk, title, choices, more = [], children }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const typed = useRef("");
  const [shown, show] = useState("");
  const [refused, refuse] = useState("");
  const every = [...choices, ...more];
  /** @param {Offer} offer @param {Press} [press] */
  const take = ({ why, run }, press = {}) => (why ? refuse(why) : run(press));
  const own = useRef(/** @type {Desk["chooser"]["current"]} */ (null));
  own.current = desk.chooser.current = (sign) => {
    const now = pick(typed.current, sign, every.map(({ key = "" }) => key).filter(Boolean));
    typed.current = now.typed;
    show(now.typed);
    const offer = every.find(({ key }) => key && key === now.hit);
    if (offer) take(offer);
    else if (sign === "Enter" || sign === "Space") pushed(box.current);
  };
  useLayoutEffect(() => {
    if (box.current) box.current.focus();
    return () => {
      if (desk.chooser.current === own.current) desk.chooser.current = null; // not a later one's
      /** @type {HTMLElement | null} */ (document.querySelector(".desk"))?.focus();
    };
  }, []);
  /** @param {Offer} offer */
  const button = (offer) =>
    html`<button
      type="button"
      key=${offer.words}
      aria-disabled=${offer.why ? "true" : undefined}
      title=${offer.why || undefined}
      onClick=${(/** @type {MouseEvent} */ event) => take(offer, pressed(event))}
    >
      ${offer.key && html`<kbd>${offer.key}</kbd>`}
      <span>${offer.words}</span> ${offer.why && html`<small class="why">${offer.why}</small>`}
    </button>`;
  return html`<div class="cover">
    <div class="panel" role="dialog" aria-modal="true" aria-label=${title} tabindex="-1" ref=${box}>
      <h2>
        ${title} ${shown && html`<output class="buffer">${t("zh", "typed", { buffer: shown })}</output>`}
      </h2>
      <div class="panel-choices">
        <div class="choices">${choices.map(button)}</div>
        ${
          more.length > 0 &&
          html`<h3>${t("zh", "to_line")}</h3>
            <div class="choices">${more.map(button)}</div>`
        }
      </div>
      ${children} ${refused && html`<p class="wrong" role="alert">${refused}</p>`}
      <button type="button" class="panel-close" onClick=${() => desk.ask(null)}>
        ${t("zh", "cancel")} <kbd>${keyWord("Esc")}</kbd>
      </button>
    </div>
  </div>`;
}

/** Press the button that has the focus, if it is in this box. @param {HTMLElement | null} box */
function pushed(box) {
  const at = document.activeElement;
  if (box && at instanceof HTMLButtonElement && box.contains(at)) at.click();
}
