import type { Buffers } from '../buffers/allocate';
import { createBindGroup, createPipeline, type BoundBuffer, type Pipeline } from '../gpu/pipelines';
import * as kernels from '../kernels';
import { ACTIVATIONS, type Activation } from '../spec/types';
import { layerActivations } from '../plan/layout';
import { UNIFORM_STRIDE } from '../plan/buffer-table';
import type { WavePlan } from '../plan/plan';

/** Kernels of one wave with their pipelines and bind groups, keyed by kernel and layer. */
export type BoundKernels = Map<string, { pipeline: GPUComputePipeline; group: GPUBindGroup }>;

/** Compiles the kernels that a wave needs and binds its buffers. */
export async function bindKernels(device: GPUDevice, wave: WavePlan, buffers: Buffers): Promise<BoundKernels> {
  const activations = layerActivations(wave.setting.network);
  const bound: BoundKernels = new Map();
  const bind = (pipeline: Pipeline, layer: number) =>
    bound.set(`${pipeline.name} ${layer}`, {
      pipeline: pipeline.pipeline,
      group: createBindGroup(device, pipeline, namedBuffers(pipeline, layer, buffers)),
    });
  const perLayer = await Promise.all(
    wave.layout.layers.flatMap(({ index }) => [
      createPipeline(device, kernels.denseForward, forwardOverrides(wave, activations[index]!)),
      createPipeline(device, kernels.denseBackwardInput),
      createPipeline(device, kernels.denseBackwardWeight),
    ]),
  );
  perLayer.forEach((pipeline, i) => bind(pipeline, Math.floor(i / 3)));
  const output = wave.layout.layers.length - 1;
  bind(await createPipeline(device, kernels.gatherBatch), 0);
  bind(await createPipeline(device, kernels.adam), 0);
  bind(await createPipeline(device, kernels.mseLoss), output);
  bind(await createPipeline(device, kernels.predictionMoments), output);
  return bound;
}

function forwardOverrides(wave: WavePlan, activation: Activation): Record<string, number> {
  return {
    ACTIVATION: ACTIVATIONS.indexOf(activation.kind),
    DROPOUT_AFTER: wave.setting.network.dropoutPosition === 'after' ? 1 : 0,
  };
}

/** The buffers of the plan under the names that a shader gives them. */
function namedBuffers({ source }: Pipeline, layer: number, buffers: Buffers): Record<string, BoundBuffer> {
  const entries = Object.keys(source.bindings).map((name): [string, BoundBuffer] => {
    if (name === 'layer') {
      return [name, { buffer: buffers.get(name), offset: layer * UNIFORM_STRIDE, size: UNIFORM_STRIDE }];
    }
    if (name === 'step') return [name, { buffer: buffers.get(name), offset: 0, size: UNIFORM_STRIDE }];
    return [name, buffers.get(name)];
  });
  return Object.fromEntries(entries);
}
