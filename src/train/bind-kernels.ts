import type { Buffers } from '../buffers/allocate';
import { createBindGroup, createPipeline, type BoundBuffer, type Pipeline } from '../gpu/pipelines';
import * as kernels from '../kernels';
import { activationSet } from '../kernels/fused-steps';
import { ACTIVATIONS, type Activation } from '../spec/types';
import { denseKernels } from '../plan/dense-kernels';
import { stepsKernel } from '../plan/dispatch-table';
import { isFused } from '../plan/kernel-path';
import { layerActivations } from '../plan/layout';
import { UNIFORM_STRIDE } from '../plan/buffer-table';
import type { WavePlan } from '../plan/wave-plan';

/** A kernel of one layer, to be dispatched. */
export interface BoundKernel {
  pipeline: GPUComputePipeline;
  group: GPUBindGroup;
}

/** WebGPU aligns what is bound of a buffer to so many bytes, on every device. */
const ALIGNMENT = 256;

/** The compiled kernels of one wave, bound to its models or to those from any multiple of `grain` on. */
export class BoundKernels {
  /** Models, the multiples of which lie at aligned offsets in every buffer. */
  readonly grain: number;
  readonly #pipelines: ReadonlyMap<string, Pipeline>;
  readonly #bound = new Map<string, BoundKernel>();
  /** Bytes of a model in the buffers that grow with the models. */
  readonly #strides: ReadonlyMap<string, number>;

  /** @param compiled pipelines with the layers that they work on */
  constructor(
    private readonly device: GPUDevice,
    wave: Pick<WavePlan, 'buffers' | 'models'>,
    private readonly buffers: Buffers,
    compiled: readonly (readonly [layer: number, pipeline: Pipeline])[],
  ) {
    const perModel = wave.buffers.filter((buffer) => buffer.perModel);
    this.#strides = new Map(perModel.map(({ name, bytes }) => [name, bytes / wave.models.length]));
    this.grain = Math.max(...[...this.#strides.values()].map((stride) => ALIGNMENT / powerOfTwoIn(stride)), 1);
    this.#pipelines = new Map(compiled.map(([layer, pipeline]) => [`${pipeline.name} ${layer}`, pipeline]));
  }

  /** A kernel of a layer, for the models from `first` on: to it they are all there are. */
  get(kernel: string, layer: number, first = 0): BoundKernel {
    const key = `${kernel} ${layer} ${first}`;
    const known = this.#bound.get(key);
    if (known) return known;
    const pipeline = this.#pipelines.get(`${kernel} ${layer}`)!;
    const names = Object.keys(pipeline.source.bindings);
    const named = Object.fromEntries(names.map((name) => [name, this.#buffer(name, layer, first)]));
    const bound = { pipeline: pipeline.pipeline, group: createBindGroup(this.device, pipeline, named) };
    this.#bound.set(key, bound);
    return bound;
  }

  /** The buffer of the plan, or the part of it, under the name that a shader gives it. */
  #buffer(name: string, layer: number, first: number): BoundBuffer {
    const { buffers } = this;
    if (name === 'layer') {
      return { buffer: buffers.get(name), offset: layer * UNIFORM_STRIDE, size: UNIFORM_STRIDE };
    }
    if (name === 'step') return { buffer: buffers.get(name), offset: 0, size: UNIFORM_STRIDE };
    if (name === 'steps') return buffers.get('step'); // all of them
    return { buffer: buffers.get(name), offset: first * (this.#strides.get(name) ?? 0) };
  }
}

/** The largest power of two that divides a number, up to the alignment. */
function powerOfTwoIn(bytes: number): number {
  let power = 1;
  while (power < ALIGNMENT && bytes % (2 * power) === 0) power *= 2;
  return power;
}

/** Compiles the kernels that a wave needs, for its buffers. */
export async function bindKernels(device: GPUDevice, wave: WavePlan, buffers: Buffers): Promise<BoundKernels> {
  return new BoundKernels(device, wave, buffers, await compileKernels(device, wave));
}

/** Compiles the kernels that a wave needs, with the layers that they work on; once per device. */
export function compileKernels(device: GPUDevice, wave: WavePlan): Promise<[layer: number, pipeline: Pipeline][]> {
  const wanted = [...evaluationPipelines(device, wave), ...trainPipelines(device, wave)];
  return Promise.all(wanted.map(async ([layer, compiling]): Promise<[number, Pipeline]> => [layer, await compiling]));
}

/** The layer that a pipeline works on, and the pipeline. */
type Wanted = [layer: number, pipeline: Promise<Pipeline>];

function evaluationPipelines(device: GPUDevice, wave: WavePlan): Wanted[] {
  const output = wave.layout.layers.length - 1;
  return [
    [0, createPipeline(device, kernels.gatherBatch)],
    ...layerActivations(wave.setting.network).map((activation, layer): Wanted => {
      const { forward } = denseKernels(wave.kernels.path, wave.layout.layers[layer]!);
      return [layer, createPipeline(device, forward, forwardOverrides(wave, activation))];
    }),
    [output, createPipeline(device, kernels.mseLoss)],
    [output, createPipeline(device, kernels.predictionMoments)],
  ];
}

/** Of the kernels that only training needs. */
function trainPipelines(device: GPUDevice, wave: WavePlan): Wanted[] {
  const { path } = wave.kernels;
  if (isFused(path)) return [[0, createPipeline(device, stepsKernel(path), fusedOverrides(wave))]];
  return [
    ...wave.layout.layers.flatMap((layer): Wanted[] => {
      const { backwardInput, backwardWeight } = denseKernels(wave.kernels.path, layer);
      const weight: Wanted = [layer.index, createPipeline(device, backwardWeight)];
      return layer.index === 0 ? [weight] : [weight, [layer.index, createPipeline(device, backwardInput)]];
    }),
    [0, createPipeline(device, kernels.adam)],
  ];
}

const dropoutOverrides = ({ dropout, setting }: WavePlan) => ({
  DROPOUT: dropout ? 1 : 0,
  DROPOUT_AFTER: setting.network.dropoutPosition === 'after' ? 1 : 0,
});

const forwardOverrides = (wave: WavePlan, { kind }: Activation) => ({
  ACTIVATION: ACTIVATIONS.indexOf(kind),
  ...dropoutOverrides(wave),
});

const fusedOverrides = (wave: WavePlan) => ({
  ACTIVATIONS: activationSet(layerActivations(wave.setting.network).map(({ kind }) => ACTIVATIONS.indexOf(kind))),
  ...dropoutOverrides(wave),
});
