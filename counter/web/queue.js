// Who waits for this window: the lines with their longest wait, the next tickets, held and missed ones.
import { html } from "../../server/browser/html.js";
import { span } from "../../server/browser/figures.js";
import { t } from "./words.js";

const LONG_MS = 30 * 60_000;

export function Queue({ view, desk, now }) {
  return html`<section class="queue" aria-label=${t("zh", "queue")}>
    <table class="lines">
      <caption class="visually-hidden">${t("zh", "queue")}</caption>
      <thead><tr><th scope="col">${t("zh", "line")}</th><th scope="col">${t("zh", "waiting")}</th><th scope="col">${t("zh", "longest")}</th></tr></thead>
      <tbody>
        ${view.waiting.map((line) => html`<tr key=${line.line}>
          <th scope="row"><b>${line.line}</b> ${line.name}</th>
          <td>${line.count}</td>
          <td class=${line.oldest_at && now - line.oldest_at > LONG_MS ? "long" : ""}>${line.oldest_at ? span(now - line.oldest_at) : "—"}</td>
        </tr>`)}
      </tbody>
    </table>
    <${List} title="next_up" at=${view.window.window} tickets=${view.queue} desk=${desk} now=${now} since="arrived_at" act=${["call_this", (ticket) => ({ do: "window.call", window: view.window.window, ticket: ticket.ticket })]} most=${8} off=${view.current !== null || view.window.state !== "open"} />
    <${List} title="held" at=${view.window.window} tickets=${view.held} desk=${desk} now=${now} since="state_at" act=${["resume", (ticket) => ({ do: "window.resume", window: view.window.window, ticket: ticket.ticket })]} most=${6} />
    <${List} title="missed" at=${view.window.window} tickets=${view.missed} desk=${desk} now=${now} since="state_at" act=${["rejoin", (ticket) => ({ do: "ticket.rejoin", ticket: ticket.ticket })]} more=${["abandon", (ticket) => ({ do: "ticket.cancel", ticket: ticket.ticket, reason: "staff" })]} most=${6} />
  </section>`;
}

function List({ title, at, tickets, desk, now, since, act, more, most, off = false }) {
  if (!tickets.length) return null;
  return html`<div class="list">
    <h2>${t("zh", title)} <span>${tickets.length}</span></h2>
    <ul>
      ${tickets.slice(0, most).map((ticket) => html`<li key=${ticket.ticket}>
        <b>${ticket.number}</b>
        <span class="list-what">
          ${ticket.cls !== "ordinary" && html`<strong class="class">${ticket.cls_name}</strong>`}
          ${ticket.hold && html`<span>${t("zh", `hold_${ticket.hold}`)}</span>`}
          ${ticket.aimed && html`<span>${ticket.aimed === at ? t("zh", "aimed") : t("zh", "aimed_at", { n: ticket.aimed })}</span>`}
          ${ticket.item}
        </span>
        <span>${span(now - ticket[since])}</span>
        <span class="list-acts">
          ${[act, more].filter(Boolean).map(([words, command]) => html`<button type="button" key=${words} disabled=${off || desk.away || desk.busy !== null} onClick=${() => desk.send(command(ticket))} aria-label=${`${t("zh", words)} ${ticket.number}`}>${t("zh", words)}</button>`)}
        </span>
      </li>`)}
    </ul>
    ${tickets.length > most && html`<p class="list-more">${t("zh", "and_more", { n: tickets.length - most })}</p>`}
  </div>`;
}
