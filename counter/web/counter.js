// The clerk's page: one primary button, every act by keyboard, nothing queued while the server is away.
import { html, useEffect, useRef } from "../../server/browser/html.js";
import { openLink, screen } from "../../server/browser/screen.js";
import { clock, lunchUntil } from "../../server/browser/figures.js";
import { Bottom } from "./bottom.js";
import { Current } from "./current.js";
import { deal } from "./deal.js";
import { useDesk } from "./desk.js";
import { Head } from "./head.js";
import { useKeys } from "./keyboard.js";
import { OpenPanel } from "./panels.js";
import { Queue } from "./queue.js";
import { t } from "./words.js";

/** @import { Link } from "../../server/browser/link.js" */
/** @import { Shown } from "../../server/browser/types.js" */
/** @import { CounterView } from "../../server/browser/wire.js" */

const AWAY_MS = 5_000;

let atWork = false; // no reload while somebody sits at the window
/** @type {Link<CounterView>} */
const link = openLink({ isIdle: () => !atWork });
link.commands.forget(); // what was asked before a reload is shown by the view, never asked again

/** @param {Shown<CounterView>} shown */
function Counter({ snapshot, view, live, now }) {
  const away = link.away() > AWAY_MS || (snapshot.refusal !== null && !snapshot.connected);
  const desk = useDesk(link, { view, live, hello: snapshot.hello, away, now, lunch: lunchUntil(live, now) });
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  const buffer = useKeys((meant) => field.current && deal(meant, desk, field.current), desk.panel !== null);
  atWork = view.current !== null;
  useEffect(() => {
    const number = view.current ? `${view.current.number} · ` : "";
    document.title = `${number}${t("zh", "window", { n: view.window.window })}`;
  }, [view]);
  return html`
    <div class="page" inert=${desk.panel !== null}>
      <${Head} desk=${desk} connected=${snapshot.connected} />
      <div class="desk" tabindex="-1">
        <${Current} desk=${desk} buffer=${buffer} field=${field} />
        <${Queue} desk=${desk} />
      </div>
      <${Bottom} desk=${desk} />
    </div>
    <${OpenPanel} desk=${desk} />
  `;
}

/** Old data at a counter: that nothing is queued, too. */
const awayWords = () =>
  link.away() > AWAY_MS ? t("zh", "away", { time: clock(link.heardTime(), { seconds: true }) }) : null;

screen(link, Counter, { staff: true, says: awayWords });
