// The ticket at this window, and the buttons for it.
import { Icon, html } from "../../server/browser/html.js";
import { span } from "../../server/browser/figures.js";
import { heardOf } from "../../server/browser/heard.js";
import { Act, pressed, wordy } from "./act.js";
import { ACTS, forward, suggestsMiss } from "./commands.js";
import { bell, door, lunch, pause, users } from "./icons.js";
import { t } from "./words.js";

/** @import { Live, TicketShown } from "../../server/browser/wire.js" */
/** @import { Desk, How } from "./types.js" */

const GRID = ["recall", "miss", "put_back", "hold", "transfer", "back", "finish", "outcome"];

/** @param {{ desk: Desk, buffer: string, field: { current: HTMLInputElement | null } }} props */
export function Current({ desk, buffer, field }) {
  const { view, live, now } = desk;
  /** @param {string} name */
  const kindOf = (name) => (name === "miss" && suggestsMiss(view) ? "hot" : "");
  /** @param {MouseEvent} event */
  const callTyped = (event) => {
    pressed(event);
    if (field.current) callField(field.current, desk);
  };
  return html`<section class="current" aria-label=${t("zh", "current")}>
    ${
      view.current
        ? html`<${Ticket}
            ticket=${view.current}
            desk=${desk}
            note=${noteOf(live, view.current)}
            now=${now}
          />`
        : html`<${Nobody} desk=${desk} />`
    }
    <${Primary} desk=${desk} />
    <div class="acts">
      ${GRID.map((name) => html`<${Act} key=${name} name=${name} desk=${desk} kind=${kindOf(name)} />`)}
    </div>
    <form class="number" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
      <label for="number">${t("zh", "call_number")} <kbd>F2</kbd></label>
      <input id="number" ref=${field} inputmode="text" autocomplete="off" placeholder=${t("zh", "digits")} />
      <button
        type="button"
        aria-disabled=${desk.why("call") ? "true" : undefined}
        title=${desk.why("call") || undefined}
        onClick=${callTyped}
      >
        ${t("zh", "call")}
      </button>
      <output class="buffer" aria-live="polite">${buffer && t("zh", "typed", { buffer })}</output>
    </form>
  </section>`;
}

/**
 * Call what stands in the field of F2; what cannot be read stays there.
 * @param {HTMLInputElement} field
 * @param {Desk} desk
 */
export function callField(field, desk) {
  if (!desk.call(field.value)) return;
  field.value = "";
  field.blur();
}

/**
 * The words of a ticket's note, or that they cannot be read now.
 * @param {Live} live
 * @param {TicketShown} ticket
 */
function noteOf(live, ticket) {
  if (ticket.note && live.away && live.away.includes("notes")) return t("zh", "notes_away");
  return ticket.note && live.notes && live.notes[ticket.note];
}

/** @param {{ ticket: TicketShown, desk: Desk, note: string | null | undefined, now: number }} props */
function Ticket({ ticket, desk, note, now }) {
  const begun = ticket.state === "serving" ? ticket.started_at : ticket.called_at;
  const waited = (ticket.first_called_at || now) - ticket.arrived_at;
  return html`<div class=${`ticket ticket-${ticket.state}`}>
    <p class="ticket-state">${t("zh", `state_${ticket.state}`)} ${begun ? span(now - begun) : ""}</p>
    <p class="ticket-number">${ticket.number}</p>
    <p class=${`ticket-line ${wordy(ticket.line_name)}`}>
      ${ticket.line_name}
      ${ticket.cls !== "ordinary" && html`<strong class="class">${ticket.cls_name}</strong>`} ${ticket.item}
    </p>
    ${note && html`<p class="ticket-note">${t("zh", "note_is", { note })}</p>`}
    ${
      desk.outcome &&
      html`<p class="ticket-outcome">${t("zh", "outcome_is", { outcome: outcomeWords(desk.outcome) })}</p>`
    }
    <p class="ticket-facts">
      <span>${t("zh", "waited", { time: span(waited) })}</span>
      ${ticket.handled_ms > 0 && html`<span>${t("zh", "handled", { time: span(ticket.handled_ms) })}</span>`}
      <span>${t("zh", "calls_n", { n: ticket.calls })}</span>
      <${Heard} ticket=${ticket} desk=${desk} />
      ${ticket.rejoins > 0 && html`<span>${t("zh", "rejoins_n", { n: ticket.rejoins })}</span>`}
    </p>
  </div>`;
}

/**
 * What came of the ticket's newest call, and who spoke it.
 * @param {{ ticket: TicketShown, desk: Desk }} props
 */
function Heard({ ticket, desk }) {
  const { played, why, played_by: by, window } = desk.view;
  const call = { played, why, at: ticket.called_at || desk.now, zone: window.zone };
  const heard = heardOf(call, desk.live, desk.now);
  if (!heard) return null;
  const { names = {} } = desk.live || {};
  const more = heard.why ? t("zh", `unheard_${heard.why}`) : heard.state === "played" && names[by || ""];
  const words = t("zh", `played_${heard.state}`);
  return html`<span class=${`heard heard-${heard.state}`}>${more ? `${words}（${more}）` : words}</span>`;
}

/** @param {How} how */
const outcomeWords = ({ outcome, days, reference }) =>
  [t("zh", `outcome_${outcome}`), days && t("zh", "days_n", { n: days }), reference]
    .filter(Boolean)
    .join(" · ");

/** @param {{ desk: Desk }} props */
function Nobody({ desk }) {
  const { view } = desk;
  const { state } = view.window;
  const [icon, words] =
    state !== "open"
      ? [state === "paused" ? pause : door, `window_is_${state}`]
      : desk.lunch
        ? [lunch, "lunch_calls"]
        : view.queue.length
          ? [users, "ready"]
          : [bell, "nobody"];
  const n = view.waiting.reduce((sum, line) => sum + line.count, 0);
  return html`<div class="ticket ticket-none">
    <${Icon} of=${icon} />
    <p class="ticket-line">${t("zh", words, { n, time: desk.lunch })}</p>
  </div>`;
}

/** One button that is always the natural next step. @param {{ desk: Desk }} props */
function Primary({ desk }) {
  const name = forward(desk);
  const row = ACTS[name];
  const why = desk.why(name);
  const keys = name === "finish" && !desk.view.finish_and_next ? "0 Enter" : "Enter";
  /** @param {MouseEvent} event */
  const click = (event) => desk.run(name, undefined, pressed(event));
  return html`<button
    type="button"
    class="primary"
    data-act=${name}
    aria-disabled=${why ? "true" : undefined}
    aria-busy=${desk.busy !== null}
    onClick=${click}
  >
    <${Icon} of=${row.icon} /> ${t("zh", row.words)} <kbd>${keys}</kbd>
    ${why && html`<small class="why">${why}</small>`}
  </button>`;
}
