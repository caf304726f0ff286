// What the clerk does, made true: a press becomes a command, a question or the reason why not. A command
// counts within 5 s or not at all, and until that is known no other counts.
import { useRef, useState } from "../../server/browser/html.js";
import { ACT } from "../../server/browser/send.js";
import { ACTS, asksFirst, repeats, whyNot } from "./commands.js";
import { codeOf, scanned, wanted } from "./numbers.js";
import { t } from "./words.js";

/** @import { Link } from "../../server/browser/link.js" */
/** @import { Command, CounterView } from "../../server/browser/wire.js" */
/** @import { Called, Choice, Desk, How, Made, Panel, Press, Seen } from "./types.js" */

const SAID_MS = 8_000;

/**
 * The desk of one window, at this moment. panel: the open choice; outcome: of the current ticket, chosen
 * before it is finished.
 * @param {Link<CounterView>} link @param {Omit<Seen, "outcome">} seen @returns {Desk}
 */
export function useDesk(link, seen) {
  const [busy, setBusy] = useState(/** @type {string | null} */ (null));
  const [said, setSaid] = useState(/** @type {Desk["said"]} */ (null));
  const [panel, ask] = useState(/** @type {Panel | null} */ (null));
  const [chosen, choose] = useState(/** @type {{ ticket: string, how: How } | null} */ (null));
  const last = useRef(/** @type {Made | null} */ (null));
  const chooser = useRef(/** @type {Desk["chooser"]["current"]} */ (null));
  const timer = useRef(0);
  const { current } = seen.view;
  const now = { ...seen, outcome: chosen && current && chosen.ticket === current.ticket ? chosen.how : null };

  function say(/** @type {string} */ words, kind = "warn") {
    clearTimeout(timer.current);
    setSaid({ words, kind });
    timer.current = setTimeout(() => setSaid(null), SAID_MS);
  }

  /** The sentence why an act may not be now; "" when it may. @param {string} name */
  function why(name) {
    const reason = whyNot(name, now);
    return reason ? t("zh", ...reason) : "";
  }

  async function send(/** @type {Command} */ command) {
    if (seen.away) return say(t("zh", "away_acts"), "bad");
    if (busy) return;
    ask(null);
    setBusy(command.do);
    const answer = await link.send(command, { ...ACT, slow: () => say(t("zh", "no_answer"), "bad") });
    setBusy(null);
    if (answer.ok) setSaid(null);
    else if (answer.unknown) say(t("zh", "no_answer"), "bad");
    else if (!answer.problem) say(t("zh", "away_acts"), "bad");
    else if (answer.problem.code === "aimed_waiting")
      ask({ name: "aimed", command, words: answer.problem.title });
    else say(answer.problem.title, answer.problem.status >= 500 ? "bad" : "warn");
  }

  /**
   * Do an act of the table. choice: what it is about; without one, an act that needs one asks for it.
   * @param {string} name @param {Choice} [choice] @param {Press} [press]
   */
  function run(name, choice, press = {}) {
    const { panel: first, command } = ACTS[name];
    const made = { name, at: performance.now(), ...press };
    if (repeats(last.current, made)) return;
    const reason = why(name);
    if (reason) {
      say(seen.away ? t("zh", "away_acts") : reason, seen.away ? "bad" : "warn");
      return;
    }
    const asks = choice === undefined && asksFirst(name, now);
    last.current = asks ? { ...made, name: "asked" } : made; // the choice is a step of its own
    if (asks && first) ask({ name: first, of: current && current.ticket });
    else if (command) send(command(now, choice || {}));
  }

  /** Call a ticket, with a reason where the hall wants one. @param {Called} ticket @param {Press} [press] */
  function callTicket(ticket, press) {
    if (now.view.chosen_calls !== "reason" || why("call")) run("call", { ticket: ticket.ticket }, press);
    else ask({ name: "reason", ticket });
  }

  function call(/** @type {string} */ text) {
    const reason = why("call");
    if (reason) {
      say(reason);
      return false;
    }
    const found = wanted(text, now.view);
    if (found.wrong === undefined) {
      callTicket(found);
      return true;
    }
    const { state } = found.facts;
    say(t("zh", found.wrong, { ...found.facts, ...(state && { state: t("zh", `state_${state}`) }) }));
    return false;
  }

  /**
   * A scanner read a slip: that ticket is shown with what can be done, and nothing is done. One that this
   * view has no room for is asked for.
   * @param {string} text
   */
  async function scan(text) {
    const { view } = now;
    const here = scanned(text, view);
    const found = here ? [here] : await link.find(view.face.id, codeOf(text));
    if (found === null) say(t("zh", "no_answer_list"), "bad");
    else if (found.length === 1) ask({ name: "found", ticket: found[0], found: found[0] });
    else say(t("zh", "scan_unknown"));
  }

  return { ...now, busy, said, panel, chooser, why, run, call, callTicket, scan, send, say, ask, choose };
}
