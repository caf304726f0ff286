// What a browser may do to a page that hangs in a hall, and may not: gestures, zoom, translation, the way
// back.
import { page } from "./html.js";

const LOOK_MS = 1_000;
const ZOOM_IDLE_MS = 10_000; // so long after the last touch a screen goes back to its size
const AGAIN_MS = 600_000; // a page that was translated again within this is drawn anew instead of loaded
const REDRAW_MS = 2_000;
const ZOOMED = 1.01;

/** The name under which this tab remembers the screen it belongs to. */
const HOME = `jh-home-${page.tag}`;

/**
 * Fingers change nothing but what the page offers. isIdle: whether nobody stands here, so that a page that is
 * zoomed all the same may begin anew at its own size (a reload would keep the zoom).
 * @param {() => boolean} isIdle
 */
export function holdStill(isIdle) {
  document.documentElement.dataset.still = "";
  history.scrollRestoration = "manual";
  const active = { passive: false };
  addEventListener("wheel", (event) => event.ctrlKey && event.preventDefault(), active);
  addEventListener("touchmove", (event) => event.touches.length > 1 && event.preventDefault(), active);
  let touched = performance.now();
  addEventListener("pointerdown", () => (touched = performance.now()), true);
  setInterval(() => {
    const zoomed = visualViewport !== null && visualViewport.scale > ZOOMED;
    if (zoomed && isIdle() && performance.now() - touched > ZOOM_IDLE_MS) location.replace(location.href);
  }, LOOK_MS);
}

/**
 * Keep the nodes under `root` ours. A translator puts <font> in their place and what is drawn later goes
 * nowhere: load once, and when it comes again draw(). Likewise when nothing stands there at all.
 * @param {HTMLElement} root
 * @param {() => void} draw
 */
export function keepOurs(root, draw) {
  let drawn = -Infinity;
  const look = () => {
    const translated = isTranslated(root);
    if (!translated && root.childElementCount > 0) return;
    const now = performance.now();
    if (now - drawn < REDRAW_MS) return;
    drawn = now;
    if (translated && firstTime()) location.reload();
    else draw();
  };
  new MutationObserver(look).observe(root, { childList: true, subtree: true });
  setInterval(look, LOOK_MS);
}

/** @param {HTMLElement} root */
const isTranslated = (root) => root.querySelector("font") !== null;

/** Whether this tab was not loaded for the same reason a short while ago. */
function firstTime() {
  const name = `jh-translated-${page.tag}`;
  try {
    const age = Date.now() - Number(sessionStorage.getItem(name));
    sessionStorage.setItem(name, String(Date.now()));
    return age < 0 || age > AGAIN_MS;
  } catch {
    return false; // a forbidden storage: rather draw for ever than load for ever
  }
}

/** This tab shows a screen: the way back to /enrol leads here again. */
export function rememberHome() {
  try {
    sessionStorage.setItem(HOME, location.pathname + location.search);
  } catch {
    // a forbidden storage: then /enrol stays where it is
  }
}

/**
 * On /enrol: whoever came by the browser's "back", or leaves the page alone for `idle` ms, is led to the
 * screen this tab belonged to. Returns at once.
 * @param {number} idle
 */
export function returnHome(idle) {
  let home = null;
  try {
    home = sessionStorage.getItem(HOME);
  } catch {
    // see rememberHome
  }
  if (!home) return;
  const there = home;
  const go = () => location.replace(there);
  const [loaded] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  if (loaded && loaded.type === "back_forward") go();
  addEventListener("pageshow", (event) => event.persisted && go());
  let timer = setTimeout(go, idle);
  for (const kind of ["pointerdown", "keydown"])
    addEventListener(kind, () => {
      clearTimeout(timer);
      timer = setTimeout(go, idle);
    });
}
