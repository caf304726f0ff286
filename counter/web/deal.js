// Has done what the keys mean (keys.js).
import { entered } from "./commands.js";
import { callField } from "./current.js";
import { t } from "./words.js";

/** meant: of keys.js; field: that of F2. */
export function deal(meant, desk, field) {
  if (meant.scan !== undefined) return readSlip(meant, desk, field);
  if (meant.choose) return desk.chooser.current && desk.chooser.current(meant.choose);
  if (meant.ask !== undefined) return desk.say(t("zh", meant.ask ? "unclear_typed" : "unclear", { buffer: meant.ask }));
  if (meant.submit) return callField(field, desk);
  if (meant.push) return document.activeElement.click();
  if (meant.call) return desk.call(meant.call);
  const acts = {
    forward: () => desk.run(entered(desk)),
    number: () => field.focus(),
    pause: () => desk.run(desk.view.window.state === "open" ? "pause" : "open"),
    leave: () => leave(field),
    escape: () => desk.ask(null),
  };
  return acts[meant.act] ? acts[meant.act]() : desk.run(meant.act);
}

function leave(field) {
  field.value = "";
  field.blur();
}

/** A scanner read something: a slip's ticket is shown, and nothing is done; a field that takes text keeps it. */
function readSlip({ scan, place }, desk, field) {
  if (place === "field" || place === "panel") return;
  if (place === "number") field.value = "";
  desk.scan(scan);
}
