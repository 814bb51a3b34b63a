import { adam } from './adam';
import { denseBackwardInput } from './dense-backward-input';
import { denseBackwardWeight } from './dense-backward-weight';
import { denseForward } from './dense-forward';
import { words, type Kernel } from './kernel';
import { mseLoss } from './mse-loss';

/** The most units of a layer, and rows of a batch: 64 invocations make 8 × 8 tiles of 8 × 8 numbers. */
export const FUSED_WIDTH = 64;

/** Bytes of its two tiles. */
export const FUSED_WORKGROUP_MEMORY = 2 * FUSED_WIDTH ** 2 * 4;

/** The override ACTIVATIONS of kinds by their places in the spec's list: a bit each. */
export const activationSet = (kinds: readonly number[]): number =>
  [...new Set(kinds)].reduce((set, kind) => set + 2 ** kind, 0);

export interface FusedDims {
  batch: number;
  layers: readonly { fanIn: number; fanOut: number }[];
  /** With padding. */
  parameters: number;
}

/** Optimizer steps of one model in one workgroup, as many as one submission holds. */
export const fusedSteps = {
  name: 'fused-steps' as string,
  bindings: [
    'steps',
    'fusedShape',
    'fusedLayers',
    'dataShape',
    'settings',
    'samples',
    'corrections',
    'parameters',
    'adamMoments',
    'workspace',
    'losses',
    'updateReports',
  ],
  workgroup: 64,
  workgroups: () => 1,
  /** Of one step. */
  flops({ batch, layers, parameters }: FusedDims): number {
    const products = layers.map(({ fanIn, fanOut }, index) => {
      const dims = { batch, fanIn, fanOut };
      const input = index === 0 ? 0 : denseBackwardInput.flops(dims);
      return denseForward.flops(dims) + input + denseBackwardWeight.flops(dims);
    });
    const loss = mseLoss.flops({ batch, fanOut: layers.at(-1)!.fanOut });
    return products.reduce((total, flops) => total + flops, loss) + adam.flops({ parameters });
  },
  /** Of one step: the batch, and both ways the parameters with their two moments. */
  bytes: ({ batch, layers, parameters }) => words(batch * (layers[0]!.fanIn + layers.at(-1)!.fanOut) + 6 * parameters),
} as const satisfies Kernel<string, FusedDims>;
