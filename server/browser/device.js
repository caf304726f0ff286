// What every screen does beside its own work: it tells the hall how it is (the beat), and carries out the
// orders the hall gives to this device, each once, also over a reload.
import { html, page, render, useEffect, useState } from "./html.js";
import { t } from "./words.js";

/** @import { Link } from "./link.js" */
/** @import { Act, Lang, Report } from "./types.js" */
/** @import { Beat, Hello, Order } from "./wire.js" */

const BEAT_MS = 5_000;
const LOOK_MS = 1_000;
const REPORT_MS = 3_000; // a reload waits so long for its own report
const SHOWN_SECONDS = 10;
const REMEMBERED = 50;
// What the agent of the same device takes, by the view of the page.
/** @type {Record<string, string[]>} */
const FOR_AGENTS = {
  kiosk: ["test_print"],
  board: ["screenshot", "restart"],
  window: ["screenshot", "restart"],
};

let errors = 0; // since this page was loaded
addEventListener("error", () => (errors += 1));
addEventListener("unhandledrejection", () => (errors += 1));

/**
 * An error that was caught: told to the console and counted in the beat.
 * @param {unknown} error
 */
export function complain(error) {
  errors += 1;
  console.error(error);
}

/**
 * Begin. facts(): what the page adds to its beat. acts: orders it carries out besides reload and identify;
 * each returns [state, detail] of its report.
 * @template V
 * @param {Link<V>} link
 * @param {{ facts?: () => Partial<Beat>, acts?: Record<string, Act> }} [own]
 */
export function attend(link, { facts = () => ({}), acts = {} } = {}) {
  beating(link, facts);
  /** @type {Record<string, Act | null>} */
  const takeable = {
    reload: null,
    identify: () => identify(/** @type {Hello} */ (link.snapshot.hello)),
    ...acts,
  };
  const taken = new Taken();
  link.subscribe(({ live, hello }) => {
    for (const order of (live && live.orders) || []) {
      if (!hello || order.device !== hello.device) continue;
      const left = (FOR_AGENTS[hello.role] || []).includes(order.act);
      if (!left && taken.first(order.id)) carryOut(link, order, takeable);
    }
  });
}

/**
 * Every 5 s, and within a second when something is different.
 * @template V
 * @param {Link<V>} link
 * @param {() => Partial<Beat>} facts
 */
function beating(link, facts) {
  let said = "";
  let sentAt = 0;
  /** @type {Hello | null} */
  let hello = null;
  const look = async () => {
    const { snapshot } = link;
    if (!snapshot.connected || !snapshot.hello) return;
    const beat = {
      build: link.build,
      size: /** @type {[number, number]} */ ([innerWidth, innerHeight]),
      errors,
      ...facts(),
    };
    const now = JSON.stringify(beat);
    if (now === said && snapshot.hello === hello && performance.now() - sentAt < BEAT_MS) return;
    [said, sentAt, hello] = [now, performance.now(), snapshot.hello];
    const answer = await link.beat(beat);
    document.documentElement.dataset.speaker = answer && answer.until ? "yes" : "no";
  };
  setInterval(look, LOOK_MS);
  link.subscribe(() => link.snapshot.hello !== hello && look());
}

/** Ids of the orders that were begun here, kept over a reload. */
class Taken {
  constructor() {
    this.name = `jh-orders-${page.tag}-${page.screen}`;
    try {
      /** @type {string[]} */
      this.ids = JSON.parse(sessionStorage.getItem(this.name) || "[]");
    } catch {
      this.ids = [];
    }
  }

  /**
   * True the first time.
   * @param {string} id
   */
  first(id) {
    if (this.ids.includes(id)) return false;
    this.ids = [...this.ids, id].slice(-REMEMBERED);
    try {
      sessionStorage.setItem(this.name, JSON.stringify(this.ids));
    } catch {
      // a forbidden storage: remembered until the next load
    }
    return true;
  }
}

/**
 * @template V
 * @param {Link<V>} link
 * @param {Order} order
 * @param {Record<string, Act | null>} acts
 */
async function carryOut(link, order, acts) {
  if (order.until < link.now()) return;
  const report = (/** @type {Report} */ [state, detail = ""]) =>
    link.report({ do: "device.report", order: order.id, state, detail }, { patience: REPORT_MS });
  if (order.act === "reload") {
    await report(["done"]);
    location.reload();
    return;
  }
  const act = acts[order.act];
  try {
    await report(act ? act(order) : ["refused", t("zh", "order_refused")]);
  } catch (error) {
    await report(["failed", String(error).slice(0, 200)]);
  }
}

/**
 * Show who this screen is, for 10 s or until somebody touches it.
 * @param {Hello} hello
 * @returns {Report}
 */
function identify(hello) {
  const place =
    document.getElementById("identity") || document.body.appendChild(document.createElement("div"));
  place.id = "identity";
  const close = () => render(null, place);
  render(html`<${Identity} key=${performance.now()} hello=${hello} close=${close} />`, place);
  return ["done"];
}

/** @param {{ hello: Hello, close: () => void }} props */
function Identity({ hello, close }) {
  const [left, setLeft] = useState(SHOWN_SECONDS);
  useEffect(() => {
    const timer = setInterval(() => setLeft((n) => n - 1), 1_000);
    const key = (/** @type {KeyboardEvent} */ event) => {
      event.stopImmediatePropagation(); // it closes this and does nothing else
      event.preventDefault();
      close();
    };
    addEventListener("keydown", key, true);
    return () => {
      clearInterval(timer);
      removeEventListener("keydown", key, true);
    };
  }, []);
  useEffect(() => {
    if (left <= 0) close();
  }, [left]);
  /** @param {Lang} lang */
  const words = (lang) => t(lang, `identity_${hello.role}`, { n: hello.arg });
  const [name, device] = [hello.name ?? "", hello.device ?? ""];
  const signs = { "--kind": words("zh").length, "--name": name.length, "--id": device.length };
  return html`<section class="identity" role="alert" onClick=${close} style=${signs}>
    <p class="identity-kind">${words("zh")}</p>
    <p class="identity-kind-en" lang="en">${words("en")}</p>
    <p class="identity-name">${name}</p>
    <p class="identity-id">${device}</p>
    <p class="identity-hint">
      ${t("zh", "identity_close", { n: left })}<small lang="en"
        >${t("en", "identity_close", { n: left })}</small
      >
    </p>
  </section>`;
}
