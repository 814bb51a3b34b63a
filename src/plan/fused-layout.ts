import { vec4s } from '../kernels/kernel';
import type { NetworkLayout } from './layout';

/** How a model's workspace lies in memory. Offsets and strides count vec4s, as in shaders/fused-steps.wesl. */
export interface FusedLayout {
  shape: { layers: number; batchStride: number; parameterStride: number; workspaceStride: number; targets: number };
  /** `FusedLayer` but for the activations, which are not a matter of layout. */
  layers: FusedLayerLayout[];
}

export interface FusedLayerLayout {
  index: number;
  fanIn: number;
  fanOut: number;
  inputStride: number;
  outputStride: number;
  weights: number;
  biases: number;
  input: number;
  inputTransposed: number;
  inputDelta: number;
  output: number;
  outputTransposed: number;
  outputDelta: number;
  factors: number;
  factorsTransposed: number;
}

/** Lays out the workspace of the fused trainer for batches of `batch` rows. */
export function layoutWorkspace({ layers, parameterStride }: NetworkLayout, batch: number): FusedLayout {
  let workspaceStride = 0;
  const region = (size: number): number => {
    workspaceStride += size;
    return workspaceStride - size;
  };
  const batchStride = vec4s(batch);
  const level = (width: number) => ({
    natural: region(batch * vec4s(width)),
    transposed: region(width * batchStride),
    delta: region(batch * vec4s(width)),
  });
  const levels = [level(layers[0]!.fanIn), ...layers.map(({ fanOut }) => level(fanOut))];
  const fused = layers.map(({ index, fanIn, fanOut, inputStride, outputStride, weights, biases }) => {
    const [input, output] = [levels[index]!, levels[index + 1]!];
    return {
      index,
      fanIn,
      fanOut,
      inputStride,
      outputStride,
      weights,
      biases,
      input: input.natural,
      inputTransposed: input.transposed,
      inputDelta: input.delta,
      output: output.natural,
      outputTransposed: output.transposed,
      outputDelta: output.delta,
      factors: region(fanOut * inputStride),
      factorsTransposed: region(fanIn * outputStride),
    };
  });
  const targets = region(batch * layers.at(-1)!.outputStride);
  return { shape: { layers: layers.length, batchStride, parameterStride, workspaceStride, targets }, layers: fused };
}
