// A button of an act: its icon, word and key from the table; not allowed now = shown disabled, and a press says why.
import { Icon, html } from "../../server/browser/html.js";
import { ACTS } from "./commands.js";
import { t } from "./words.js";

/** What a click is for the desk: where it was; after it the focus belongs to the page. */
export function pressed(event) {
  if (event.detail === 0) return {}; // by keyboard
  event.currentTarget.blur();
  return { x: event.clientX, y: event.clientY };
}

export const keyWord = (key) => (key === "digits_enter" ? t("zh", "digits_enter") : key.replace("-", "−").replace(/ (?=[*E])/, " "));

/** choice: what the act is about; words, off: where the button says more than the table; keys: false shows none. */
export function Act({ name, desk, choice, words, kind = "", keys = true, label, short = false, run }) {
  const row = ACTS[name];
  const why = desk.why(name);
  const shown = words || t("zh", row.words);
  return html`<button type="button" class=${kind} data-act=${name} aria-disabled=${why ? "true" : undefined} aria-busy=${desk.busy !== null} title=${why || (short ? shown : undefined)}
    aria-label=${label} onClick=${(event) => (run || ((press) => desk.run(name, choice, press)))(pressed(event))}>
    ${!label && html`<${Icon} of=${row.icon} />`} <span class="act-word">${shown}</span> ${keys && row.keys && html`<kbd>${keyWord(row.keys[0])}</kbd>`}
  </button>`;
}
