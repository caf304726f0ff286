// What a wall shows when it cannot be heard: its cause at the top, and, when a touch helps, one button in its
// middle.
import { Icon, html } from "../../server/browser/html.js";
import { volumeOff } from "../../server/browser/icons.js";
import { t } from "./words.js";

/** @import { Sound } from "./voicequeue.js" */

/** @type {Record<string, string>} */
const WORDS = { blocked: "sound_off", none: "sound_none", stalled: "sound_stalled" };

/** @param {{ sound: Sound }} props */
export function Mute({ sound }) {
  if (sound === "ok") return null;
  return html`<span class="mute" role="status"><${Icon} of=${volumeOff} /> ${t("zh", WORDS[sound])}</span>`;
}

/**
 * The touch itself is what the browser waits for; the player hears it wherever it falls.
 * @param {{ sound: Sound }} props
 */
export function SoundButton({ sound }) {
  if (sound !== "blocked") return null;
  return html`<button type="button" class="sound-button">
    <${Icon} of=${volumeOff} /> <span>${t("zh", "sound_on")}</span>
    <small lang="en">${t("en", "sound_on")}</small>
  </button>`;
}
