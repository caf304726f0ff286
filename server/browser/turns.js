// What is too much for its place takes turns: whole lines of a text, whole items of a list, never a cut one.
import { html, useLayoutEffect, useRef, useTicking } from "./html.js";

/** @import { ComponentChildren, RefObject } from "preact" */

const TURN_MS = 8_000; // how long one page stands

/**
 * Where pages begin and end: rows of [top, bottom] in px, in order, into pages of at most `room` px.
 * @param {[number, number][]} rows
 * @param {number} room
 */
export function pagesOf(rows, room) {
  /** @type {[number, number][]} */
  const pages = [];
  for (const [top, bottom] of rows) {
    const page = pages[pages.length - 1];
    if (page && bottom - page[0] <= room + 1) page[1] = Math.max(page[1], bottom);
    else pages.push([top, bottom]);
  }
  return pages;
}

/**
 * Show one page of a box after the other; measure(inner): its rows.
 * @param {(inner: HTMLElement) => [number, number][]} measure
 * @returns {RefObject<HTMLDivElement | null>}
 */
function useTurns(measure) {
  const box = useRef(/** @type {HTMLDivElement | null} */ (null));
  useTicking(1000);
  const show = () => box.current && turn(box.current, measure);
  useLayoutEffect(() => {
    show(); // at each drawing: what stands in it may have changed
  });
  useLayoutEffect(() => {
    const observer = new ResizeObserver(show);
    for (const one of box.current ? [box.current, ...box.current.children] : []) observer.observe(one);
    return () => observer.disconnect();
  }, []);
  return box;
}

/**
 * @param {HTMLElement} box
 * @param {(inner: HTMLElement) => [number, number][]} measure
 */
function turn(box, measure) {
  const inner = /** @type {HTMLElement} */ (box.firstElementChild);
  const pages = pagesOf(measure(inner), box.clientHeight);
  const at = Math.floor(performance.now() / TURN_MS) % Math.max(1, pages.length);
  const [top, bottom] = pages[at] || [0, 0];
  inner.style.transform = pages.length > 1 ? `translateY(${-top}px)` : "";
  box.dataset.pages = String(pages.length);
  for (const [child, from, to] of parts(inner)) {
    const now = pages.length < 2 || (from < bottom - 1 && to > top + 1);
    child.style.visibility = now ? "" : "hidden";
  }
}

/**
 * @param {HTMLElement} inner
 * @returns {[HTMLElement, number, number][]}
 */
const parts = (inner) =>
  /** @type {HTMLElement[]} */ ([...inner.children]).map((one) => [
    one,
    one.offsetTop,
    one.offsetTop + one.offsetHeight,
  ]);

/**
 * @param {HTMLElement} inner
 * @returns {[number, number][]}
 */
const items = (inner) => parts(inner).map(([, top, bottom]) => [top, bottom]);

/**
 * @param {HTMLElement} inner
 * @returns {[number, number][]}
 */
function lines(inner) {
  const height = parseFloat(getComputedStyle(inner).lineHeight);
  return Array.from({ length: Math.max(1, Math.round(inner.offsetHeight / height)) }, (_, n) => [
    n * height,
    (n + 1) * height,
  ]);
}

/**
 * A list in the room that its place has.
 * @param {{ class?: string, children?: ComponentChildren }} props
 */
export function TurningList({ class: name = "", children }) {
  const box = useTurns(items);
  return html`<div class=${`turning ${name}`} ref=${box}>
    <ul>
      ${children}
    </ul>
  </div>`;
}

/**
 * Words in at most so many lines at a time. Nothing in it may be higher than a line.
 * @param {{ class?: string, most?: number, children?: ComponentChildren }} props
 */
export function TurningText({ class: name = "", most = 1, children }) {
  const box = useTurns(lines);
  return html`<div class=${`turning turning-text ${name}`} style=${{ "--lines": most }} ref=${box}>
    <div>${children}</div>
  </div>`;
}
