// The clips of the voice: their list, and the sounds themselves, fetched when a call needs them and kept as
// long as there is room.

/** @typedef {{ url: string, ms: number }} Clip */

const KEPT_SECONDS = 180; // of decoded sound: about 35 MB
const AGAIN_MS = 5_000;
const CLIP_AGAIN_MS = 2_000; // so long after it did not come a clip is asked for again
/** What is heard without a break needs no more than this before its next clip. ms. */
const PAUSES = { window: 250, opening: 250, between: 10 };

/**
 * The pause before a clip, in ms (facts/voice.md, rule 6); before: the clip it follows, "" for none.
 * @param {string} before
 * @param {string} name
 */
export function pauseMs(before, name) {
  if (!before) return 0;
  if (name.startsWith("window-") && name !== "window-tail") return PAUSES.window;
  return /^(name:|prompt-)/.test(before) ? PAUSES.opening : PAUSES.between;
}

/** The clips of one screen. */
export class Clips {
  /** @type {Map<string, Clip>} */
  #listed = new Map();
  /** @type {Map<string, Promise<AudioBuffer>>} by address, the one used last at the end */
  #sounds = new Map();
  /** @type {Map<string, number>} address -> when it did not come, performance.now() */
  #failed = new Map();
  /** @type {Map<string, number>} seconds */
  #lengths = new Map();
  #lists = "";
  #triedAt = -Infinity;
  /** Until the lists that are wanted are there, or did not come. */
  coming = Promise.resolve();

  /**
   * Which lists count; clips of a later one replace those of the same name. Fetched anew when they are
   * others, and again while one does not come.
   * @param {string[]} lists addresses
   */
  use(lists) {
    const wanted = lists.join(" ");
    const now = performance.now();
    if (wanted === this.#lists || now - this.#triedAt < AGAIN_MS) return;
    this.#triedAt = now;
    this.coming = this.#list(lists, wanted);
  }

  /**
   * @param {string[]} lists
   * @param {string} wanted
   */
  async #list(lists, wanted) {
    try {
      const found = await Promise.all(lists.map(list));
      this.#listed = new Map(found.flatMap((clips) => Object.entries(clips)));
      this.#lists = wanted;
    } catch {
      // the next look tries again
    }
  }

  /**
   * The cuts of a sentence that can be said with the clips there are, best first.
   * @param {string[][]} parts
   */
  cuts(parts) {
    return parts.filter((cut) => cut.length && cut.every((name) => this.#listed.has(name)));
  }

  /**
   * How long a cut is, with its pauses. ms.
   * @param {string[]} cut
   */
  ms(cut) {
    return cut.reduce(
      (sum, name, n) => sum + pauseMs(n ? cut[n - 1] : "", name) + (this.#listed.get(name)?.ms ?? 0),
      0,
    );
  }

  /**
   * The sounds of a cut. Rejects when one does not come.
   * @param {string[]} cut
   * @param {BaseAudioContext} card
   */
  sounds(cut, card) {
    return Promise.all(cut.map((name) => this.#sound(name, card)));
  }

  /**
   * @param {string} name
   * @param {BaseAudioContext} card
   */
  #sound(name, card) {
    const url = this.#listed.get(name)?.url ?? "";
    if (performance.now() - (this.#failed.get(url) ?? -Infinity) < CLIP_AGAIN_MS)
      return Promise.reject(new Error(`${url} did not come`));
    const sound = this.#sounds.get(url) ?? this.#fetch(url, card);
    this.#sounds.delete(url);
    this.#sounds.set(url, sound); // the newest at the end
    return sound;
  }

  /**
   * @param {string} url
   * @param {BaseAudioContext} card
   */
  async #fetch(url, card) {
    try {
      const response = await fetch(url);
      if (!response.ok) throw new Error(`${url}: ${response.status}`);
      const sound = await card.decodeAudioData(await response.arrayBuffer());
      this.#failed.delete(url);
      this.#lengths.set(url, sound.duration);
      this.#makeRoom();
      return sound;
    } catch (error) {
      this.#sounds.delete(url);
      this.#failed.set(url, performance.now());
      throw error;
    }
  }

  #makeRoom() {
    let seconds = [...this.#lengths.values()].reduce((sum, length) => sum + length, 0);
    for (const url of this.#sounds.keys()) {
      if (seconds <= KEPT_SECONDS) return;
      seconds -= this.#lengths.get(url) ?? 0;
      this.#lengths.delete(url);
      this.#sounds.delete(url);
    }
  }
}

/**
 * @param {string} url
 * @returns {Promise<Record<string, Clip>>}
 */
async function list(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return (await response.json()).clips;
}
