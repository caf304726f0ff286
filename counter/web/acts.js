// What the clerk does, as commands: each counts within 5 s or not at all, and until that is known no other counts.
import { useRef, useState } from "../../server/browser/html.js";
import { ACT } from "../../server/browser/send.js";
import { t } from "./words.js";

const DEBOUNCE_MS = 500; // a double press of "next" would skip a person
const SAID_MS = 8_000;
const RECALL_MS = 10_000;

/** {busy, said, asks, run(name, digits), send(command), answer(choice), say(words)} of one window. */
export function useActs(link, view, away) {
  const [busy, setBusy] = useState(null);
  const [said, setSaid] = useState(null);
  const [asks, setAsks] = useState(null); // aimed tickets: release or keep
  const nextAt = useRef(-Infinity);
  const timer = useRef(0);
  const at = view ? view.window.window : 0;

  function say(words, kind = "warn") {
    clearTimeout(timer.current);
    setSaid({ words, kind });
    timer.current = setTimeout(() => setSaid(null), SAID_MS);
  }

  async function send(command) {
    if (away) return say(t("zh", "away_acts"), "bad");
    if (busy) return undefined;
    setBusy(command.do);
    const answer = await link.send(command, { ...ACT, slow: () => say(t("zh", "no_answer"), "bad") });
    setBusy(null);
    if (answer.ok) return setSaid(null);
    if (answer.unknown) return say(t("zh", "no_answer"), "bad");
    if (answer.unsent) return say(t("zh", "away_acts"), "bad");
    if (answer.problem.code === "aimed_waiting") return setAsks({ command, words: answer.problem.title });
    return say(answer.problem.title, answer.problem.status >= 500 ? "bad" : "warn");
  }

  function answer(choice) {
    const { command } = asks;
    setAsks(null);
    if (choice) send({ ...command, aimed: choice });
  }

  function next() {
    const now = performance.now();
    if (now - nextAt.current < DEBOUNCE_MS) return undefined;
    nextAt.current = now;
    const { current, window } = view;
    if (window.state !== "open") return send({ do: "window.open", window: at });
    if (!current) return send({ do: "window.next", window: at });
    if (current.state === "called") return send(of("start"));
    return say(t("zh", "finish_first", { number: current.number }));
  }

  const of = (act) => ({ do: `window.${act}`, window: at, ticket: view.current.ticket });

  function call(digits) {
    const n = Number(digits);
    const numbered = (letter) => `${letter}${String(n).padStart(3, "0")}`;
    const found = view.queue.find((ticket) => Number(ticket.number.slice(1)) === n && ticket.line === view.window.lines[0]);
    const other = view.queue.find((ticket) => Number(ticket.number.slice(1)) === n);
    const ticket = found || other;
    return send({ do: "window.call", window: at, ticket: ticket ? ticket.ticket : numbered(view.window.lines[0]) });
  }

  function recall(now) {
    const { current } = view;
    if (current.state !== "called") return say(t("zh", "already_here", { number: current.number }));
    if (current.called_at && now - current.called_at < RECALL_MS) return say(t("zh", "recall_soon"));
    return send(of("recall"));
  }

  function run(name, digits) {
    if (!view) return undefined;
    const { current, window } = view;
    if (["recall", "start", "miss", "finish"].includes(name) && !current) return say(t("zh", "no_current"));
    switch (name) {
      case "next":
        return next();
      case "call":
        return call(digits);
      case "recall":
        return recall(link.now());
      case "start":
      case "miss":
      case "finish":
        return send(of(name));
      case "open":
        return send({ do: "window.open", window: at });
      case "close":
        return send({ do: "window.close", window: at });
      case "pause":
        return send({ do: window.state === "open" ? "window.pause" : "window.open", window: at });
      case "undo":
        return view.undo && send({ do: "window.undo", window: at, of: view.undo.of });
      case "abandon":
        return view.missed.length ? send({ do: "ticket.cancel", ticket: newest(view.missed).ticket, reason: "staff" }) : say(t("zh", "no_missed"));
      default:
        return undefined;
    }
  }

  return { busy, said, asks, run, send, answer, say, away };
}

/** Of missed or held tickets the one that became so last. */
export function newest(tickets) {
  return tickets.reduce((best, ticket) => (ticket.state_at > best.state_at ? ticket : best));
}
