// The connection of every page: whole views in, commands out (send.js), and the truth about how fresh they
// are.
//
// A page holds one snapshot {view, live, hello, connected, heardAt, refusal}. The server sends frames when
// something changed and a tick every 5 s; a tick that does not fit the last frame asks for a new one.
import { io } from "socket.io-client";
import { Commands } from "./send.js";

/** @import { Patience, Snapshot } from "./types.js" */
/** @import { Beat, BeatAnswer, Command, Frame, Hello, Tick, TicketPage, TicketShown } from "./wire.js" */

export const STALE_MS = 15_000; // no word from the server: say so
export const DEAD_MS = 60_000; // numbers can no longer be trusted
const ANSWER_MS = 5_000;
const OPEN_MS = 4_000;
const LEASE_MS = 10_000; // the longest that a board speaks for its zone without another beat
const UPGRADE_MS = 5_000;
// Tried in turns: a proxy or an antivirus may cut WebSockets, or swallow them without a word. The second way
// polls and goes over to a WebSocket only when one was seen to work.
const WAYS = [["websocket"], ["polling", "websocket"]];

/**
 * The link of one screen and its view.
 * @template V
 */
export class Link {
  /**
   * tag: the hall's, in every name kept here. isIdle: whether the page may reload now for a newer build.
   * @param {{ screen: string, tag: string, build: string, isIdle?: () => boolean }} made
   */
  constructor({ screen, tag, build, isIdle = () => true }) {
    this.tag = tag;
    this.screen = screen;
    this.build = build;
    this.isIdle = isIdle;
    this.commands = new Commands(this, `jh-pending-${tag}-${screen}`);
    /** @type {Snapshot<V>} */
    this.snapshot = { view: null, live: null, hello: null, connected: false, refusal: null };
    /** @type {Frame | null} */
    this.frame = null;
    this.heardAt = performance.now();
    this.lostAt = this.heardAt;
    this.connectedAt = this.heardAt;
    /** @type {{ server: number, at: number } | null} server time at a moment of performance.now() */
    this.clock = null;
    /** @type {Set<(snapshot: Snapshot<V>) => void>} */
    this.listeners = new Set();
    this.newBuild = false;
    this.resyncAt = -Infinity;
    /** Who speaks in the zone of this board, null: nobody; until: this screen surely does, performance.now().
     * @type {{ speaker?: string | null, until: number }} */
    this.lease = { until: -Infinity };
    /** @type {Beat | null} the last one */
    this.told = null;
    this.socket = io({
      auth: { screen },
      transports: WAYS[0],
      timeout: OPEN_MS,
      reconnectionDelay: 500,
      reconnectionDelayMax: 5_000,
      randomizationFactor: 0.5,
    });
    this.#listen();
    this.timer = setInterval(() => this.#watch(), 1_000);
  }

  #listen() {
    const { socket } = this;
    let way = 0;
    socket.io.on("reconnect_attempt", () => {
      way = (way + 1) % WAYS.length;
      socket.io.opts.transports = WAYS[way];
    });
    socket.on("connect", () => {
      way = -1; // the next time begins with a WebSocket again
      this.connectedAt = performance.now();
      this.#set({ connected: true, refusal: null });
    });
    socket.on("disconnect", (reason) => {
      this.lostAt = performance.now();
      this.#set({ connected: false });
      if (reason === "io server disconnect") this.#again();
    });
    socket.on("connect_error", (/** @type {Error & { data?: { code: string } }} */ error) => {
      if (socket.active) return; // the library tries again by itself
      this.#set({ refusal: error.data || { code: error.message } });
      this.#again();
    });
    socket.on("hello", (/** @type {Hello} */ hello) => {
      this.#heard(hello.now);
      this.newBuild = hello.build !== "none" && hello.build !== this.build;
      this.#set({ hello });
      this.#reloadOnce();
    });
    socket.on("view", (/** @type {Frame} */ frame) => {
      this.#heard(frame.live.now);
      this.frame = frame;
      this.#set({ view: /** @type {V} */ (frame.view), live: frame.live });
    });
    socket.on("tick", (/** @type {Tick} */ tick) => {
      this.#heard(tick.now);
      const last = this.frame;
      if (!last || tick.hash !== last.hash || tick.epoch !== last.epoch || tick.day !== last.day)
        this.#resync();
    });
  }

