// Has done what the keys mean (keys.js).
import { entered } from "./commands.js";
import { callField } from "./current.js";
import { t } from "./words.js";

/** @import { Desk, Meant } from "./types.js" */

/**
 * meant: of keys.js; field: that of F2.
 * @param {Meant} meant
 * @param {Desk} desk
 * @param {HTMLInputElement} field
 */
export function deal(meant, desk, field) {
  if (meant.scan !== undefined) readSlip(meant, desk, field);
  else if (meant.choose) desk.chooser.current?.(meant.choose);
  else if (meant.ask !== undefined)
    desk.say(t("zh", meant.ask ? "unclear_typed" : "unclear", { buffer: meant.ask }));
  else if (meant.submit) callField(field, desk);
  else if (meant.push) /** @type {HTMLElement} */ (document.activeElement).click();
  else if (meant.call) desk.call(meant.call);
  else if (meant.act) act(meant.act, desk, field);
}

/** @param {string} name @param {Desk} desk @param {HTMLInputElement} field */
function act(name, desk, field) {
  if (name === "forward") desk.run(entered(desk));
  else if (name === "number") field.focus();
  else if (name === "pause") desk.run(desk.view.window.state === "open" ? "pause" : "open");
  else if (name === "escape") desk.ask(null);
  else if (name === "leave") {
    field.value = "";
    field.blur();
  } else desk.run(name);
}

/**
 * A scanner read something: a slip's ticket is shown, and nothing is done; a field that takes text keeps it.
 * @param {Meant} meant @param {Desk} desk @param {HTMLInputElement} field
 */
function readSlip({ scan = "", place }, desk, field) {
  if (place === "field" || place === "panel") return;
  if (place === "number") field.value = "";
  desk.scan(scan);
}
