// How a ticket ends: chosen here, shown on it, and sent with the press that finishes it. What cannot be is said
// at its field, and what was typed stays.
import { html, useRef, useState } from "../../server/browser/html.js";
import { daysWrong, referenceWrong } from "./fields.js";
import { Panel } from "./panel.js";
import { t } from "./words.js";

const OUTCOMES = ["direct", "promised", "relayed", "refused", "advice", "partial"];

export function OutcomePanel({ desk }) {
  const { current } = desk.view;
  const before = desk.outcome || {};
  const [wrong, setWrong] = useState(null); // {field, words}
  const days = useRef(null);
  const reference = useRef(null);
  const choose = (outcome) => {
    const no = reference.current.value.normalize("NFC").trim();
    const promised = outcome === "promised";
    const bad = referenceWrong(no) || (promised && daysWrong(days.current.value));
    if (bad) {
      const field = bad.startsWith("days") ? days : reference;
      setWrong({ field: field === days ? "days" : "reference", words: t("zh", bad) });
      field.current.focus();
      return;
    }
    const how = { outcome, ...(no && { reference: no }), ...(promised && { days: Number(days.current.value.normalize("NFKC")) }) };
    desk.choose({ ticket: current.ticket, how });
    desk.ask(null);
  };
  const choices = OUTCOMES.map((outcome, at) => ({ key: String(at + 1), words: t("zh", `outcome_${outcome}`), run: () => choose(outcome) }));
  const field = (name, label, given, input) => html`<label>${label}
    <input ref=${input} defaultValue=${given} maxlength="60" autocomplete="off" aria-invalid=${wrong && wrong.field === name ? "true" : undefined} aria-describedby=${wrong && wrong.field === name ? "wrong" : undefined} inputmode=${name === "days" ? "numeric" : "text"} class=${`field-${name}`} />
  </label>`;
  return html`<${Panel} desk=${desk} title=${t("zh", "outcome_title", { number: current.number })} choices=${choices}>
    <p class="fields">
      ${field("days", t("zh", "promised_days"), before.days || "20", days)}
      ${field("reference", t("zh", "reference"), before.reference || "", reference)}
    </p>
    ${wrong && html`<p class="wrong" id="wrong" role="alert">${wrong.words}</p>`}
  </${Panel}>`;
}
