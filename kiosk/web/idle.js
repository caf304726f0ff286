// Who walks away leaves a clean first screen: asked at 20 s without a touch, reset at 30 s.
import { html, useEffect, useState } from "../../server/browser/html.js";
import { t } from "./words.js";

/** @import { Lang } from "../../server/browser/types.js" */

const ASK_SECONDS = 20;
const RESET_SECONDS = 30;

/**
 * Seconds left once it asks, else 0. active: whether there is something to reset.
 * @param {boolean} active
 * @param {() => void} reset
 */
export function useIdle(active, reset) {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    if (!active) {
      setLeft(0);
      return undefined;
    }
    let touched = performance.now();
    const touch = () => {
      touched = performance.now();
      setLeft(0);
    };
    const timer = setInterval(() => {
      const idle = (performance.now() - touched) / 1000;
      if (idle >= RESET_SECONDS) reset();
      else setLeft(idle >= ASK_SECONDS ? Math.ceil(RESET_SECONDS - idle) : 0);
    }, 250);
    addEventListener("pointerdown", touch, true);
    return () => {
      clearInterval(timer);
      removeEventListener("pointerdown", touch, true);
    };
  }, [active]);
  return left;
}

/**
 * The question; any touch answers it.
 * @param {{ lang: Lang, seconds: number }} props
 */
export function IdleQuestion({ lang, seconds }) {
  return html`<div class="cover" role="alertdialog" aria-label=${t(lang, "still_there")}>
    <div class="card">
      <h2>${t(lang, "still_there")}</h2>
      <p>${t(lang, "still_there_hint", { n: seconds })}</p>
      <button type="button" class="card-main">${t(lang, "go_on")}</button>
    </div>
  </div>`;
}
