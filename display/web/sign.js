// The sign over one window: its number, what it does, and whose turn it is.
import { html, useEffect, useTicking } from "../../server/browser/html.js";
import { DemoMark, Freshness, useAccent, useLink } from "../../server/browser/screen.js";
import { lunchUntil } from "../../server/browser/figures.js";
import { t } from "./words.js";
import { AT_WORK } from "./rows.js";

export function Sign({ link }) {
  const snapshot = useLink(link);
  const { view } = snapshot;
  useTicking(1000);
  useAccent(view && view.face);
  useEffect(() => document.body.classList.add("sign"), []);
  if (!view) return html`<${Freshness} link=${link} snapshot=${snapshot} /><div class="loading">${t("zh", "connecting")}</div>`;
  const lunch = lunchUntil(snapshot.live, link.now()) !== "";
  const call = view.call && AT_WORK.has(view.call.state) ? view.call : null;
  return html`
    <${Freshness} link=${link} snapshot=${snapshot} />
    <header class="sign-head"><b>${view.window}</b> <h1>${view.name} <small lang="en">${view.name_en}</small></h1> <${DemoMark} /></header>
    ${view.state === "open" && call
      ? html`<p class="sign-number" data-call=${call.call}>${call.number}</p>`
      : html`<p class="sign-words">${t("zh", view.state !== "open" ? "paused_sign" : lunch ? "lunch" : "welcome")}</p>`}
    <footer class="sign-foot"><span class="mark">${view.face.mark}</span> ${view.face.name}</footer>
  `;
}
