import type { Buffers } from '../buffers/allocate';
import type { Dataset } from '../data/types';
import type { DensityGrid } from '../density-grid';
import { packStruct, type StructValues } from '../gpu/structs';
import { binWidth } from '../kernels/theta-density';
import { vec4s } from '../kernels/kernel';
import type { StructLayout } from '../kernels/shader-source';
import { shaderSource } from '../kernels/sources';
import { NEAR_ZERO } from '../metrics/theta-statistics';
import type { PredictionPoints } from '../metrics/types';
import { UNIFORM_STRIDE } from '../plan/buffer-table';
import { blockRows, liveRows, pointRows } from '../plan/data-shape';
import { layoutWorkspace } from '../plan/fused-layout';
import { isFused } from '../plan/kernel-path';
import { layerActivations, packParameters } from '../plan/layout';
import { betasKey, type WavePlan } from '../plan/wave-plan';
import { settingAfter } from '../spec';
import { ACTIVATIONS, type Model } from '../spec/types';
import { biasCorrections, modelSettings } from './settings';

/** Layout of a struct of shaders/shared/types.wesl, from any kernel that uses it. */
export function structLayout(kernel: string, struct: string): StructLayout {
  const layout = shaderSource(kernel).structs[struct];
  if (!layout) throw new Error(`shaders/${kernel}.wesl has no struct ${struct}`);
  return layout;
}

export interface WaveInputs {
  wave: WavePlan;
  /** Models of the wave, in its order. */
  models: readonly Model[];
  /** For each model, its data set's position within the wave. */
  datasetOf: readonly number[];
  /** Data sets of the wave, with the points to predict at: after training, and for a live view. */
  datasets: readonly { dataset: Dataset; points: PredictionPoints; livePoints: PredictionPoints }[];
  /** (P,) initial parameters of each model, in PyTorch's order. */
  initialWeights: readonly Float32Array[];
  /** Where the densities of the parameters are estimated. */
  densityGrid: DensityGrid;
}

/** Rows of the bias-correction table: one per distinct pair of betas, in the order of first use. */
export const betaRows = (models: readonly Model[]): string[] => [
  ...new Set(models.map(({ setting }) => betasKey(setting))),
];

/** Uploads all that stays as it is, or starts, for a wave. */
export function uploadWave(device: GPUDevice, buffers: Buffers, inputs: WaveInputs): void {
  const { wave, models, initialWeights } = inputs;
  const write = (name: string, data: ArrayBuffer | Float32Array<ArrayBuffer>) =>
    device.queue.writeBuffer(buffers.get(name), 0, data);

  const layer = structLayout('dense-forward', 'Layer');
  const layers = wave.layout.layers.map((values) => ({ ...values }));
  write('layer', packed(layer, layers, UNIFORM_STRIDE));
  write('layers', packed(layer, layers, layer.size));

  const { samples, data } = datasetBlocks(inputs);
  write('samples', samples);
  write('dataShape', packed(structLayout('gather-batch', 'DataShape'), [data]));

  if (isFused(wave.kernels.path)) {
    const fused = fusedUniforms(wave);
    const fusedLayer = structLayout('fused-steps', 'FusedLayer');
    write('fusedShape', packed(structLayout('fused-steps', 'FusedShape'), [fused.shape]));
    write('fusedLayers', packed(fusedLayer, fused.layers, fusedLayer.size));
  }

  const { parameterStride, biases } = wave.layout;
  write('parameterShape', packed(structLayout('adam', 'ParameterShape'), [{ count: parameterStride, biases }]));
  write('nearZero', packed(structLayout('theta-statistics', 'NearZero'), [{ threshold: NEAR_ZERO }]));
  write(
    'grid',
    packed(structLayout('theta-density', 'DensityGrid'), [densityUniform(inputs.densityGrid, wave.layout.parameters)]),
  );

  uploadSettings(device, buffers, inputs, 0);

  const parameters = new Float32Array(models.length * parameterStride * 4);
  initialWeights.forEach((weights, i) =>
    packParameters(wave.layout, weights, parameters.subarray(i * parameterStride * 4, (i + 1) * parameterStride * 4)),
  );
  write('parameters', parameters);
}

