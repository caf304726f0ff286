// What all pages are drawn with: preact with htm, its hooks and ours, icons.
import { Component, h, render } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import htm from "htm";

export const html = htm.bind(h);
export { Component, render, useEffect, useLayoutEffect, useRef, useState };

/** What the server wrote on the page. */
export const page = document.documentElement.dataset;
export const isDemo = "demo" in page;

/**
 * Draw again every `ms`; for clocks and what grows old.
 * @param {number} [ms]
 */
export function useTicking(ms = 1000) {
  const [, set] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => set((n) => n + 1), ms);
    return () => clearInterval(timer);
  }, [ms]);
}

/**
 * An icon of icons.js beside words; it says nothing by itself.
 * @param {{ of: string }} props
 */
export function Icon({ of }) {
  return html`<span class="icon" aria-hidden="true" dangerouslySetInnerHTML=${{ __html: of }} />`;
}
