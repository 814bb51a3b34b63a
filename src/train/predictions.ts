import { vec4s } from '../kernels/kernel';
import type { Predictions } from '../metrics/types';
import type { WavePlan } from '../plan/plan';

/** Mean and sum of squared deviations of a model's predictions, each (G, K). */
export interface Moments {
  mean: Float32Array;
  squares: Float32Array;
}

/** Unpads one model's `moments` (G, K) of vec4 pairs. */
export function readMoments(bytes: ArrayBuffer, wave: WavePlan, model: number, rows: number): Moments {
  const targets = wave.data.targets;
  const stride = vec4s(targets);
  const allRows = Math.max(wave.data.validation, wave.data.gridPoints);
  const floats = new Float32Array(bytes, model * allRows * stride * 32, rows * stride * 8);
  const component = (offset: number) =>
    Float32Array.from({ length: rows * targets }, (_, i) => {
      const row = Math.floor(i / targets);
      const target = i % targets;
      return floats[8 * (row * stride + Math.floor(target / 4)) + offset + (target % 4)]!;
    });
  return { mean: component(0), squares: component(4) };
}

/** The moments of a frozen model: NaN. */
export function noMoments({ data }: WavePlan, rows: number): Moments {
  const nothing = () => new Float32Array(rows * data.targets).fill(NaN);
  return { mean: nothing(), squares: nothing() };
}

/** The three dropout semantics at the prediction points; the spread is the sample standard deviation of the passes. */
export function predictionsOf(on: Moments, off: Moments, mean: Moments, passes: number): Predictions {
  return {
    sample: on.mean,
    off: off.mean,
    mean: mean.mean,
    deviation: mean.squares.map((squares) => Math.sqrt(squares / Math.max(1, passes - 1))),
  };
}