/** Uploads the hyper-parameters that are in force in `epoch` (from 0), or in a model's last one. */
export function uploadSettings(device: GPUDevice, buffers: Buffers, inputs: WaveInputs, epoch: number): void {
  const { wave, models, datasetOf } = inputs;
  const rows = betaRows(models);
  const settings = models.map((model, i) => {
    const last = model.setting.training.epochs - 1;
    const setting = settingAfter(model.setting, Math.min(epoch, last));
    return modelSettings({ ...model, setting }, datasetOf[i]!, rows.indexOf(betasKey(setting)) * wave.stepsPerEpoch);
  });
  const layout = structLayout('adam', 'ModelSettings');
  device.queue.writeBuffer(buffers.get('settings'), 0, packed(layout, settings, layout.size));
}

/** Uploads the bias corrections of Adam for the steps of `epoch` (from 0). */
export function uploadCorrections(device: GPUDevice, buffers: Buffers, inputs: WaveInputs, epoch: number): void {
  const { wave, models } = inputs;
  const { stepsPerEpoch } = wave;
  const settings = new Map(models.map(({ setting }) => [betasKey(setting), setting]));
  betaRows(models).forEach((key, row) => {
    const { beta1, beta2 } = settings.get(key)!.training;
    const table = biasCorrections(beta1, beta2, epoch * stepsPerEpoch, stepsPerEpoch);
    device.queue.writeBuffer(buffers.get('corrections'), 8 * row * stepsPerEpoch, table);
  });
}

/** Uniforms `FusedShape` and `FusedLayer`. */
function fusedUniforms({ layout, batch, setting }: WavePlan) {
  const activations = layerActivations(setting.network).map(({ kind }) => ACTIVATIONS.indexOf(kind));
  return {
    shape: { ...layoutWorkspace(layout, batch) },
    layers: layout.layers.map((layer, index) => ({ ...layer, activation: activations[index]! })),
  };
}

/** Uniform `DensityGrid` for models of `parameters` parameters. */
export function densityUniform(grid: DensityGrid, parameters: number) {
  const { bandwidth, limit, points } = grid;
  return {
    firstPoint: -limit,
    pointSpacing: (2 * limit) / (points - 1),
    points,
    bandwidth,
    binWidth: binWidth(grid),
    fixedOne: 2 ** Math.floor(31 - Math.log2(parameters)),
  };
}

function packed(layout: StructLayout, values: readonly StructValues[], stride = UNIFORM_STRIDE): ArrayBuffer {
  const bytes = new ArrayBuffer(values.length * stride);
  values.forEach((value, i) => packStruct(layout, value, new DataView(bytes), i * stride));
  return bytes;
}

/** (Q, N, D + K) samples, the rows of each data set in the order of {@link blockRows}. */
function datasetBlocks({ wave, datasets }: WaveInputs) {
  const { data } = wave;
  const rows = blockRows(data);
  const featureStride = vec4s(data.features);
  const targetStride = vec4s(data.targets);
  const stride = 4 * (featureStride + targetStride);
  const samples = new Float32Array(datasets.length * rows * stride);
  const placeRows = (source: Float32Array, width: number, first: number) => {
    for (let row = 0; row * width < source.length; row++) {
      samples.set(source.subarray(row * width, (row + 1) * width), row * stride + first);
    }
  };
  datasets.forEach(({ dataset, points, livePoints }, q) => {
    const first = q * rows;
    const place = ({ x, y }: { x: Float32Array; y?: Float32Array }, row: number) => {
      placeRows(x, data.features, (first + row) * stride);
      if (y) placeRows(y, data.targets, (first + row) * stride + 4 * featureStride);
    };
    place(dataset.train, 0);
    place(dataset.validation, data.train);
    if (data.gridPoints === 0) return;
    place({ x: points.x }, pointRows(data).start);
    if (data.livePoints > 0) place({ x: livePoints.x }, liveRows(data).start);
  });
  return { samples, data: { rows, featureStride, targetStride } };
}
