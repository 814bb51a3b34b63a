import { boxMuller, philox, unitDouble } from './philox';
import { philoxKey, type StreamName } from './streams';

/**
 * Numbers drawn one after another from one stream of one model, for data made on the host.
 *
 * Two streams that differ in model key, name or counter words never overlap.
 */
export class Stream {
  readonly #key: [number, number];
  readonly #high: [number, number];
  /** (4,) words of the current block. */
  readonly #block = new Uint32Array(4);
  #drawn = 0;

  /** @param high the two high words of the Philox counter, to tell several sequences of one stream apart */
  constructor(modelKey: number, stream: StreamName, high: readonly [number, number] = [0, 0]) {
    this.#key = philoxKey(modelKey, stream);
    this.#high = [high[0], high[1]];
  }

  nextUint32(): number {
    const word = this.#drawn % 4;
    if (word === 0) {
      const index = this.#drawn / 4;
      philox([index >>> 0, Math.floor(index / 2 ** 32), ...this.#high], this.#key, this.#block);
    }
    this.#drawn++;
    return this.#block[word]!;
  }

  /** Uniform in [0, 1), with 53 random bits from two words. */
  uniform(): number {
    return unitDouble(this.nextUint32(), this.nextUint32());
  }

  /** Standard normal from two uniforms, in f64 (its last bits depend on the engine's `log` and `cos`). */
  normal(): number {
    return boxMuller(this.uniform(), this.uniform());
  }
}
