// Priority by one visible choice: a row where all find room, else a card over the screen.
import { Icon, html, useLayoutEffect, useRef, useState } from "../../server/browser/html.js";
import { breakable } from "../../server/browser/figures.js";
import { accessibility, baby, elder, grid, medal, undo, user } from "../../server/browser/icons.js";
import { useRoom } from "./room.js";
import { screenOf } from "./tiles.js";
import { t } from "./words.js";

/** @import { RefObject } from "preact" */
/** @import { Change, State } from "./kiosk.js" */
/** @import { Lang } from "../../server/browser/types.js" */
/** @import { ClassShown, KioskView } from "../../server/browser/wire.js" */

/** @typedef {{ lang: Lang, chosen: ClassShown, choose: (cls: ClassShown) => void }} Choice */

const IN_A_ROW = 6;
const HIGHEST_LINES = 2; // in a button
/** @type {Record<string, string>} */
const ICONS = { elder, disabled: accessibility, pregnant: baby, soldier: medal };

/** @param {{ view: KioskView, state: State, change: Change }} props */
export function Classes({ view, state, change }) {
  const { lang } = state;
  const [open, setOpen] = useState(false);
  const chosen = view.classes.find((cls) => cls.id === state.cls) || view.classes[0];
  /** @param {ClassShown} cls */
  const choose = (cls) => {
    setOpen(false);
    change({ cls: cls === view.classes[0] ? null : cls.id });
  };
  const close = () => setOpen(false);
  const [row, fits] = useFits([lang, state.elder, ...view.classes.map((cls) => cls.name)].join());
  const shown = fits && view.classes.length <= IN_A_ROW ? view.classes : [chosen];
  return html`<section class="classes" role="group" aria-label=${t(lang, "class_question")}>
    ${shown.length > 1 && html`<p class="classes-question">${breakable(t(lang, "class_question"))}</p>`}
    <div class=${shown.length > 1 ? "classes-row" : "classes-row classes-one"} ref=${row}>
      <${Choices} of=${shown} lang=${lang} chosen=${chosen} choose=${choose} />
      ${shown.length < view.classes.length && html`<${More} lang=${lang} open=${() => setOpen(true)} />`}
    </div>
    ${open && html`<${Card} view=${view} lang=${lang} chosen=${chosen} choose=${choose} close=${close} />`}
  </section>`;
}

/**
 * A button for each of these classes.
 * @param {Choice & { of: ClassShown[] }} props
 */
function Choices({ of, lang, chosen, choose }) {
  return of.map(
    (cls) =>
      html`<button
        key=${cls.id}
        type="button"
        class="class"
        aria-pressed=${cls === chosen}
        onClick=${() => choose(cls)}
      >
        <${Icon} of=${ICONS[cls.id] || user} /> <span>${nameOf(cls, lang)}</span>
      </button>`,
  );
}

/** @param {{ lang: Lang, open: () => void }} props */
function More({ lang, open }) {
  return html`<button type="button" class="class class-more" aria-haspopup="dialog" onClick=${open}>
    <${Icon} of=${grid} /> <span>${t(lang, "class_more")}</span>
  </button>`;
}

/**
 * @param {ClassShown} cls
 * @param {Lang} lang
 */
const nameOf = (cls, lang) => breakable(lang === "zh" ? cls.name : cls.name_en);

/**
 * Whether the words of a button stick out of it or need too many lines.
 * @param {Element} button
 */
function isTight(button) {
  const words = /** @type {HTMLElement} */ (button.lastElementChild);
  return (
    button.scrollWidth > button.clientWidth ||
    words.offsetHeight > (HIGHEST_LINES + 0.5) * parseFloat(getComputedStyle(words).lineHeight)
  );
}

/**
 * [ref of the row, whether all stand in it]: tried anew for other words or another width.
 * @param {string} key
 * @returns {[RefObject<HTMLDivElement | null>, boolean]}
 */
function useFits(key) {
  const row = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [fits, setFits] = useState(true);
  const tried = useRef("");
  const look = () => {
    const own = row.current;
    if (!own) return;
    const now = `${innerWidth} ${innerHeight} ${key}`;
    if (now !== tried.current) {
      tried.current = now;
      setFits(true); // drawn again, then measured
    }
    if (fits && (own.scrollWidth > own.clientWidth || [...own.children].some(isTight))) setFits(false);
  };
  useLayoutEffect(look);
  const latest = useRef(look);
  latest.current = look;
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => latest.current());
    if (row.current) observer.observe(row.current);
    return () => observer.disconnect();
  }, []);
  return [row, fits];
}

/**
 * All classes, a screen of them at a time.
 * @param {Choice & { view: KioskView, close: () => void }} props
 */
function Card({ view, lang, chosen, choose, close }) {
  const [screen, setScreen] = useState(0);
  const [box, { columns, each }] = useRoom({
    key: JSON.stringify([lang, view.classes]),
    most: view.classes.length,
    styles: ["full"],
    columns: [4, 3, 2, 1],
    draw: (style, count) =>
      html`<div class="class-grid" style=${{ "--columns": count }}>
        ${view.classes.map(
          (cls) => html`<div class="class"><${Icon} of=${user} /> <span>${nameOf(cls, lang)}</span></div>`,
        )}
      </div>`,
  });
  const { shown, at, screens } = screenOf(view.classes, each, screen, { leading: false });
  return html`<div class="cover" role="dialog" aria-modal="true" aria-label=${t(lang, "class_question")}>
    <div class="card card-classes">
      <h2>${t(lang, "class_question")}</h2>
      <div class="choice-box" ref=${box}>
        <div class="class-grid" style=${{ "--columns": columns }}>
          <${Choices} of=${shown} lang=${lang} chosen=${chosen} choose=${choose} />
        </div>
      </div>
      <nav class="pager">
        <button type="button" onClick=${close}><${Icon} of=${undo} /> ${t(lang, "class_back")}</button>
        ${
          screens > 1 &&
          html`<span>${t(lang, "screen_of", { n: at + 1, all: screens })}</span>
            <button type="button" onClick=${() => setScreen((at + 1) % screens)}>
              <${Icon} of=${grid} /> ${t(lang, "class_next")}
            </button>`
        }
      </nav>
    </div>
  </div>`;
}
