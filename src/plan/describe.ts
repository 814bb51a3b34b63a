import { trainDispatches } from './dispatch-table';
import type { Plan } from './plan';
import type { WavePlan } from './wave-plan';

/** The plan as lines of text: what will be allocated and dispatched, wave by wave. */
export function describePlan(plan: Plan): string {
  const head =
    `${plan.models} model${plan.models === 1 ? '' : 's'} in ${plan.waves.length} wave${plan.waves.length === 1 ? '' : 's'}, ` +
    `${plan.modelSteps.toLocaleString('en')} model-steps, ${(plan.flops / 1e9).toFixed(1)} GFLOP, ` +
    `at most ${mebibytes(plan.peakBytes)} on the device`;
  return [head, ...plan.waves.map(describeWave)].join('\n\n');
}

function describeWave(wave: WavePlan, index: number): string {
  const { setting, models, batch, data } = wave;
  const dispatches = trainDispatches(wave.layout, batch, wave.kernels.path);
  return [
    `wave ${index + 1}: ${models.length} model${models.length === 1 ? '' : 's'} of ${setting.network.widths.join('-')} ` +
      `(${wave.layout.parameters.toLocaleString('en')} parameters), batch ${batch}, ${wave.stepsPerEpoch} steps per epoch, ` +
      `${data.train} training and ${data.validation} validation rows`,
    `  trained by the ${wave.kernels.path} kernels: ${wave.kernels.reason}`,
    `  ${mebibytes(wave.bytes)} in all, ${Math.round(wave.bytesPerModel).toLocaleString('en')} bytes per model, ` +
      `${(wave.flopsPerModelStep / 1e6).toPrecision(3)} MFLOP per model-step`,
    '',
    `  ${'buffer'.padEnd(16)}${'bytes'.padStart(14)}  shape`,
    ...wave.buffers.map(
      ({ name, bytes, shape }) => `  ${name.padEnd(16)}${bytes.toLocaleString('en').padStart(14)}  ${shape}`,
    ),
    '',
    `  ${'dispatch'.padEnd(24)}${'workgroups'.padStart(12)}${'FLOP/model'.padStart(14)}`,
    ...dispatches.map(
      ({ kernel, layer, workgroups, flops }) =>
        `  ${`${kernel} ${layer}`.padEnd(24)}${`${workgroups} × ${models.length}`.padStart(12)}${flops.toLocaleString('en').padStart(14)}`,
    ),
  ].join('\n');
}

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
