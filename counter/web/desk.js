// What the clerk does, made true: a press becomes a command, a question or the reason why not. A command counts
// within 5 s or not at all, and until that is known no other counts.
import { useRef, useState } from "../../server/browser/html.js";
import { ACT } from "../../server/browser/send.js";
import { ACTS, asksFirst, repeats, whyNot } from "./commands.js";
import { scanned, wanted } from "./numbers.js";
import { t } from "./words.js";

const SAID_MS = 8_000;

/**
 * The desk of one window. seen: {view, live, now, away, lunch, hello}. It has busy (the command on its way), said, panel
 * ({name, …} of the open choice), outcome (of the current ticket, chosen before it is finished), and the ways to
 * act: run, call, scan, send, say, ask, choose.
 */
export function useDesk(link, seen) {
  const [busy, setBusy] = useState(null);
  const [said, setSaid] = useState(null);
  const [panel, ask] = useState(null);
  const [chosen, choose] = useState(null);
  const last = useRef(null);
  const chooser = useRef(null); // the open panel's way to take a key
  const timer = useRef(0);
  const current = seen.view && seen.view.current;
  const outcome = chosen && current && chosen.ticket === current.ticket ? chosen.how : null;
  const now = { ...seen, outcome };

  function say(words, kind = "warn") {
    clearTimeout(timer.current);
    setSaid({ words, kind });
    timer.current = setTimeout(() => setSaid(null), SAID_MS);
  }

  /** The sentence why an act may not be now; "" when it may. */
  function why(name) {
    const reason = whyNot(name, now);
    return reason ? t("zh", reason[0], reason[1]) : "";
  }

  async function send(command) {
    if (seen.away) return say(t("zh", "away_acts"), "bad");
    if (busy) return undefined;
    ask(null);
    setBusy(command.do);
    const answer = await link.send(command, { ...ACT, slow: () => say(t("zh", "no_answer"), "bad") });
    setBusy(null);
    if (answer.ok) return setSaid(null);
    if (answer.unknown) return say(t("zh", "no_answer"), "bad");
    if (answer.unsent) return say(t("zh", "away_acts"), "bad");
    if (answer.problem.code === "aimed_waiting") return ask({ name: "aimed", command, words: answer.problem.title });
    return say(answer.problem.title, answer.problem.status >= 500 ? "bad" : "warn");
  }

  /** An act of the table. choice: what it is about; press: {x, y} of a click. */
  function run(name, choice, press = {}) {
    const made = { name, at: performance.now(), ...press };
    if (repeats(last.current, made)) return undefined;
    const reason = why(name);
    if (reason) return seen.away ? say(t("zh", "away_acts"), "bad") : say(reason);
    const asks = choice === undefined && asksFirst(name, now);
    last.current = asks ? { ...made, name: "asked" } : made; // the choice is a step of its own
    if (asks) return ask({ name: ACTS[name].panel, of: current && current.ticket });
    return send(ACTS[name].command(now, choice));
  }

  /** Call a ticket of a list, {ticket, number}, with a reason where the hall wants one. */
  function callTicket(ticket, press) {
    if (now.view.chosen_calls !== "reason" || why("call")) return run("call", { ticket: ticket.ticket }, press);
    return ask({ name: "reason", ticket });
  }

  /** Call what was typed; false when it says no ticket that can be called. */
  function call(text) {
    const reason = why("call");
    const found = reason ? null : wanted(text, now.view);
    if (found && !found.wrong) {
      callTicket(found);
      return true;
    }
    const { state } = (found && found.facts) || {};
    say(reason || t("zh", found.wrong, { ...found.facts, ...(state && { state: t("zh", `state_${state}`) }) }));
    return false;
  }

  /** A scanner read a slip: that ticket is shown with what can be done, and nothing is done. */
  function scan(text) {
    const ticket = scanned(text, now.view);
    return ticket ? ask({ name: "found", ticket: ticket.ticket }) : say(t("zh", "scan_unknown"));
  }

  return { ...now, busy, said, panel, outcome, why, run, call, callTicket, scan, send, say, ask, choose, chooser };
}
