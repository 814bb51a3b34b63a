import type { Buffers } from '../buffers/allocate';
import { createBindGroup, createPipeline, type BoundBuffer, type Pipeline } from '../gpu/pipelines';
import * as kernels from '../kernels';
import { activationSet } from '../kernels/fused-steps';
import { ACTIVATIONS, type Activation } from '../spec/types';
import { denseKernels } from '../plan/dense-kernels';
import { layerActivations } from '../plan/layout';
import { UNIFORM_STRIDE } from '../plan/buffer-table';
import type { WavePlan } from '../plan/plan';

/** Kernels of one wave with their pipelines and bind groups, keyed by kernel and layer. */
export type BoundKernels = Map<string, { pipeline: GPUComputePipeline; group: GPUBindGroup }>;

/** Compiles the kernels that a wave needs and binds its buffers. */
export async function bindKernels(device: GPUDevice, wave: WavePlan, buffers: Buffers): Promise<BoundKernels> {
  const wanted = [...evaluationPipelines(device, wave), ...trainPipelines(device, wave)];
  const bound = wanted.map(async ([layer, compiling]) => {
    const compiled = await compiling;
    const group = createBindGroup(device, compiled, namedBuffers(compiled, layer, buffers));
    return [`${compiled.name} ${layer}`, { pipeline: compiled.pipeline, group }] as const;
  });
  return new Map(await Promise.all(bound));
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
  if (wave.kernels.path === 'fused') return [[0, createPipeline(device, kernels.fusedSteps, fusedOverrides(wave))]];
  return [
    ...wave.layout.layers.flatMap((layer): Wanted[] => {
      const { backwardInput, backwardWeight } = denseKernels(wave.kernels.path, layer);
      const weight: Wanted = [layer.index, createPipeline(device, backwardWeight)];
      return layer.index === 0 ? [weight] : [weight, [layer.index, createPipeline(device, backwardInput)]];
    }),
    [0, createPipeline(device, kernels.adam)],
  ];
}

const dropoutOverride = ({ setting }: WavePlan) => ({
  DROPOUT_AFTER: setting.network.dropoutPosition === 'after' ? 1 : 0,
});

const forwardOverrides = (wave: WavePlan, { kind }: Activation) => ({
  ACTIVATION: ACTIVATIONS.indexOf(kind),
  ...dropoutOverride(wave),
});

const fusedOverrides = (wave: WavePlan) => ({
  ACTIVATIONS: activationSet(layerActivations(wave.setting.network).map(({ kind }) => ACTIVATIONS.indexOf(kind))),
  ...dropoutOverride(wave),
});

/** The buffers of the plan under the names that a shader gives them. */
function namedBuffers({ source }: Pipeline, layer: number, buffers: Buffers): Record<string, BoundBuffer> {
  const entries = Object.keys(source.bindings).map((name): [string, BoundBuffer] => {
    if (name === 'layer') {
      return [name, { buffer: buffers.get(name), offset: layer * UNIFORM_STRIDE, size: UNIFORM_STRIDE }];
    }
    if (name === 'step') return [name, { buffer: buffers.get(name), offset: 0, size: UNIFORM_STRIDE }];
    if (name === 'steps') return [name, buffers.get('step')]; // all of them
    return [name, buffers.get(name)];
  });
  return Object.fromEntries(entries);
}
