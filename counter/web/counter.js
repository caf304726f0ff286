// The clerk's page: one primary button, every act by keyboard, nothing queued while the server is away.
import { Icon, html, useEffect, useRef, useState } from "../../server/browser/html.js";
import { DemoMark, openLink, screen } from "../../server/browser/screen.js";
import { clock } from "../../server/browser/figures.js";
import { t } from "./words.js";
import { printer, undo as undoIcon, warning, wifi, wifiOff } from "../../server/browser/icons.js";
import { useActs } from "./acts.js";
import { Current } from "./current.js";
import { useKeys } from "./keys.js";
import { HoldPanel, TransferPanel, BackPanel, OutcomePanel } from "./panels.js";
import { Queue } from "./queue.js";

const AWAY_MS = 5_000;

let atWork = false; // no reload while somebody sits at the window
const link = openLink({ isIdle: () => !atWork });
link.commands.forget(); // what was asked before a reload is shown by the view, never asked again

function Counter({ view, snapshot }) {
  const [panel, setPanel] = useState(null); // hold, transfer, back, outcome
  const numberField = useRef(null);
  const away = link.away() > AWAY_MS || (snapshot.refusal !== null && !snapshot.connected);
  const desk = useActs(link, view, away);
  atWork = view.current !== null;
  const open = (name) => setPanel((now) => (now === name ? null : name));
  const act = (name, digits) => {
    if (name === "number") return numberField.current && numberField.current.focus();
    if (["hold", "transfer"].includes(name)) return view.current ? open(name) : desk.say(t("zh", "no_current"));
    if (name === "back") return open("back");
    if (name === "escape") return setPanel(null);
    return desk.run(name, digits);
  };
  const buffer = useKeys(act, panel !== null);
  useEffect(() => {
    if (!panel) return undefined;
    const escape = (event) => event.key === "Escape" && setPanel(null);
    addEventListener("keydown", escape);
    return () => removeEventListener("keydown", escape);
  }, [panel]);
  useEffect(() => {
    document.title = `${view.current ? view.current.number + " · " : ""}${t("zh", "window", { n: view.window.window })}`;
  }, [view]);
  const close = () => setPanel(null);
  const send = (command) => {
    close();
    desk.send(command);
  };
  return html`
    <${Head} view=${view} desk=${desk} snapshot=${snapshot} />
    <div class="desk">
      <${Current} view=${view} live=${snapshot.live} desk=${desk} now=${link.now()} act=${act} open=${open} buffer=${buffer} numberField=${numberField} />
      <${Queue} view=${view} desk=${desk} now=${link.now()} />
    </div>
    <${Bottom} view=${view} desk=${desk} now=${link.now()} />
    ${panel === "hold" && html`<${HoldPanel} view=${view} send=${send} close=${close} />`}
    ${panel === "transfer" && html`<${TransferPanel} view=${view} send=${send} close=${close} />`}
    ${panel === "back" && html`<${BackPanel} view=${view} desk=${desk} close=${close} />`}
    ${panel === "outcome" && html`<${OutcomePanel} view=${view} send=${send} close=${close} />`}
  `;
}

/** Old data at a counter: that nothing is queued, too. */
const awayWords = () => (link.away() > AWAY_MS ? t("zh", "away", { time: clock(link.heardTime(), { seconds: true }) }) : null);

function Head({ view, desk, snapshot }) {
  const { window } = view;
  return html`<header class="head">
    <span class="mark">${view.face.mark}</span>
    <h1>${t("zh", "window", { n: window.window })} · ${window.name}</h1>
    <${DemoMark} />
    <span class="state state-${window.state}">${t("zh", `window_${window.state}`)}</span>
    <span class=${`light ${snapshot.connected ? "light-good" : "light-bad"}`}><${Icon} of=${snapshot.connected ? wifi : wifiOff} /> ${t("zh", snapshot.connected ? "connected" : "disconnected")}</span>
    <${PrinterLight} live=${snapshot.live} />
    ${snapshot.live && snapshot.live.store_ok === false && html`<span class="light light-bad"><${Icon} of=${warning} /> ${t("zh", "store_away")}</span>`}
    <span class="head-right">
      ${window.state === "open"
        ? html`<button type="button" onClick=${() => desk.run("pause")}>${t("zh", "pause")} <kbd>Pause</kbd></button>`
        : html`<button type="button" onClick=${() => desk.run("open")}>${t("zh", "open_window")}</button>`}
      ${window.state !== "closed" && html`<button type="button" onClick=${() => desk.run("close")}>${t("zh", "close_window")}</button>`}
      <time>${clock(link.now(), { seconds: true })}</time>
    </span>
  </header>`;
}

const PRINTER_LIGHTS = { ok: "good", low: "warn", out: "bad", failed: "bad" };

/** The worst of the kiosks' printers; nothing before one of them said something. */
function PrinterLight({ live }) {
  const kind = live && PRINTER_LIGHTS[live.printer];
  return kind ? html`<span class=${`light light-${kind}`}><${Icon} of=${printer} /> ${t("zh", `printer_${live.printer}`)}</span>` : null;
}

/** The undo bar, what went wrong, and the keys. */
function Bottom({ view, desk, now }) {
  const { undo } = view;
  const left = undo ? Math.ceil((undo.until - now) / 1000) : 0;
  return html`<footer class="bottom">
    <div class="bottom-line" role="status" aria-live="polite">
      ${desk.asks &&
      html`<span class="said said-warn">${desk.asks.words}</span>
        <button type="button" onClick=${() => desk.answer("release")}>${t("zh", "aimed_release")}</button>
        <button type="button" onClick=${() => desk.answer("keep")}>${t("zh", "aimed_keep")}</button>
        <button type="button" onClick=${() => desk.answer(null)}>${t("zh", "cancel")}</button>`}
      ${!desk.asks && desk.said && html`<span class=${`said said-${desk.said.kind}`}>${desk.said.words}</span>`}
      ${!desk.asks && undo && left > 0 && html`<button type="button" class="undo" onClick=${() => desk.run("undo")}><${Icon} of=${undoIcon} /> ${t("zh", "undo", { act: t("zh", `act_${undo.do}`), number: undo.number, n: left })}</button>`}
    </div>
    <p class="keys">${t("zh", "keys")}</p>
  </footer>`;
}

screen(link, Counter, { staff: true, says: awayWords });
