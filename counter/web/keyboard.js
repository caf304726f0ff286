// The keyboard of the page: hears every key, lets keys.js say what it means, and has it done.
import { useEffect, useRef, useState } from "../../server/browser/html.js";
import { APART_MS, fresh, press, settle, signOf } from "./keys.js";

/** @import { Meant, Means, Place } from "./types.js" */

const TEXT = "input:not([type=checkbox]), select, textarea";

/** @param {HTMLElement} target @param {boolean} panel @returns {Place} */
function placeOf(target, panel) {
  if (target.id === "number") return "number";
  if (target.matches(TEXT)) return "field";
  if (panel) return "panel";
  return target.matches("button, a") && target.matches(":focus-visible") ? "button" : "page";
}

/**
 * Whether the page does something with a key itself, so that the browser does not.
 * @param {string} sign @param {Place} place @param {string} text
 */
function isOurs(sign, place, text) {
  if (sign === "" || sign === "?") return false;
  if (place === "page" || place === "button") return true;
  if (place === "panel") return sign !== "Backspace";
  return text.length !== 1 && sign !== "Backspace" && sign !== "Ctrl+Z";
}

/**
 * What is typed so far. deal(meant): does what the keys mean; panel: whether a choice is open.
 * @param {(meant: Meant) => void} deal @param {boolean} panel
 */
export function useKeys(deal, panel) {
  const [buffer, setBuffer] = useState("");
  const state = useRef(fresh()); // the truth: keypads type faster than pages draw
  const now = useRef({ deal, panel });
  now.current = { deal, panel };
  useEffect(() => {
    /** @param {Means} means */
    const take = ([next, means]) => {
      state.current = next;
      setBuffer(next.buffer);
      for (const meant of means) now.current.deal(meant);
    };
    let timer = 0;
    /** @param {KeyboardEvent} event */
    const pressed = (event) => {
      const sign = signOf(event);
      const text = event.key.length === 1 ? event.key : "";
      const place = placeOf(/** @type {HTMLElement} */ (event.target), now.current.panel);
      if (event.repeat && event.key === "Enter") event.preventDefault(); // a held Enter presses no button
      if (isOurs(sign, place, text)) event.preventDefault();
      take(press(state.current, { sign, text, at: event.timeStamp, place }));
      clearTimeout(timer);
      timer = setTimeout(() => take(settle(state.current, event.timeStamp + APART_MS + 1)), APART_MS + 1);
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, []);
  return buffer;
}
