// The sign over one window: its number, what state it is in, and whose turn it is.
import { Icon, html, useEffect } from "../../server/browser/html.js";
import { breakable } from "../../server/browser/figures.js";
import { heardOf } from "../../server/browser/heard.js";
import { arrowDown } from "../../server/browser/icons.js";
import { DemoMark } from "../../server/browser/screen.js";
import { TurningText } from "../../server/browser/turns.js";
import { windowState, windowStateWords } from "../../server/browser/window.js";
import { t } from "./words.js";

/** @import { Shown } from "../../server/browser/types.js" */
/** @import { WindowState } from "../../server/browser/window.js" */
/** @import { CallShown, Live, WindowView } from "../../server/browser/wire.js" */

const FLASH_MS = 3_000;

/** @param {Shown<WindowView>} shown */
export function Sign({ view, live, now }) {
  useEffect(() => document.body.classList.add("sign"), []);
  const { call } = view;
  const state = windowState({ ...view, ticket: call && call.state }, live, now);
  const here = call && (state.kind === "called" || state.kind === "serving") ? call : null;
  return html`
    <header class="sign-head">
      <p class="sign-window"><b>${view.window}</b><span>${t("zh", "sign_window")}</span></p>
      <div class="sign-names">
        <${TurningText} class="sign-name" most=${2}><h1>${breakable(view.name)}</h1><//>
        <${TurningText} class="sign-en"><span lang="en">${view.name_en}</span><//>
      </div>
      <${DemoMark} />
    </header>
    <section class=${`sign-body sign-${state.kind}`}>
      ${
        here
          ? html`<${Number} key=${here.call} call=${here} kind=${state.kind} now=${now} />
              <${Heard} call=${here} zone=${view.zone} live=${live} now=${now} />`
          : html`<${Words} state=${state} />`
      }
    </section>
    <footer class="sign-foot">
      <${TurningText} class="head-name"
        ><span class="mark">${view.face.mark}</span> ${view.duty || view.face.name}<//
      >
    </footer>
  `;
}

/** @param {{ call: CallShown, kind: string, now: number }} props */
function Number({ call, kind, now }) {
  const flash = kind === "called" && now - call.at < FLASH_MS;
  return html`<p
    class=${`sign-call${flash ? " sign-flash" : ""}`}
    data-call=${call.call}
    role="status"
    aria-live="assertive"
  >
    <span class="sign-label">${t("zh", `sign_${kind}`)}</span>
    <b class="sign-number">${call.number}</b>
    ${kind === "called" && html`<${Icon} of=${arrowDown} />`}
  </p>`;
}

/**
 * Whether the call was spoken, or why not.
 * @param {{ call: CallShown, zone: string, live: Live, now: number }} props
 */
function Heard({ call, zone, live, now }) {
  const heard = heardOf({ ...call, zone }, live, now);
  if (!heard) return null;
  const why = heard.why ? `（${t("zh", `unheard_${heard.why}`)}）` : "";
  return html`<p class="sign-heard">${t("zh", `played_${heard.state}`)}${why}</p>`;
}

/** @param {{ state: WindowState }} props */
function Words({ state }) {
  const { words, more } = windowStateWords(state);
  return html`<div class="sign-state" role="status">
    <p class="sign-words">${state.kind === "free" ? t("zh", "sign_free") : words}</p>
    ${more && html`<p class="sign-more">${more}</p>`}
  </div>`;
}
