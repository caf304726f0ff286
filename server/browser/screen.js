// How every screen begins: what it is given, what stands around its own work, and what happens when that
// breaks.
import { attend, complain } from "./device.js";
import { clock, dateWords, yearOf } from "./figures.js";
import {
  Component,
  html,
  isDemo,
  page,
  render,
  useEffect,
  useLayoutEffect,
  useState,
  useTicking,
} from "./html.js";
import { Link } from "./link.js";
import { holdStill, keepOurs, rememberHome } from "./watch.js";
import { t } from "./words.js";

/** @import { Act, Drawn, Lang, Shown, Snapshot } from "./types.js" */
/** @import { Beat, Clock, HallShown } from "./wire.js" */

const TICK_MS = 500;
const RETRY_MS = 5_000; // a page that broke is drawn again then, or at the next view
const CUT_MS = 5_000; // so long without a connection is said
/**
 * A page's own sentence instead of the strip of old data, or null.
 * @template V
 * @typedef {(link: Link<V>) => string | null} Says
 */
/** @typedef {{ link: Link<any>, snapshot: Snapshot<unknown>, lang: Lang, says?: Says<any> }} StripsOf */
/**
 * What a page adds: see screen().
 * @template V
 * @typedef {{ facts?: () => Partial<Beat>, acts?: Record<string, Act>, staff?: boolean, says?: Says<V> }} Own
 */

/** @type {Record<string, string>} */
const GONE = { unauthorised: "not_enrolled", window_unknown: "window_gone", zone_unknown: "zone_gone" };

/**
 * The link of this screen. isIdle: whether it may be loaded anew now.
 * @template V
 * @param {{ isIdle?: () => boolean }} [options]
 * @returns {Link<V>}
 */
export function openLink(options = {}) {
  const { screen: name = "", tag = "", build = "" } = page;
  return new Link({ screen: name, tag, build, ...options });
}

/** Where pages are drawn. */
const place = () => /** @type {HTMLElement} */ (document.getElementById("app"));

/**
 * Begin this screen. Page is drawn with {link, snapshot, view, live, now} once there is a view, and twice a
 * second. facts, acts: see attend. staff: a page of the hall's people, who are told about the network; all
 * others are public and hold still.
 * @template {{ face?: HallShown }} V
 * @param {Link<V>} link
 * @param {(shown: Shown<V>) => Drawn} Page
 * @param {Own<V>} [own]
 */
export function screen(link, Page, { facts, acts, staff = false, says } = {}) {
  const root = place();
  const draw = () => {
    render(null, root);
    root.textContent = "";
    render(html`<${Screen} link=${link} Page=${Page} staff=${staff} says=${says} />`, root);
  };
  const tellAge = () => {
    const { dataset } = document.documentElement; // the wall's agent reads both, too
    dataset.freshness = link.freshness();
    dataset.refusal = link.snapshot.refusal ? link.snapshot.refusal.code : "";
  };
  link.subscribe(tellAge);
  setInterval(tellAge, TICK_MS); // outside of what is drawn: old data is greyed also when drawing fails
  draw();
  keepOurs(root, draw);
  rememberHome();
  if (!staff) holdStill(link.isIdle);
  attend(link, { facts, acts });
}

/**
 * Begin a page without a link: start and enrolment.
 * @param {() => Drawn} Page
 */
export function mount(Page) {
  const root = place();
  const draw = () => {
    render(null, root);
    root.textContent = "";
    render(html`<${Boundary}><${Page} /></${Boundary}>`, root);
  };
  draw();
  keepOurs(root, draw);
}

/**
 * @template {{ face?: HallShown }} V
 * @param {{ link: Link<V>, Page: (shown: Shown<V>) => Drawn, staff: boolean, says?: Says<V> }} props
 */
function Screen({ link, Page, staff, says }) {
  const snapshot = useLink(link);
  useTicking(TICK_MS);
  const { view, live, refusal } = snapshot;
  useAccent(view && view.face);
  const lang = pageLang();
  const gone = refusal && GONE[refusal.code];
  const work = view
    ? html`<${Page} link=${link} snapshot=${snapshot} view=${view} live=${live} now=${link.now()} />`
    : html`<div class="loading">${t(lang, link.away() > CUT_MS ? "no_server" : "connecting")}</div>`;
  return html`
    <${Boundary} quiet>
      <${Strips} link=${link} snapshot=${snapshot} lang=${lang} staff=${staff} says=${says} />
    </${Boundary}>
    ${!gone && html`<${Boundary} view=${view}>${work}</${Boundary}>`}
  `;
}

/**
 * The snapshot of the link, anew at each change.
 * @template V
 * @param {Link<V>} link
 */
