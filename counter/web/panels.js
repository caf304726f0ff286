// The acts that need a choice. A choice has its key; Enter alone takes none, Esc goes back. No question after
// that: what was done can be taken back for a while.
import { html, useLayoutEffect, useRef } from "../../server/browser/html.js";
import { OutcomePanel } from "./outcome.js";
import { Panel } from "./panel.js";
import { keptHere } from "./commands.js";
import { shown } from "./numbers.js";
import { t } from "./words.js";

/** @import { TicketShown } from "../../server/browser/wire.js" */
/** @import { Choice, Desk, Offer, Panel as Open, Press } from "./types.js" */
/** @typedef {{ desk: Desk }} Props */

/** @param {Offer[]} offers */
const numbered = (offers) =>
  offers.map((offer, at) => ({ key: at < 9 ? String(at + 1) : undefined, ...offer }));

/** The number of the ticket at the window. @param {Desk} desk */
const numberAt = ({ view }) => (view.current ? view.current.number : "");

/** @param {Props} props */
function HoldPanel({ desk }) {
  const kinds = /** @type {const} */ (["papers", "kept", "step"]);
  const offers = kinds.map((kind) => ({
    words: t("zh", `hold_${kind}_long`),
    run: (/** @type {Press} */ press) => desk.run("hold", { kind }, press),
  }));
  return html`<${Panel}
    desk=${desk}
    title=${t("zh", "hold_title", { number: numberAt(desk) })}
    choices=${numbered(offers)}
  />`;
}

/**
 * A window's key is its number, 0 for 10; where there are more, numbers of two digits. A line's is its
 * letter.
 * @param {Props} props
 */
function TransferPanel({ desk }) {
  const { view } = desk;
  const note = useRef(/** @type {HTMLInputElement | null} */ (null));
  const back = useRef(/** @type {HTMLInputElement | null} */ (null));
  /** @param {Choice} where @param {Press} press */
  const go = (where, press) => {
    const words = note.current ? note.current.value.trim() : "";
    const comesBack = back.current !== null && back.current.checked;
    desk.run(
      "transfer",
      { ...where, ...(words && { note: words }), ...(comesBack && { back: true }) },
      press,
    );
  };
  const largest = Math.max(...view.windows.map(({ window }) => window));
  const keyOf = (/** @type {number} */ n) => (n === 10 && largest === 10 ? "0" : String(n));
  const windows = view.windows
    .filter(({ window }) => window !== view.window.window)
    .map(({ window, name, state }) => ({
      key: keyOf(window),
      words: `${t("zh", "window", { n: window })} ${name}`,
      why: state === "closed" ? t("zh", "window_is_closed") : "",
      run: (/** @type {Press} */ press) => go({ to_window: window }, press),
    }));
  const lines = view.lines
    .filter(({ line }) => !view.current || line !== view.current.line)
    .map(({ line, name }) => ({
      key: line,
      words: name,
      run: (/** @type {Press} */ press) => go({ to_line: line }, press),
    }));
  const title = t("zh", "transfer_title", { number: numberAt(desk) });
  return html`<${Panel} desk=${desk} title=${title} choices=${windows} more=${lines}>
    <p class="fields">
      <label>${t("zh", "note")} <input class="field-note" ref=${note} maxlength="60" /></label>
      <label class="check"><input type="checkbox" ref=${back} /> ${t("zh", "come_back")}</label>
    </p>
  </${Panel}>`;
}

/**
 * An act on one ticket.
 * @param {Desk} desk
 * @param {string} name
 * @param {TicketShown} ticket
 * @param {string} [words]
 * @returns {Offer}
 */
const onTicket = (desk, name, ticket, words = t("zh", name)) => ({
  words,
  why: desk.why(name),
  run: (press) =>
    name === "call" ? desk.callTicket(ticket, press) : desk.run(name, { ticket: ticket.ticket }, press),
});

/** @param {Props} props */
function BackPanel({ desk }) {
  /** @param {string} name @param {TicketShown[]} tickets */
  const latest = (name, tickets) =>
    [...tickets]
      .sort((a, b) => b.state_at - a.state_at)
      .map((ticket) => onTicket(desk, name, ticket, `${t("zh", name)} ${ticket.number}`));
  const offers = numbered([...latest("rejoin", desk.view.missed), ...latest("resume", desk.view.held)]);
  return html`<${Panel}
    desk=${desk}
    title=${t("zh", offers.length ? "back_title" : "back_nobody")}
    choices=${offers}
  />`;
}

