// The ticket at this window, and the buttons for it.
import { html, span } from "../../server/web/browser/ui.js";
import { t } from "../../server/web/browser/texts.js";

const SUGGEST_MISS_CALLS = 3;

export function Current({ view, desk, now, act, open, buffer, numberField }) {
  const { current, window } = view;
  return html`<section class="current" aria-label=${t("zh", "current")}>
    ${current ? html`<${Face} ticket=${current} played=${view.played} now=${now} />` : html`<${Nobody} view=${view} />`}
    <${Primary} view=${view} desk=${desk} act=${act} />
    <div class="acts">
      <${Act} words="recall" keys="+ F8" off=${!current} desk=${desk} run=${() => act("recall")} />
      <${Act} words="miss" keys="− F7" off=${!current || current.state !== "called"} desk=${desk} run=${() => act("miss")} hot=${current && current.state === "called" && current.calls >= SUGGEST_MISS_CALLS} />
      <${Act} words="hold" keys="/ F6" off=${!current} desk=${desk} run=${() => open("hold")} />
      <${Act} words="transfer" keys="* Ctrl+F6" off=${!current} desk=${desk} run=${() => open("transfer")} />
      <${Act} words=${current && current.state === "called" ? "finish" : "outcome"} keys=${current && current.state === "called" ? "0 ⏎ F10" : ""} off=${!current} desk=${desk} run=${() => (current && current.state === "called" ? act("finish") : open("outcome"))} />
      <${Act} words="back" keys="3 * F4" off=${!view.missed.length && !view.held.length} desk=${desk} run=${() => open("back")} />
    </div>
    <form class="number" onSubmit=${(event) => callNumber(event, act)}>
      <label for="number">${t("zh", "call_number")} <kbd>F2</kbd></label>
      <input id="number" ref=${numberField} inputmode="numeric" autocomplete="off" maxlength="4" pattern="[0-9]{1,4}" placeholder=${t("zh", "digits")} />
      <button type="submit" disabled=${desk.away || window.state !== "open"}>${t("zh", "call")}</button>
      <output class="buffer" aria-live="polite">${buffer && t("zh", "typed", { buffer })}</output>
    </form>
  </section>`;
}

function callNumber(event, act) {
  event.preventDefault();
  const field = event.target.elements.number;
  const digits = field.value.trim();
  field.value = "";
  field.blur();
  if (/^[0-9]{1,4}$/.test(digits)) act(/^0+$/.test(digits) ? "finish" : "call", digits);
}

function Face({ ticket, played, now }) {
  const begun = ticket.started_at || ticket.called_at;
  const waited = (ticket.first_called_at || now) - ticket.arrived_at;
  return html`<div class=${`ticket ticket-${ticket.state}`}>
    <p class="ticket-state">${t("zh", `state_${ticket.state}`)} ${begun ? span(now - begun) : ""}</p>
    <p class="ticket-number">${ticket.number}</p>
    <p class="ticket-line">
      ${ticket.line_name} ${ticket.cls !== "ordinary" && html`<strong class="class">${ticket.cls_name}</strong>`} ${ticket.item}
    </p>
    <p class="ticket-facts">
      <span>${t("zh", "waited", { time: span(waited) })}</span>
      ${ticket.handled_ms > 0 && html`<span>${t("zh", "handled", { time: span(ticket.handled_ms) })}</span>`}
      <span>${t("zh", "calls_n", { n: ticket.calls })}</span>
      ${played && html`<span>${t("zh", `played_${played}`)}</span>`}
      ${ticket.rejoins > 0 && html`<span>${t("zh", "rejoins_n", { n: ticket.rejoins })}</span>`}
    </p>
  </div>`;
}

function Nobody({ view }) {
  const waiting = view.waiting.reduce((sum, line) => sum + line.count, 0);
  const words = view.window.state !== "open" ? `window_is_${view.window.state}` : waiting ? "ready" : "nobody";
  return html`<div class="ticket ticket-none">
    <p class="ticket-number ticket-dash">—</p>
    <p class="ticket-line">${t("zh", words, { n: waiting })}</p>
  </div>`;
}

/** One button that is always the natural next step. */
function Primary({ view, desk, act }) {
  const { current, window } = view;
  const waiting = view.waiting.reduce((sum, line) => sum + line.count, 0);
  const [words, keys, name] =
    window.state !== "open" && !current
      ? ["open_window", "⏎", "open"]
      : !current
        ? ["next", "⏎ F9", "next"]
        : current.state === "called"
          ? ["start", "⏎", "start"]
          : ["finish", "0 ⏎ F10", "finish"];
  const off = desk.away || desk.busy !== null || (name === "next" && !waiting && !view.aimed);
  return html`<button type="button" class="primary" disabled=${off} aria-busy=${desk.busy !== null} onClick=${() => act(name)}>
    ${t("zh", words)} <kbd>${keys}</kbd>
  </button>`;
}

function Act({ words, keys, off, desk, run, hot = false }) {
  return html`<button type="button" class=${hot ? "hot" : ""} disabled=${off || desk.away || desk.busy !== null} onClick=${run}>
    ${t("zh", words)} ${keys && html`<kbd>${keys}</kbd>`}
  </button>`;
}
