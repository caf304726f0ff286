// The sign over one window: its number, what it does, and whose turn it is.
import { html, useEffect } from "../../server/browser/html.js";
import { DemoMark } from "../../server/browser/screen.js";
import { lunchUntil } from "../../server/browser/figures.js";
import { TurningText } from "../../server/browser/turns.js";
import { t } from "./words.js";
import { AT_WORK } from "./rows.js";

/** @import { Shown } from "../../server/browser/types.js" */
/** @import { WindowView } from "../../server/browser/wire.js" */

/** @param {Shown<WindowView>} shown */
export function Sign({ view, live, now }) {
  useEffect(() => document.body.classList.add("sign"), []);
  const lunch = lunchUntil(live, now) !== "";
  const call = view.call && AT_WORK.has(view.call.state) ? view.call : null;
  return html`
    <header class="sign-head">
      <b>${view.window}</b>
      <${TurningText} class="sign-name" most=${2}
        ><h1>${view.name} <small lang="en">${view.name_en}</small></h1><//
      >
      <${DemoMark} />
    </header>
    ${
      view.state === "open" && call
        ? html`<p class="sign-number" data-call=${call.call}>${call.number}</p>`
        : html`<p class="sign-words">
            ${t("zh", view.state !== "open" ? "paused_sign" : lunch ? "lunch" : "welcome")}
          </p>`
    }
    <footer class="sign-foot">
      <${TurningText} class="head-name"><span class="mark">${view.face.mark}</span> ${view.face.name}<//>
    </footer>
  `;
}
