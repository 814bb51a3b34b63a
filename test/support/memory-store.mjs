/** What a run hands over, in memory: results as they come, and the latest checkpoint. */
export class MemoryStore {
  /** @type {Set<number>} */
  finished = new Set();
  seconds = 0;
  /** @type {import('../../src/metrics/types').ModelResult[]} */
  kept = [];
  #checkpoint = { models: '', state: null };

  /** @param {readonly number[]} models */
  async checkpointOf(models) {
    return this.#checkpoint.models === String(models) ? this.#checkpoint.state : null;
  }

  async keepCheckpoint(models, state) {
    this.#checkpoint = { models: String(models), state: structuredClone(state) };
  }

  async keepResults(results) {
    this.kept.push(...results);
    for (const { model } of results) this.finished.add(model.index);
  }
}
