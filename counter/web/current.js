// The ticket at this window, and the buttons for it.
import { Icon, html } from "../../server/browser/html.js";
import { lunchUntil, span } from "../../server/browser/figures.js";
import { arrowRightLeft, bell, check, door, lunch, pause, play, recall, receipt, rejoin, userMissed, users } from "../../server/browser/icons.js";
import { t } from "./words.js";

const SUGGEST_MISS_CALLS = 3;

export function Current({ view, live, desk, now, act, open, buffer, numberField }) {
  const { current, window } = view;
  const called = current !== null && current.state === "called";
  return html`<section class="current" aria-label=${t("zh", "current")}>
    ${current ? html`<${Face} ticket=${current} note=${noteOf(live, current)} played=${view.played} now=${now} />` : html`<${Nobody} view=${view} live=${live} now=${now} />`}
    <${Primary} view=${view} desk=${desk} act=${act} />
    <div class="acts">
      <${Act} words="recall" icon=${recall} keys="+ F8" off=${!called} desk=${desk} run=${() => act("recall")} />
      <${Act} words="miss" icon=${userMissed} keys="− F7" off=${!called} desk=${desk} run=${() => act("miss")} hot=${called && current.calls >= SUGGEST_MISS_CALLS} />
      <${Act} words="hold" icon=${pause} keys="/ F6" off=${!current} desk=${desk} run=${() => open("hold")} />
      <${Act} words="transfer" icon=${arrowRightLeft} keys="* Ctrl+F6" off=${!current} desk=${desk} run=${() => open("transfer")} />
      ${called
        ? html`<${Act} words="finish" icon=${check} keys="0 Enter F10" off=${false} desk=${desk} run=${() => act("finish")} />`
        : html`<${Act} words="outcome" icon=${receipt} off=${!current} desk=${desk} run=${() => open("outcome")} />`}
      <${Act} words="back" icon=${rejoin} keys="3 * F4" off=${!view.missed.length && !view.held.length} desk=${desk} run=${() => open("back")} />
    </div>
    <form class="number" onSubmit=${(event) => callNumber(event, act)}>
      <label for="number">${t("zh", "call_number")} <kbd>F2</kbd></label>
      <input id="number" ref=${numberField} inputmode="numeric" autocomplete="off" maxlength="4" pattern="[0-9]{1,4}" placeholder=${t("zh", "digits")} />
      <button type="submit" disabled=${desk.away || current !== null || window.state !== "open"}>${t("zh", "call")}</button>
      <output class="buffer" aria-live="polite">${buffer && t("zh", "typed", { buffer })}</output>
    </form>
  </section>`;
}

/** The words of a ticket's note, or that they cannot be read now. */
function noteOf(live, ticket) {
  if (ticket.note && live.away && live.away.includes("notes")) return t("zh", "notes_away");
  return live.notes && live.notes[ticket.note];
}

function callNumber(event, act) {
  event.preventDefault();
  const field = event.target.elements.number;
  const digits = field.value.trim();
  field.value = "";
  field.blur();
  if (/^[0-9]{1,4}$/.test(digits)) act(/^0+$/.test(digits) ? "finish" : "call", digits);
}

function Face({ ticket, note, played, now }) {
  const begun = ticket.started_at || ticket.called_at;
  const waited = (ticket.first_called_at || now) - ticket.arrived_at;
  return html`<div class=${`ticket ticket-${ticket.state}`}>
    <p class="ticket-state">${t("zh", `state_${ticket.state}`)} ${begun ? span(now - begun) : ""}</p>
    <p class="ticket-number">${ticket.number}</p>
    <p class="ticket-line">
      ${ticket.line_name} ${ticket.cls !== "ordinary" && html`<strong class="class">${ticket.cls_name}</strong>`} ${ticket.item}
    </p>
    ${note && html`<p class="ticket-note">${t("zh", "note_is", { note })}</p>`}
    <p class="ticket-facts">
      <span>${t("zh", "waited", { time: span(waited) })}</span>
      ${ticket.handled_ms > 0 && html`<span>${t("zh", "handled", { time: span(ticket.handled_ms) })}</span>`}
      <span>${t("zh", "calls_n", { n: ticket.calls })}</span>
      ${played && html`<span>${t("zh", `played_${played}`)}</span>`}
      ${ticket.rejoins > 0 && html`<span>${t("zh", "rejoins_n", { n: ticket.rejoins })}</span>`}
    </p>
  </div>`;
}

function Nobody({ view, live, now }) {
  const waiting = view.waiting.reduce((sum, line) => sum + line.count, 0);
  const { state } = view.window;
  const time = lunchUntil(live, now);
  const [icon, words] =
    state !== "open" ? [state === "paused" ? pause : door, `window_is_${state}`] : time ? [lunch, "lunch_calls"] : waiting ? [users, "ready"] : [bell, "nobody"];
  return html`<div class="ticket ticket-none">
    <${Icon} of=${icon} />
    <p class="ticket-line">${t("zh", words, { n: waiting, time })}</p>
  </div>`;
}

/** One button that is always the natural next step. */
function Primary({ view, desk, act }) {
  const { current, window } = view;
  const waiting = view.waiting.reduce((sum, line) => sum + line.count, 0);
  const [words, keys, name, icon] =
    window.state !== "open" && !current
      ? ["open_window", "Enter", "open", door]
      : !current
        ? ["next", "Enter F9", "next", bell]
        : current.state === "called"
          ? ["start", "Enter", "start", play]
          : ["finish", "0 Enter F10", "finish", check];
  const off = desk.away || desk.busy !== null || (name === "next" && !waiting && !view.aimed);
  return html`<button type="button" class="primary" disabled=${off} aria-busy=${desk.busy !== null} onClick=${() => act(name)}>
    <${Icon} of=${icon} /> ${t("zh", words)} <kbd>${keys}</kbd>
  </button>`;
}

function Act({ words, icon, keys = "", off, desk, run, hot = false }) {
  return html`<button type="button" class=${hot ? "hot" : ""} disabled=${off || desk.away || desk.busy !== null} onClick=${run}>
    <${Icon} of=${icon} /> ${t("zh", words)} ${keys && html`<kbd>${keys}</kbd>`}
  </button>`;
}
