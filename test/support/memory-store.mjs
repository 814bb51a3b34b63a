/** What a run hands over, in memory: results as they come, and the latest checkpoint. */
export class MemoryStore {
  /** Places of models. @type {Set<number>} */
  finished = new Set();
  predictions = true;
  seconds = 0;
  /** @type {import('../../src/metrics/types').ModelResult[]} */
  kept = [];
  /** @type {import('../../src/train/run-store').KeptRung[]} */
  decided = [];
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

  async rungs() {
    return structuredClone(this.decided);
  }

  async keepRung(places, results, rung) {
    await this.keepResults(rung.done, results);
    this.decided.push(structuredClone(rung));
  }
}
