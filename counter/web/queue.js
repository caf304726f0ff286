// Who waits for this window: the lines with their longest wait, the next tickets, held and missed ones.
import { span } from "../../server/browser/figures.js";
import { html } from "../../server/browser/html.js";
import { Act } from "./act.js";
import { undone } from "./commands.js";
import { t } from "./words.js";

/** @import { TicketShown } from "../../server/browser/wire.js" */
/** @import { Desk, Press } from "./types.js" */

const LONG_MS = 30 * 60_000;

/** @param {{ desk: Desk }} props */
export function Queue({ desk }) {
  const { view, now } = desk;
  return html`<section class="queue" aria-label=${t("zh", "queue")} tabindex="0">
    <table class="lines">
      <caption class="visually-hidden">
        ${t("zh", "queue")}
      </caption>
      <thead>
        <tr>
          <th scope="col">${t("zh", "line")}</th>
          <th scope="col">${t("zh", "waiting")}</th>
          <th scope="col">${t("zh", "longest")}</th>
        </tr>
      </thead>
      <tbody>
        ${view.waiting.map(
          (line) =>
            html`<tr key=${line.line}>
              <th scope="row"><b>${line.line}</b> ${line.name}</th>
              <td>${line.count}</td>
              <td class=${line.oldest_at && now - line.oldest_at > LONG_MS ? "long" : ""}>
                ${line.oldest_at ? span(now - line.oldest_at) : "—"}
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
    <${List}
      title="next_up"
      tickets=${view.queue}
      desk=${desk}
      since="arrived_at"
      acts=${["call"]}
      most=${8}
    />
    <${List} title="held" tickets=${view.held} desk=${desk} since="state_at" acts=${["resume"]} most=${6} />
    <${List}
      title="missed"
      tickets=${view.missed}
      desk=${desk}
      since="state_at"
      acts=${["rejoin", "abandon"]}
      most=${6}
    />
    <${List}
      title="gone"
      tickets=${view.gone.filter((ticket) => mayUndo(ticket, desk))}
      desk=${desk}
      since="state_at"
      acts=${[]}
      most=${3}
    />
  </section>`;
}

/**
 * Whether this desk did the last act on a ticket and can still take it back.
 * @param {TicketShown} ticket
 * @param {Desk} desk
 */
const mayUndo = ({ undo }, { hello, now }) =>
  Boolean(undo && hello && undo.until > now && undo.actor === hello.device && undo.by === null);

/**
 * @param {{
 *   title: string, tickets: TicketShown[], desk: Desk, since: "arrived_at" | "state_at", acts: string[],
 *   most: number
 * }} props
 */
function List({ title, tickets, desk, since, acts, most }) {
  if (!tickets.length) return null;
  const at = desk.view.window.window;
  return html`<div class="list">
    <h2>${t("zh", title)} <span>${tickets.length}</span></h2>
    <ul>
      ${tickets.slice(0, most).map(
        (ticket) =>
          html`<li key=${ticket.ticket}>
            <b>${ticket.number}</b>
            <span class="list-what">
              ${ticket.cls !== "ordinary" && html`<strong class="class">${ticket.cls_name}</strong>`}
              ${ticket.hold && html`<span>${t("zh", `hold_${ticket.hold}`)}</span>`}
              ${
                ticket.aimed &&
                html`<span>${t("zh", ticket.aimed === at ? "aimed" : "aimed_at", { n: ticket.aimed })}</span>`
              }
              ${ticket.item}
            </span>
            <span>${span(desk.now - ticket[since])}</span>
            <span class="list-acts">
              ${acts.map((name) => html`<${Row} key=${name} name=${name} ticket=${ticket} desk=${desk} />`)}
              ${
                mayUndo(ticket, desk) &&
                html`<${Row}
                  key="undo"
                  name="undo_ticket"
                  ...${{ ticket, desk }}
                  words=${undoWords(ticket)}
                />`
              }
            </span>
          </li>`,
      )}
    </ul>
    ${
      tickets.length > most &&
      html`<p class="list-more">${t("zh", "and_more", { n: tickets.length - most })}</p>`
    }
  </div>`;
}

/** @param {TicketShown} ticket */
const undoWords = ({ undo }) => (undo ? t("zh", "undo_of", { act: t("zh", undone(undo.do)) }) : "");

/** @param {{ name: string, ticket: TicketShown, desk: Desk, words?: string }} props */
function Row({ name, ticket, desk, words }) {
  const choice = { ticket: ticket.ticket, ...(ticket.undo && { of: ticket.undo.of }) };
  /** @param {Press} press */
  const run = (press) => (name === "call" ? desk.callTicket(ticket, press) : desk.run(name, choice, press));
  const shown = words || t("zh", `row_${name}`);
  return html`<${Act}
    name=${name}
    desk=${desk}
    words=${shown}
    keys=${false}
    label=${`${shown} ${ticket.number}`}
    run=${run}
  />`;
}
