// The keyboard of the caller (hall technicians know it from call boxes): one key, one act, never while typing.
//
// Digits collect in a buffer and do nothing until Enter (0 finish, any other: call that number) or * (3 then *:
// bring back). Enter alone: next. F1, F3, F5, F11, F12 stay the browser's.
import { useEffect, useRef, useState } from "../../server/browser/html.js";

const SIMPLE = {
  F2: "number",
  F4: "back",
  F6: "hold",
  F7: "miss",
  F8: "recall",
  F9: "next",
  F10: "finish",
  "+": "recall",
  "-": "miss",
  "/": "hold",
  Pause: "pause",
};
const MOST_DIGITS = 4;

/** What a key means with what was typed before: {act, digits?} or {buffer}, or null for not ours. */
export function meaning(key, buffer, { ctrl = false, shift = false } = {}) {
  if (key === "F6" && ctrl) return { act: "transfer" };
  if (key === "F7" && shift) return { act: "abandon" };
  if (ctrl) return null;
  if (/^[0-9]$/.test(key)) return { buffer: (buffer + key).slice(-MOST_DIGITS) };
  if (key === "Backspace") return buffer ? { buffer: buffer.slice(0, -1) } : null;
  if (key === "Escape") return buffer ? { buffer: "" } : { act: "escape" };
  if (key === "Enter") {
    if (buffer === "") return { act: "next" };
    return /^0+$/.test(buffer) ? { act: "finish" } : { act: "call", digits: buffer };
  }
  if (key === "*") return { act: buffer === "3" ? "back" : "transfer" };
  return key in SIMPLE ? { act: SIMPLE[key] } : null;
}

const TYPING = new Set(["INPUT", "SELECT", "TEXTAREA"]);

/** The buffer so far. act(name, digits): what was asked; off: keys do nothing (switched off, panel open). */
export function useKeys(act, off) {
  const [buffer, setBuffer] = useState("");
  const typed = useRef(""); // the truth: keypads type faster than pages draw
  const now = useRef({});
  now.current = { act, off };
  useEffect(() => {
    const pressed = (event) => {
      const { act: run, off: deaf } = now.current;
      if (deaf || event.repeat || event.altKey || event.metaKey || TYPING.has(event.target.tagName)) return;
      const onButton = event.target.tagName === "BUTTON" || event.target.tagName === "A";
      if (onButton && (event.key === "Enter" || event.key === " ") && event.target.matches(":focus-visible")) return;
      const meant = meaning(event.key, typed.current, { ctrl: event.ctrlKey, shift: event.shiftKey });
      if (!meant) return;
      event.preventDefault();
      typed.current = meant.buffer || "";
      setBuffer(typed.current);
      if (meant.act) run(meant.act, meant.digits);
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, []);
  return buffer;
}
