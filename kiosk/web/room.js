// How many things to touch stand on one screen: as many as fit without becoming lower than a finger needs,
// in the widest writing that lets most of them stand. Found by drawing them all once where nobody sees it.
import { render, useLayoutEffect, useRef, useState } from "../../server/browser/html.js";

/** @import { ComponentChildren, RefObject, VNode } from "preact" */

/**
 * style: how they are written; columns: in so many; each: so many on a screen.
 * @typedef {{ style: string, columns: number, each: number }} Plan
 */

/**
 * What is to stand there. key: all that it depends on besides the box. most: no more on a screen are wanted.
 * styles and columns: best ones first. draw(style, columns): a grid of all things as it would stand.
 * foot: what stands under the grid in the same box when needsFoot(each).
 * @typedef {object} Things
 * @property {string} key
 * @property {number} most
 * @property {string[]} styles
 * @property {number[]} columns
 * @property {(style: string, columns: number) => ComponentChildren} draw
 * @property {ComponentChildren} [foot]
 * @property {(each: number) => boolean} [needsFoot]
 */

const LEAST_REM = 7; // no tile is lower

/**
 * What the ways are judged by; room, gap and least in px. sizes(style, columns): the natural height of each
 * thing in px, or null where a word does not fit in its width.
 * @typedef {object} Facts
 * @property {string[]} styles
 * @property {number[]} columns
 * @property {number} most
 * @property {number} room
 * @property {number} gap
 * @property {number} least
 * @property {(style: string, columns: number) => number[] | null} sizes
 */

/**
 * The best of all ways.
 * @param {Facts} facts
 * @returns {Plan}
 */
export function best({ styles, columns, most, room, gap, least, sizes }) {
  let found = { style: styles[styles.length - 1], columns: columns[columns.length - 1], each: 0 };
  for (const style of styles) {
    for (const count of columns) {
      const heights = sizes(style, count);
      if (heights === null) continue;
      const rows = Math.floor((room + gap) / (Math.max(least, ...heights) + gap));
      const each = Math.min(most, rows * count);
      if (each > found.each) found = { style, columns: count, each };
    }
    if (found.each >= most) break;
  }
  return found;
}

/**
 * The ref of the box, and how things stand in it. low: not even one has room.
 * @param {Things} things
 * @returns {[RefObject<HTMLDivElement | null>, Plan & { low: boolean }]}
 */
export function useRoom(things) {
  const { key, most, styles, columns } = things;
  const box = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [found, setFound] = useState({ style: styles[0], columns: columns[0], each: most, low: false });
  const known = useRef("");
  const measure = () => {
    const own = box.current;
    if (!own || !own.clientHeight) return;
    const now = `${own.clientWidth} ${own.clientHeight} ${most} ${columns} ${key}`;
    if (now === known.current) return;
    known.current = now;
    setFound(measured(own, things));
  };
  const latest = useRef(measure);
  latest.current = measure;
  useLayoutEffect(measure);
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => latest.current());
    if (box.current) observer.observe(box.current);
    document.fonts.ready.then(() => {
      known.current = "";
      latest.current();
    });
    return () => observer.disconnect();
  }, []);
  return [box, found];
}

/**
 * @param {HTMLElement} box
 * @param {Things} things
 */
function measured(box, { most, styles, columns, draw, foot = null, needsFoot = () => false }) {
  const probe = document.createElement("div");
  /** @type {HTMLElement} */ (box.parentElement).appendChild(probe);
  probe.className = "probe";
  probe.style.width = `${box.clientWidth}px`;
  /** @type {Map<string, number[] | null>} */
  const known = new Map();
  /** @param {string} style @param {number} count */
  const sizes = (style, count) => {
    const name = `${style} ${count}`;
    const before = known.get(name);
    if (before !== undefined) return before;
    render(/** @type {VNode} */ (draw(style, count)), probe);
    const grid = /** @type {HTMLElement} */ (probe.firstElementChild);
    const all = /** @type {HTMLElement[]} */ ([...grid.children]);
    const now = all.every((one) => one.scrollWidth <= one.clientWidth)
      ? all.map((one) => one.offsetHeight)
      : null;
    known.set(name, now);
    return now;
  };
  sizes(styles[0], columns[0]);
  const gap = parseFloat(getComputedStyle(/** @type {Element} */ (probe.firstElementChild)).rowGap);
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  /** @param {number} room */
  const found = (room) => best({ styles, columns, most, room, gap, least: LEAST_REM * rem, sizes });
  let plan = found(box.clientHeight);
  if (foot && needsFoot(plan.each)) {
    render(null, probe);
    render(/** @type {VNode} */ (foot), probe);
    const under = probe.offsetHeight + gap;
    render(null, probe);
    plan = found(box.clientHeight - under);
  }
  render(null, probe);
  probe.remove();
  return { ...plan, each: Math.max(1, plan.each), low: plan.each === 0 };
}
