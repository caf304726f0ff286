// The acts that need a choice. A choice has its key; Enter alone takes none, Esc goes back. No question after
// that: what was done can be taken back for a while.
import { html, useLayoutEffect, useRef } from "../../server/browser/html.js";
import { OutcomePanel } from "./outcome.js";
import { Panel } from "./panel.js";
import { t } from "./words.js";

const numbered = (choices) => choices.map((choice, at) => ({ key: at < 9 ? String(at + 1) : undefined, ...choice }));

function HoldPanel({ desk }) {
  const choices = numbered(["papers", "kept", "step"].map((kind) => ({ words: t("zh", `hold_${kind}_long`), run: (press) => desk.run("hold", kind, press) })));
  return html`<${Panel} desk=${desk} title=${t("zh", "hold_title", { number: desk.view.current.number })} choices=${choices} />`;
}

/** A window's key is its number, 0 for 10; where there are more, numbers of two digits. A line's is its letter. */
function TransferPanel({ desk }) {
  const { view } = desk;
  const note = useRef(null);
  const back = useRef(null);
  const go = (where, press) => {
    const words = note.current.value.trim();
    desk.run("transfer", { ...where, ...(words && { note: words }), ...(back.current.checked && { back: true }) }, press);
  };
  const largest = Math.max(...view.windows.map(({ window }) => window));
  const keyOf = (n) => (n === 10 && largest === 10 ? "0" : String(n));
  const windows = view.windows
    .filter(({ window }) => window !== view.window.window)
    .map(({ window, name, state }) => ({
      key: keyOf(window),
      words: `${t("zh", "window", { n: window })} ${name}`,
      why: state === "closed" ? t("zh", "window_is_closed") : "",
      run: (press) => go({ to_window: window }, press),
    }));
  const lines = view.lines.filter(({ line }) => line !== view.current.line).map(({ line, name }) => ({ key: line, words: name, run: (press) => go({ to_line: line }, press) }));
  return html`<${Panel} desk=${desk} title=${t("zh", "transfer_title", { number: view.current.number })} choices=${windows} more=${lines}>
    <p class="fields">
      <label>${t("zh", "note")} <input class="field-note" ref=${note} maxlength="60" autocomplete="off" /></label>
      <label class="check"><input type="checkbox" ref=${back} /> ${t("zh", "come_back")}</label>
    </p>
  </${Panel}>`;
}

function BackPanel({ desk }) {
  const { missed, held } = desk.view;
  const latest = (tickets) => [...tickets].sort((a, b) => b.state_at - a.state_at);
  const row = (name) => (ticket) => ({ words: `${t("zh", name)} ${ticket.number}`, why: desk.why(name), run: (press) => desk.run(name, ticket.ticket, press) });
  const choices = numbered([...latest(missed).map(row("rejoin")), ...latest(held).map(row("resume"))]);
  return html`<${Panel} desk=${desk} title=${t("zh", choices.length ? "back_title" : "back_nobody")} choices=${choices} />`;
}

const REASONS = ["priority", "returned", "together", "correction", "other"];

/** Why this number out of its turn, where the hall wants to know. */
function ReasonPanel({ desk }) {
  const { ticket, number } = desk.panel.ticket;
  const choices = numbered(REASONS.map((reason) => ({ words: t("zh", `reason_${reason}`), run: (press) => desk.run("call", { ticket, reason }, press) })));
  return html`<${Panel} desk=${desk} title=${t("zh", "reason_title", { number })} choices=${choices} />`;
}

/** Before a window closes that holds papers or has people waiting: one question. */
function ClosePanel({ desk }) {
  const { view } = desk;
  const kept = view.held.filter((ticket) => ticket.hold === "kept" && ticket.window === view.window.window);
  const said = [
    view.queue.length && t("zh", "close_waiting", { n: view.waiting.reduce((sum, line) => sum + line.count, 0) }),
    kept.length && t("zh", "close_kept", { numbers: kept.map(({ number }) => number).join("、") }),
  ].filter(Boolean);
  const plain = { words: t("zh", "close_window"), run: (press) => desk.run("close", {}, press) };
  const aimed = ["release", "keep"].map((choice) => ({ words: t("zh", `close_${choice}`, { n: view.aimed }), run: (press) => desk.run("close", { aimed: choice }, press) }));
  return html`<${Panel} desk=${desk} title=${t("zh", "close_title", { said: said.join("，") })} choices=${numbered(view.aimed ? aimed : [plain])} />`;
}

/** The server asks what becomes of the tickets that wait for this window only. */
function AimedPanel({ desk }) {
  const { command, words } = desk.panel;
  const choices = numbered(["release", "keep"].map((aimed) => ({ words: t("zh", `aimed_${aimed}`), run: () => desk.send({ ...command, aimed }) })));
  return html`<${Panel} desk=${desk} title=${words} choices=${choices} />`;
}

/** A slip was scanned: its ticket, and what may be done with it. */
function FoundPanel({ desk }) {
  const { view } = desk;
  const all = [view.current, ...view.queue, ...view.held, ...view.missed, ...view.gone];
  const ticket = all.find((one) => one && one.ticket === desk.panel.ticket);
  if (!ticket) return html`<${Panel} desk=${desk} title=${t("zh", "scan_unknown")} choices=${[]} />`;
  const acts = {
    waiting: [{ words: t("zh", "call"), why: desk.why("call"), run: (press) => desk.callTicket(ticket, press) }],
    held: [{ words: t("zh", "resume"), why: desk.why("resume"), run: (press) => desk.run("resume", ticket.ticket, press) }],
    missed: [
      { words: t("zh", "rejoin"), run: (press) => desk.run("rejoin", ticket.ticket, press) },
      { words: t("zh", "abandon"), run: (press) => desk.run("abandon", ticket.ticket, press) },
    ],
  };
  const title = t("zh", "found_title", { number: ticket.number, line: ticket.line_name, state: t("zh", `state_${ticket.state}`) });
  return html`<${Panel} desk=${desk} title=${title} choices=${numbered(acts[ticket.state] || [])} />`;
}

const PANELS = { hold: HoldPanel, transfer: TransferPanel, back: BackPanel, outcome: OutcomePanel, reason: ReasonPanel, close: ClosePanel, aimed: AimedPanel, found: FoundPanel };
const OF_THE_TICKET = new Set(["hold", "transfer", "outcome"]);

/** The open choice, if there is one; one about the ticket at the window goes with it. */
export function OpenPanel({ desk }) {
  const { panel, view } = desk;
  const over = panel && OF_THE_TICKET.has(panel.name) && panel.of !== (view.current && view.current.ticket);
  useLayoutEffect(() => {
    if (over) desk.ask(null);
  }, [over]);
  if (!panel || over) return null;
  return html`<${PANELS[panel.name]} key=${panel.name} desk=${desk} />`;
}
