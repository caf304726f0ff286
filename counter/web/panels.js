// The few acts that need a choice. Numbers choose, Enter takes the first, Esc goes back; no question after that,
// ten seconds to undo instead.
import { html, useLayoutEffect, useRef, useState } from "../../server/browser/html.js";
import { t } from "./words.js";

/** A dialog that takes the focus and the number keys. choices: [{words, run}, …]. */
function Panel({ title, choices, close, children }) {
  const box = useRef(null);
  const latest = useRef(choices);
  latest.current = choices;
  useLayoutEffect(() => {
    const before = document.activeElement;
    box.current.querySelector("button, input").focus();
    const keys = (event) => {
      if (event.target.tagName === "INPUT" || event.target.tagName === "SELECT") return;
      const at = Number(event.key) - 1;
      if (latest.current[at]) {
        event.preventDefault();
        latest.current[at].run();
      }
    };
    addEventListener("keydown", keys);
    return () => {
      removeEventListener("keydown", keys);
      if (before && before.focus) before.focus();
    };
  }, []);
  return html`<div class="cover">
    <div class="panel" role="dialog" aria-modal="true" aria-label=${title} ref=${box}>
      <h2>${title}</h2>
      <div class="choices">
        ${choices.map((choice, at) => html`<button type="button" key=${choice.words} onClick=${choice.run}>${at < 9 && html`<kbd>${at + 1}</kbd>`} ${choice.words}</button>`)}
      </div>
      ${children}
      <button type="button" class="panel-close" onClick=${close}>${t("zh", "cancel")} <kbd>Esc</kbd></button>
    </div>
  </div>`;
}

const about = (view, act) => ({ do: `window.${act}`, window: view.window.window, ticket: view.current.ticket });

export function HoldPanel({ view, send, close }) {
  const choices = ["papers", "kept", "step"].map((kind) => ({
    words: t("zh", `hold_${kind}_long`),
    run: () => send({ ...about(view, "hold"), kind }),
  }));
  return html`<${Panel} title=${t("zh", "hold_title", { number: view.current.number })} choices=${choices} close=${close} />`;
}

export function TransferPanel({ view, send, close }) {
  const note = useRef(null);
  const back = useRef(null);
  const go = (where) => {
    const words = note.current.value.trim();
    send({ ...about(view, "transfer"), ...where, ...(words && { note: words }), ...(back.current.checked && { back: true }) });
  };
  const windows = view.windows
    .filter((window) => window.window !== view.window.window)
    .map((window) => ({ words: `${t("zh", "window", { n: window.window })} ${window.name}`, run: () => go({ to_window: window.window }) }));
  const lines = view.lines.filter((line) => line.line !== view.current.line);
  return html`<${Panel} title=${t("zh", "transfer_title", { number: view.current.number })} choices=${windows} close=${close}>
    <h3>${t("zh", "to_line")}</h3>
    <div class="choices">${lines.map((line) => html`<button type="button" key=${line.line} onClick=${() => go({ to_line: line.line })}>${line.line} ${line.name}</button>`)}</div>
    <p class="fields">
      <label>${t("zh", "note")} <input ref=${note} maxlength="60" autocomplete="off" /></label>
      <label class="check"><input type="checkbox" ref=${back} /> ${t("zh", "come_back")}</label>
    </p>
  </${Panel}>`;
}

export function BackPanel({ view, desk, close }) {
  const rows = [
    ...[...view.missed].sort((a, b) => b.state_at - a.state_at).map((ticket) => ({ ticket, words: t("zh", "rejoin"), command: { do: "ticket.rejoin", ticket: ticket.ticket } })),
    ...[...view.held].sort((a, b) => b.state_at - a.state_at).map((ticket) => ({ ticket, words: t("zh", "resume"), command: { do: "window.resume", window: view.window.window, ticket: ticket.ticket } })),
  ];
  const choices = rows.slice(0, 9).map(({ ticket, words, command }) => ({
    words: `${words} ${ticket.number}`,
    run: () => {
      close();
      desk.send(command);
    },
  }));
  return html`<${Panel} title=${choices.length ? t("zh", "back_title") : t("zh", "back_nobody")} choices=${choices} close=${close} />`;
}

export function OutcomePanel({ view, send, close }) {
  const [days, setDays] = useState("20");
  const reference = useRef(null);
  const finish = (outcome) => {
    const no = reference.current.value.trim();
    send({ ...about(view, "finish"), outcome, ...(no && { reference: no }), ...(outcome === "promised" && { days: Number(days) || 1 }) });
  };
  const choices = ["direct", "promised", "relayed", "refused", "advice", "partial"].map((outcome) => ({ words: t("zh", `outcome_${outcome}`), run: () => finish(outcome) }));
  return html`<${Panel} title=${t("zh", "outcome_title", { number: view.current.number })} choices=${choices} close=${close}>
    <p class="fields">
      <label>${t("zh", "promised_days")} <input type="number" min="1" max="365" value=${days} onInput=${(event) => setDays(event.target.value)} /></label>
      <label>${t("zh", "reference")} <input ref=${reference} maxlength="40" pattern="[0-9A-Za-z\\-\\/\\u3007\\u3400-\\u4dbf\\u4e00-\\u9fff\\u3014\\u3015\\uff08\\uff09]*" autocomplete="off" /></label>
    </p>
  </${Panel}>`;
}

