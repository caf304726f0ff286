// The head of the clerk's page: which window, how it is, what works, and the ways to pause and close it.
import { clock } from "../../server/browser/figures.js";
import { Icon, html } from "../../server/browser/html.js";
import { DemoMark } from "../../server/browser/screen.js";
import { windowState, windowStateWords } from "../../server/browser/window.js";
import { Act, wordy } from "./act.js";
import { printer, volumeOff, warning, wifi, wifiOff } from "./icons.js";
import { t } from "./words.js";

/** @import { Desk } from "./types.js" */

/** @type {Record<string, string>} */
const PRINTER_LIGHTS = { ok: "good", low: "warn", out: "bad", failed: "bad", unknown: "dim" };

/** @param {{ desk: Desk, connected: boolean }} props */
export function Head({ desk, connected }) {
  const { view, live } = desk;
  const { window } = view;
  const speaking = live && live.speaking && live.speaking[window.zone];
  const unheard = speaking && !speaking.device;
  const wanted = view.queue.some((one) => one.aimed === window.window || view.own.includes(one.line));
  const state = windowState({ ...window, ticket: window.current_state, wanted }, live, desk.now);
  const { words, more } = windowStateWords(state);
  return html`<header class="head">
    <span class=${`mark ${wordy(view.face.mark)}`}>${view.face.mark}</span>
    <h1>
      <span>${t("zh", "window", { n: window.window })}</span>
      <span class=${`head-name ${wordy(window.name)}`}>${window.name}</span>
    </h1>
    <${DemoMark} />
    <span class=${`state state-${state.kind}`} title=${more || undefined}>${words}</span>
    <${Light}
      kind=${connected ? "good" : "bad"}
      icon=${connected ? wifi : wifiOff}
      words=${t("zh", connected ? "connected" : "disconnected")}
    />
    <${PrinterLight} state=${live && live.printer} />
    ${unheard && html`<${Light} kind="bad" icon=${volumeOff} words=${t("zh", "speaker_none")} />`}
    ${live.store_ok === false && html`<${Light} kind="bad" icon=${warning} words=${t("zh", "store_away")} />`}
    <span class="head-right">
      ${
        window.state === "open"
          ? html`<${Act} name="pause" desk=${desk} short />`
          : html`<${Act} name="open" desk=${desk} keys=${false} short />`
      }
      ${window.state !== "closed" && html`<${Act} name="close" desk=${desk} keys=${false} short />`}
      <time>${clock(desk.now, { seconds: true })}</time>
    </span>
  </header>`;
}

/** @param {{ kind: string, icon: string, words: string }} props */
function Light({ kind, icon, words }) {
  return html`<span class=${`light light-${kind}`} title=${words}
    ><${Icon} of=${icon} /> <span class="light-word">${words}</span></span
  >`;
}

/**
 * The worst of the kiosks' printers, or that none has said anything yet.
 * @param {{ state?: string }} props
 */
function PrinterLight({ state }) {
  const kind = PRINTER_LIGHTS[state || "unknown"];
  return html`<${Light} kind=${kind} icon=${printer} words=${t("zh", `printer_${state || "unknown"}`)} />`;
}
