/** What a run is asked for beside its spec. */

import type { KernelPath } from '../plan/kernel-path';

export interface RunOptions {
  /** The device to train on; without it the platform is asked for one, which the run then owns. */
  device?: GPUDevice;
  /** Which models of the spec to train, by their index; each is the same as among all of them. Default: all. */
  models?: (index: number) => boolean;
  /** The kernels to train with. Default: those that were measured to be the fastest on the adapter. */
  kernels?: KernelPath;
  /** Names of kernels that trained an earlier part of the run: they go on, where none are asked for. */
  earlierKernels?: readonly string[];
  /** Estimate p(θ) of every model after every epoch. Default false. */
  density?: boolean;
  /** What a view that is drawn while the run trains wants after every epoch. */
  live?: LiveOptions;
  /** Length of a GPU submission to aim at. Default 100; 8 keeps a page that draws on the same GPU fluid. */
  targetMilliseconds?: number;
  /** Leave the device idle between submissions, for as long as each took, so that other programs find room. Default false. */
  lowPriority?: boolean;
  /** Seconds of training between two checkpoints, from which a run goes on after its device was lost. Default: none. */
  checkpointSeconds?: number;
  /**
   * Stops the run after the epoch in progress. What has been trained is kept and evaluated, but for Monte-Carlo means
   * of dropout that were still to be made: NaN stands for them.
   */
  signal?: AbortSignal;
}

/** Whether somebody looks at p(θ) while it trains, which takes memory of its own. */
export const isWatched = ({ live, density = false }: RunOptions): boolean => live !== undefined || density;

export interface LiveOptions {
  /** Receives the densities of p(θ) on the GPU: before the first epoch of a wave (epoch 0) and after each. */
  densities: DensitySink;
  /** Stochastic passes of the mean prediction of models with dropout. */
  predictionPasses: number;
}

/** Takes densities over on the GPU, without a read-back. */
export interface DensitySink {
  /**
   * Encodes copies out of `source`, (W, G) f32 log probabilities, row w that of the run's model `models[w]`.
   *
   * @param epoch epochs that these models have been trained
   */
  receive(encoder: GPUCommandEncoder, source: GPUBuffer, models: readonly number[], epoch: number): void;
}
