// How a ticket ends: chosen here, shown on it, and sent with the press that finishes it. What cannot be is
// said at its field, and what was typed stays.
import { html, useRef, useState } from "../../server/browser/html.js";
import { daysWrong, referenceWrong } from "./fields.js";
import { Panel } from "./panel.js";
import { t } from "./words.js";

/** @import { Desk, How } from "./types.js" */

const OUTCOMES = /** @type {const} */ (["direct", "promised", "relayed", "refused", "advice", "partial"]);

/** @param {{ desk: Desk }} props */
export function OutcomePanel({ desk }) {
  const { current } = desk.view;
  const before = desk.outcome || { reference: "", days: null };
  const [wrong, setWrong] = useState({ field: "", words: "" });
  const days = useRef(/** @type {HTMLInputElement | null} */ (null));
  const reference = useRef(/** @type {HTMLInputElement | null} */ (null));
  /** @param {How["outcome"]} outcome */
  const choose = (outcome) => {
    if (!current || !days.current || !reference.current) return;
    const no = reference.current.value.normalize("NFC").trim();
    const promised = outcome === "promised";
    const bad = referenceWrong(no) || (promised && daysWrong(days.current.value));
    if (bad) {
      const field = bad.startsWith("days") ? "days" : "reference";
      setWrong({ field, words: t("zh", bad) });
      (field === "days" ? days : reference).current?.focus();
      return;
    }
    const figure = Number(days.current.value.normalize("NFKC"));
    const how = { outcome, ...(no && { reference: no }), ...(promised && { days: figure }) };
    desk.choose({ ticket: current.ticket, how });
    desk.ask(null);
  };
  const choices = OUTCOMES.map((outcome, at) => ({
    key: String(at + 1),
    words: t("zh", `outcome_${outcome}`),
    run: () => choose(outcome),
  }));
  /**
   * @param {string} name
   * @param {string} label
   * @param {string | number} given
   * @param {{ current: HTMLInputElement | null }} input
   */
  const field = (name, label, given, input) =>
    html`<label
      >${label}
      <input
        ref=${input}
        defaultValue=${given}
        maxlength="60"
        autocomplete="off"
        aria-invalid=${wrong.field === name ? "true" : undefined}
        aria-describedby=${wrong.field === name ? "wrong" : undefined}
        inputmode=${name === "days" ? "numeric" : "text"}
        class=${`field-${name}`}
      />
    </label>`;
  const title = t("zh", "outcome_title", { number: current ? current.number : "" });
  return html`<${Panel} desk=${desk} title=${title} choices=${choices}>
    <p class="fields">
      ${field("days", t("zh", "promised_days"), before.days || "20", days)}
      ${field("reference", t("zh", "reference"), before.reference || "", reference)}
    </p>
    ${wrong.words && html`<p class="wrong" id="wrong" role="alert">${wrong.words}</p>`}
  </${Panel}>`;
}