  #again() {
    setTimeout(() => this.socket.connect(), 2_000 + Math.random() * 3_000);
  }

  /** @param {number} server */
  #heard(server) {
    this.heardAt = performance.now();
    this.clock = { server, at: this.heardAt };
  }

  #resync() {
    const now = performance.now();
    if (now - this.resyncAt < 1_000) return;
    this.resyncAt = now;
    this.socket.emit("resync");
  }

  #watch() {
    if (this.socket.connected && this.silence() > DEAD_MS) this.socket.disconnect().connect(); // a dead line
    this.#reloadOnce();
  }

  /** A newer build is loaded at idle, once: a server that goes on naming another one is left alone. */
  #reloadOnce() {
    const wanted = this.snapshot.hello && this.snapshot.hello.build;
    if (!wanted || !this.newBuild || !this.isIdle()) return;
    this.newBuild = false;
    const name = `jh-reloaded-${this.tag}`;
    if (sessionStorage.getItem(name) === wanted) return;
    sessionStorage.setItem(name, wanted);
    location.reload();
  }

  /** @param {Partial<Snapshot<V>>} change */
  #set(change) {
    /** @type {Snapshot<V>} */
    this.snapshot = { ...this.snapshot, ...change };
    for (const tell of this.listeners)
      try {
        tell(this.snapshot);
      } catch (error) {
        reportError(error); // one that fails keeps no other in the past
      }
  }

  /**
   * Be told of every snapshot; returns the way to stop.
   * @param {(snapshot: Snapshot<V>) => void} tell
   */
  subscribe(tell) {
    this.listeners.add(tell);
    return () => this.listeners.delete(tell);
  }

  /** Milliseconds since the last word of the server. */
  silence() {
    return performance.now() - this.heardAt;
  }

  /** "fresh", "stale" (15 s) or "dead" (60 s). */
  freshness() {
    const silence = this.silence();
    return silence >= DEAD_MS ? "dead" : silence >= STALE_MS ? "stale" : "fresh";
  }

  /** Milliseconds without a connection, 0 while connected. */
  away() {
    return this.socket.connected ? 0 : performance.now() - this.lostAt;
  }

  /** Whether something on the way cuts WebSockets: connected a while ago, and polling still. */
  isPolling() {
    const { engine } = this.socket.io;
    const polls = this.socket.connected && engine !== undefined && engine.transport.name === "polling";
    return polls && performance.now() - this.connectedAt > UPGRADE_MS;
  }

  /** Server time now in ms; 0 before the first word. */
  now() {
    return this.clock ? this.clock.server + (performance.now() - this.clock.at) : 0;
  }

  /** Server time of the last word. */
  heardTime() {
    return this.clock && this.clock.server;
  }

  /**
   * A person's touch; see Commands.send.
   * @param {Command} command
   * @param {Patience} how
   */
  send(command, how) {
    return this.commands.send(command, how);
  }

  /**
   * What the page itself has to say; see Commands.report.
   * @param {Command} command
   * @param {{ patience: number }} how
   */
  report(command, how) {
    return this.commands.report(command, how);
  }

  /**
   * What the hall's list of tickets says of this number or slip: at most 50, in this screen's reach; null
   * when it could not be asked.
   * @param {string} hall
   * @param {string} text
   * @returns {Promise<TicketShown[] | null>}
   */
  async find(hall, text) {
    try {
      const answer = await fetch(`/api/v1/halls/${hall}/tickets?q=${encodeURIComponent(text)}`, {
        headers: { "Jiaohao-Screen": this.screen },
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      return answer.ok ? /** @type {TicketPage} */ (await answer.json()).tickets : null;
    } catch {
      return null;
    }
  }

  /**
   * Say how this page is; {speaker, until}, or null when it was not taken.
   * @param {Beat} facts
   * @returns {Promise<BeatAnswer | null>}
   */
  async beat(facts) {
    this.told = facts;
    const sent = performance.now(); // the lease began later than this
    const answer = await this.ask(facts, "beat");
    if (!answer || !("speaker" in answer)) return null;
    const lasts = answer.until ? Math.min(answer.until - this.now(), LEASE_MS) : -Infinity;
    this.lease = { speaker: answer.speaker, until: sent + lasts };
    return answer;
  }

  /** The last beat once more, to have its lease for as long as there is. */
  async renew() {
    if (this.told) await this.beat(this.told);
  }

  connected() {
    return this.socket.connected;
  }

  /**
   * One event and its answer; null when nobody answered within 5 s.
   * @param {object} payload
   * @param {string} [event]
   */
  async ask(payload, event = "command") {
    try {
      return await this.socket.timeout(ANSWER_MS).emitWithAck(event, payload);
    } catch {
      return null;
    }
  }
}
