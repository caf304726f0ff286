// Commands out: each with a key that is stored before the first try, sent until it is answered.

const GIVE_UP_MS = 20_000;
const REMEMBER_MS = 120_000;
const BUSY = new Set([429, 503]); // nothing happened: same key, again

/** A random id (RFC 9562, version 4); crypto.randomUUID is missing on plain HTTP in a LAN. */
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const wait = (ms) => new Promise((done) => setTimeout(done, ms));

/** Keys of commands without an answer yet, kept over a reload. */
class Pending {
  constructor(name, before) {
    this.name = name;
    try {
      const kept = localStorage.getItem(before); // the name was not the hall's own once
      if (kept !== null && localStorage.getItem(name) === null) localStorage.setItem(name, kept);
      localStorage.removeItem(before);
    } catch {
      // a forbidden storage keeps nothing
    }
  }

  all() {
    try {
      const rows = JSON.parse(localStorage.getItem(this.name) || "[]");
      return rows.filter((row) => Date.now() - row.at < REMEMBER_MS);
    } catch {
      return [];
    }
  }

  #keep(rows) {
    try {
      if (rows.length) localStorage.setItem(this.name, JSON.stringify(rows));
      else localStorage.removeItem(this.name);
    } catch {
      // a full or forbidden storage: the command goes out all the same
    }
  }

  add(row) {
    this.#keep([...this.all(), row]);
  }

  drop(key) {
    this.#keep(this.all().filter((row) => row.key !== key));
  }

  clear() {
    this.#keep([]);
  }
}

/** The commands of one link. name: of the kept keys; before: what it was called once. */
export class Commands {
  constructor(link, name, before) {
    this.link = link;
    this.pending = new Pending(name, before);
  }

  /**
   * Send a command until it is answered: {ok: true, day, seq, result}, {ok: false, problem}, or
   * {ok: false, unknown: true} when nobody answered in time. The key is stored before the first try; the
   * same command again within two minutes of an unknown end takes up its key.
   */
  async send(command, { patience = GIVE_UP_MS } = {}) {
    const same = JSON.stringify(command);
    const before = this.pending.all().find((row) => JSON.stringify(row.command) === same);
    const key = before ? before.key : uuid();
    if (!before) this.pending.add({ key, command, at: Date.now() });
    const end = performance.now() + patience;
    do {
      const ack = this.link.connected() ? await this.link.ask({ key, ...command }) : null;
      if (ack && !BUSY.has(ack.status)) {
        this.pending.drop(key);
        return ack.status === 200 ? { ok: true, ...ack } : { ok: false, problem: ack };
      }
      if (ack && performance.now() + 1_000 >= end) {
        this.pending.drop(key); // the server said that nothing happened
        return { ok: false, problem: ack };
      }
      await wait(ack ? 1_000 : 200);
    } while (performance.now() < end);
    return { ok: false, unknown: true };
  }
}
