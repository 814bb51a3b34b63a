import type { Buffers } from '../buffers/allocate';
import { vec4s } from '../kernels/kernel';
import type { Predictions } from '../metrics/types';
import { momentsBytes } from '../plan/buffer-table';
import { mostPredictedRows } from '../plan/data-shape';
import type { WavePlan } from '../plan/wave-plan';

/** Mean and sum of squared deviations of a model's predictions, each (G, K). */
export interface Moments {
  mean: Float32Array;
  squares: Float32Array;
}

/** Unpacks one model's first `rows` rows of `moments` (M, R, K). */
export function readMoments(bytes: ArrayBuffer, { data }: WavePlan, model: number, rows: number): Moments {
  return unpack(bytes, model * mostPredictedRows(data) * momentsBytes(data.targets), rows, data.targets);
}

/** The moments of a frozen model: NaN. */
export function noMoments({ data }: WavePlan, rows: number): Moments {
  const nothing = () => new Float32Array(rows * data.targets).fill(NaN);
  return { mean: nothing(), squares: nothing() };
}

/** Of a model whose predictions nobody keeps. */
export const NO_PREDICTIONS: Predictions = {
  sample: new Float32Array(),
  off: new Float32Array(),
  mean: new Float32Array(),
  deviation: new Float32Array(),
};

/** The three dropout semantics at the prediction points; the spread is the sample standard deviation of the passes. */
export function predictionsOf(on: Moments, off: Moments, mean: Moments, passes: number): Predictions {
  return {
    sample: on.mean,
    off: off.mean,
    mean: mean.mean,
    deviation: mean.squares.map((squares) => Math.sqrt(squares / Math.max(1, passes - 1))),
  };
}

/** Passes of each dropout semantic: off (0), on, and the mean of `passes`; without dropout all are the same. */
export const semanticPasses = ({ dropout }: WavePlan, passes: number): number[] => (dropout ? [0, 1, passes] : [0]);

/** Bytes of what {@link keepMoments} keeps of a wave: the semantics that its models differ under. */
export const livePredictionsBytes = (wave: WavePlan, passes: number): number =>
  semanticPasses(wave, passes).length * wave.models.length * wave.data.livePoints * momentsBytes(wave.data.targets);

/** Keeps the moments of the first `models` models as those of semantic `index` of {@link semanticPasses}. */
export function keepMoments(
  encoder: GPUCommandEncoder,
  buffers: Buffers,
  wave: WavePlan,
  index: number,
  models: number,
): void {
  const { data } = wave;
  const row = momentsBytes(data.targets);
  const size = data.livePoints * row;
  for (let model = 0; model < models; model++) {
    const from = model * mostPredictedRows(data) * row;
    const to = (index * wave.models.length + model) * size;
    encoder.copyBufferToBuffer(buffers.get('moments'), from, buffers.get('livePredictions'), to, size);
  }
}

/** Reads what {@link keepMoments} kept of one model; NaN when it is frozen. */
export function readLivePredictions(
  bytes: ArrayBuffer,
  wave: WavePlan,
  model: number,
  passes: number,
  frozen: boolean,
): Predictions {
  const { livePoints, targets } = wave.data;
  const [off, on, mean] = semanticPasses(wave, passes).map((_, index) => {
    const at = (index * wave.models.length + model) * livePoints * momentsBytes(targets);
    return frozen ? noMoments(wave, livePoints) : unpack(bytes, at, livePoints, targets);
  });
  return predictionsOf(on ?? off!, off!, mean ?? off!, wave.dropout ? passes : 1);
}

/** (rows, targets) of vec4 pairs that start at a byte. */
function unpack(bytes: ArrayBuffer, at: number, rows: number, targets: number): Moments {
  const stride = vec4s(targets);
  const floats = new Float32Array(bytes, at, rows * stride * 8);
  const component = (offset: number) =>
    Float32Array.from({ length: rows * targets }, (_, i) => {
      const row = Math.floor(i / targets);
      const target = i % targets;
      return floats[8 * (row * stride + Math.floor(target / 4)) + offset + (target % 4)]!;
    });
  return { mean: component(0), squares: component(4) };
}
