import type { DensityNumbers, ThetaStatistics } from '../metrics/types';
import type { NetworkLayout } from '../plan/layout';

/** Decodes the `ThetaSums` (L,) of one model, weights and biases of each layer together. */
export function readStatistics(bytes: ArrayBuffer, layout: NetworkLayout, model: number): ThetaStatistics[] {
  const view = new DataView(bytes, model * layout.layers.length * 24);
  return layout.layers.map(({ fanIn, fanOut }, layer) => {
    const count = fanOut * (fanIn + 1);
    const at = 24 * layer;
    return {
      count,
      mean: view.getFloat32(at, true) / count,
      rms: Math.sqrt(view.getFloat32(at + 4, true) / count),
      min: view.getFloat32(at + 8, true),
      max: view.getFloat32(at + 12, true),
      nearZero: view.getUint32(at + 16, true) / count,
      exactZero: view.getUint32(at + 20, true) / count,
    };
  });
}

/** Decodes the `DensitySums` of one model of `parameters` parameters. */
export function readDensityNumbers(bytes: ArrayBuffer, parameters: number, model: number): DensityNumbers {
  const view = new DataView(bytes, 24 * model, 24);
  const fraction = (at: number) => view.getUint32(at, true) / parameters;
  return {
    peak: view.getFloat32(0, true),
    entropy: view.getFloat32(4, true),
    divergence: view.getFloat32(8, true),
    central: fraction(12),
    below: fraction(16),
    above: fraction(20),
  };
}

/** Statistics of all layers together. */
export function totalStatistics(layers: readonly ThetaStatistics[]): ThetaStatistics {
  const count = layers.reduce((total, layer) => total + layer.count, 0);
  const weighted = (value: (layer: ThetaStatistics) => number) =>
    layers.reduce((total, layer) => total + layer.count * value(layer), 0) / count;
  return {
    count,
    mean: weighted(({ mean }) => mean),
    rms: Math.sqrt(weighted(({ rms }) => rms ** 2)),
    min: Math.min(...layers.map(({ min }) => min)),
    max: Math.max(...layers.map(({ max }) => max)),
    nearZero: weighted(({ nearZero }) => nearZero),
    exactZero: weighted(({ exactZero }) => exactZero),
  };
}
