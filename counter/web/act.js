// A button of an act: its icon, word and key from the table. What may not be now is shown disabled, and a
// press says why.
import { Icon, html } from "../../server/browser/html.js";
import { ACTS } from "./commands.js";
import { t } from "./words.js";

/** @import { Choice, Desk, Press } from "./types.js" */

/**
 * What a click is for the desk: where it was; after it the focus belongs to the page.
 * @param {MouseEvent} event
 * @returns {Press}
 */
export function pressed(event) {
  if (event.detail === 0) return {}; // by keyboard
  /** @type {HTMLElement} */ (event.currentTarget).blur();
  return { x: event.clientX, y: event.clientY };
}

/** The class of words that stand in small letters, so that they leave room. @param {string} words */
export const wordy = (words) => (words.length > 16 ? "wordy" : "");

/** A key as it is shown. @param {string} key */
export const keyWord = (key) =>
  key === "digits_enter" ? t("zh", "digits_enter") : key.replace("-", "−").replace(/ (?=[*E])/, " ");

/**
 * choice: what the act is about; words: where the button says more than the table; keys: false shows none;
 * label: what it says to a screen reader, without icon; run: instead of the act alone.
 * @param {{
 *   name: string, desk: Desk, choice?: Choice, words?: string, kind?: string, keys?: boolean, label?: string,
 *   short?: boolean, run?: (press: Press) => void
 * }} props
 */
export function Act({ name, desk, choice, words, kind = "", keys = true, label, short = false, run }) {
  const row = ACTS[name];
  const why = desk.why(name);
  const shown = words || t("zh", row.words);
  /** @param {MouseEvent} event */
  const click = (event) => (run ? run(pressed(event)) : desk.run(name, choice, pressed(event)));
  return html`<button
    type="button"
    class=${kind}
    data-act=${name}
    aria-disabled=${why ? "true" : undefined}
    aria-busy=${desk.busy !== null}
    title=${why || (short ? shown : undefined)}
    aria-label=${label}
    onClick=${click}
  >
    ${!label && html`<${Icon} of=${row.icon} />`}
    <span class="act-word">${shown}</span> ${keys && row.keys && html`<kbd>${keyWord(row.keys[0])}</kbd>`}
  </button>`;
}