const REASONS = /** @type {const} */ (["priority", "returned", "together", "correction", "other"]);

/** Why this number out of its turn, where the hall wants to know. @param {Props & { panel: Open }} props */
function ReasonPanel({ desk, panel }) {
  const { ticket, number } = panel.ticket || { ticket: "", number: "" };
  const offers = REASONS.map((reason) => ({
    words: t("zh", `reason_${reason}`),
    run: (/** @type {Press} */ press) => desk.run("call", { ticket, reason }, press),
  }));
  return html`<${Panel}
    desk=${desk}
    title=${t("zh", "reason_title", { number })}
    choices=${numbered(offers)}
  />`;
}

/** Before a window closes that holds papers or has people waiting: one question. @param {Props} props */
function ClosePanel({ desk }) {
  const { view } = desk;
  const kept = keptHere(view);
  const said = [
    view.queue.length &&
      t("zh", "close_waiting", { n: view.waiting.reduce((sum, line) => sum + line.count, 0) }),
    kept.length && t("zh", "close_kept", { numbers: kept.map(({ number }) => number).join("\u3001") }),
  ].filter(Boolean);
  /** @param {string} words @param {Choice} choice @returns {Offer} */
  const close = (words, choice) => ({
    words: t("zh", words, { n: view.aimed }),
    run: (press) => desk.run("close", choice, press),
  });
  const offers = view.aimed
    ? [close("close_release", { aimed: "release" }), close("close_keep", { aimed: "keep" })]
    : [close("close_window", {})];
  return html`<${Panel}
    desk=${desk}
    title=${t("zh", "close_title", { said: said.join("\uff0c") })}
    choices=${numbered(offers)}
  />`;
}

/**
 * The server asks what becomes of the tickets that wait for this window only.
 * @param {Props & { panel: Open }} props
 */
function AimedPanel({ desk, panel }) {
  const { command, words } = panel;
  const choices = /** @type {const} */ (["release", "keep"]);
  const offers = choices.map((aimed) => ({
    words: t("zh", `aimed_${aimed}`),
    run: () =>
      command &&
      "window" in command &&
      desk.send(/** @type {import("../../server/browser/wire.js").Command} */ ({ ...command, aimed })),
  }));
  return html`<${Panel} desk=${desk} title=${words} choices=${numbered(offers)} />`;
}

/** @type {Record<string, string[]>} */
const ON_FOUND = { waiting: ["call"], held: ["resume"], missed: ["rejoin", "abandon"] };

/** A slip was scanned: its ticket, and what may be done with it. @param {Props & { panel: Open }} props */
function FoundPanel({ desk, panel }) {
  const { found } = panel;
  const ticket = shown(desk.view).find((one) => found && one.ticket === found.ticket) || found;
  if (!ticket) return html`<${Panel} desk=${desk} title=${t("zh", "scan_unknown")} choices=${[]} />`;
  const offers = (ON_FOUND[ticket.state] || []).map((name) => onTicket(desk, name, ticket));
  const title = t("zh", "found_title", {
    number: ticket.number,
    line: ticket.line_name,
    state: t("zh", `state_${ticket.state}`),
  });
  return html`<${Panel} desk=${desk} title=${title} choices=${numbered(offers)} />`;
}

const PANELS = {
  hold: HoldPanel,
  transfer: TransferPanel,
  back: BackPanel,
  outcome: OutcomePanel,
  reason: ReasonPanel,
  close: ClosePanel,
  aimed: AimedPanel,
  found: FoundPanel,
};
const OF_THE_TICKET = new Set(["hold", "transfer", "outcome"]);

/** The open choice, if there is one; one about the ticket at the window goes with it. @param {Props} props */
export function OpenPanel({ desk }) {
  const { panel, view } = desk;
  const over =
    panel !== null && OF_THE_TICKET.has(panel.name) && panel.of !== (view.current && view.current.ticket);
  useLayoutEffect(() => {
    if (over) desk.ask(null);
  }, [over]);
  if (!panel || over) return null;
  return html`<${PANELS[panel.name]} key=${panel.name} desk=${desk} panel=${panel} />`;
}
