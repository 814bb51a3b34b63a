/** What a run hands over, in memory: results as they come, and the latest checkpoint. */
export class MemoryStore {
  /** Places of models. @type {Set<number>} */
  finished = new Set();
  predictions = true;
  seconds = 0;
  /** @type {import('../../src/metrics/types').ModelResult[]} */
  kept = [];
  #checkpoint = { places: '', state: null };

  /** @param {import('../../src/ranges').Ranges} places */
  async checkpointOf(places) {
    return this.#checkpoint.places === String(places) ? this.#checkpoint.state : null;
  }

  async keepCheckpoint(places, state) {
    this.#checkpoint = { places: String(places), state: structuredClone(state) };
  }

  async keepResults(places, results) {
    this.kept.push(...results);
    for (const [first, last] of places) for (let place = first; place <= last; place++) this.finished.add(place);
  }
}