function useLink(link) {
  const [snapshot, set] = useState(link.snapshot);
  useLayoutEffect(() => {
    set(link.snapshot); // what came between the first drawing and now
    return link.subscribe(set);
  }, [link]);
  return snapshot;
}

/**
 * The county's colour from the settings.
 * @param {HallShown | null | undefined} face
 */
function useAccent(face) {
  useEffect(() => {
    if (face) document.documentElement.style.setProperty("--county", face.accent);
  }, [face && face.accent]);
}

/**
 * The language in which this page speaks just now.
 * @returns {Lang}
 */
const pageLang = () => (document.documentElement.lang.startsWith("en") ? "en" : "zh");

/**
 * What cannot be drawn is one calm sentence (quiet: nothing), told to the console and in the beat, and tried
 * again at the next view or after 5 s.
 */
class Boundary extends Component {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  timer = undefined;

  state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  /** @param {unknown} error */
  componentDidCatch(error) {
    complain(error);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.setState({ failed: false }), RETRY_MS);
  }

  /** @param {{ view?: unknown }} before */
  componentDidUpdate(before) {
    if (this.state.failed && before.view !== this.props.view) this.setState({ failed: false });
  }

  componentWillUnmount() {
    clearTimeout(this.timer);
  }

  /**
   * @param {{ children?: Drawn, quiet?: boolean }} props
   * @param {{ failed: boolean }} state
   */
  render({ children, quiet }, { failed }) {
    if (!failed) return children;
    return quiet
      ? null
      : html`<div class="loading" role="alert">
          ${t("zh", "broken")}<small lang="en">${t("en", "broken")}</small>
        </div>`;
  }
}

/**
 * The strips above every page: refused, old data, a network that is not as it should be, clocks apart.
 * @param {StripsOf & { staff: boolean }} props
 */
function Strips({ link, snapshot, lang, staff, says }) {
  return html`
    <${Freshness} link=${link} snapshot=${snapshot} lang=${lang} says=${says} />
    ${staff && html`<${Unencrypted} lang=${lang} /><${CutSockets} link=${link} lang=${lang} />`}
  `;
}

/** @param {StripsOf} props */
function Freshness({ link, snapshot, lang, says }) {
  const { refusal, view, live } = snapshot;
  if (refusal) {
    const words = GONE[refusal.code] || "refused";
    return html`<div class="strip strip-bad" role="alert">
      ${t(lang, words)} <a href="/enrol">${t(lang, "enrol_here")}</a>
    </div>`;
  }
  if (!view) return null;
  const own = says && says(link);
  if (own) return html`<div class="strip strip-bad" role="alert">${own}</div>`;
  const state = link.freshness();
  const time = clock(link.heardTime(), { seconds: true });
  if (state === "fresh" && link.away() > CUT_MS)
    return html`<div class="strip strip-warn" role="status">${t(lang, "reconnecting")}</div>`;
  if (state === "fresh")
    return live && live.clock ? html`<${ClocksApart} clocks=${live.clock} lang=${lang} />` : null;
  return html`<div class=${`strip ${state === "dead" ? "strip-bad" : "strip-warn"}`} role="alert">
    ${t(lang, state === "dead" ? "dead" : "stale", { time })}
  </div>`;
}

/**
 * The hall's time and the machine's are apart, and nobody has said yet which is right.
 * @param {{ clocks: Clock, lang: Lang }} props
 */
function ClocksApart({ clocks, lang }) {
  const year = yearOf(clocks.hall) !== yearOf(clocks.machine);
  /** @param {number} ms */
  const moment = (ms) => `${dateWords(ms, lang, { year })} ${clock(ms)}`.replaceAll(" ", "\u00a0");
  return html`<div class="strip strip-warn" role="status">
    ${t(lang, "clock_apart", { hall: moment(clocks.hall), machine: moment(clocks.machine) })}
  </div>`;
}

/**
 * The strip of every page of the staff when the network can read what it says.
 * @param {{ lang?: Lang }} props
 */
export function Unencrypted({ lang = "zh" }) {
  return "plainHttp" in page
    ? html`<div class="strip strip-warn strip-small" role="note">${t(lang, "unencrypted")}</div>`
    : null;
}

/**
 * Likewise when something between this machine and the server cuts WebSockets: it works, but slower.
 * @param {{ link: Link<unknown>, lang: Lang }} props
 */
function CutSockets({ link, lang }) {
  return link.isPolling()
    ? html`<div class="strip strip-warn strip-small" role="note">${t(lang, "sockets_cut")}</div>`
    : null;
}

/** 演示 on every surface of the demo. */
export function DemoMark() {
  return isDemo ? html`<span class="demo-mark">${t("zh", "demo")} DEMO</span>` : null;
}
