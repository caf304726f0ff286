// Of several tabs that show the same screen one speaks: the first one that wants to and can.

/**
 * A right that one tab of this browser has at a time, by name. Where a browser knows no locks (plain HTTP),
 * every tab has it.
 */
export class Sole {
  held = !("locks" in navigator);
  /** Whether another tab has it. */
  taken = false;
  #asked = false;
  /** @type {() => void} */
  #leave = () => {};

  /** @param {string} name */
  constructor(name) {
    this.name = name;
  }

  /** Have it as soon as it is free, or give it back. @param {boolean} wanted */
  want(wanted) {
    if (!("locks" in navigator)) return;
    if (this.held) this.taken = false;
    else
      navigator.locks.query().then(({ held = [] }) => {
        this.taken = !this.held && held.some((lock) => lock.name === this.name);
      });
    if (wanted === this.#asked) return;
    this.#asked = wanted;
    if (!wanted) {
      this.#leave();
      return;
    }
    navigator.locks.request(this.name, () => {
      if (!this.#asked) return undefined;
      this.held = true;
      return new Promise((done) => {
        this.#leave = () => {
          this.held = false;
          done(undefined);
        };
      });
    });
  }
}
