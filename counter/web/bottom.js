// The foot of the clerk's page: what went wrong, what can be taken back, and the keys. It is always in sight.
import { html } from "../../server/browser/html.js";
import { Act, keyWord } from "./act.js";
import { keyLine, undone } from "./commands.js";
import { t } from "./words.js";

/** @import { Desk } from "./types.js" */

/** @param {{ desk: Desk }} props */
export function Bottom({ desk }) {
  const { undo } = desk.view;
  const left = undo ? Math.ceil((undo.until - desk.now) / 1000) : 0;
  const words =
    undo && left > 0
      ? t("zh", "undo", { act: t("zh", undone(undo.do)), number: undo.number, n: left })
      : undefined;
  return html`<footer class="bottom">
    <div class="bottom-line">
      <span class=${`said ${desk.said ? `said-${desk.said.kind}` : ""}`} role="status" aria-live="polite"
        >${desk.said && desk.said.words}</span
      >
      <${Act} name="undo" desk=${desk} kind=${left > 0 ? "undo undo-hot" : "undo"} words=${words} />
    </div>
    <p class="keys">
      ${keyLine().map(([key, word]) => html`<span><kbd>${keyWord(key)}</kbd> ${t("zh", word)}</span>`)}
    </p>
  </footer>`;
}
