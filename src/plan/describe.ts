import type { HalvingSpec } from '../spec';
import { trainDispatches } from './dispatch-table';
import type { Plan } from './plan';
import type { WavePlan } from './wave-plan';

/** The plan as lines of text: what will be allocated and dispatched, wave by wave, and once for waves that are alike. */
export function describePlan(plan: Plan, halving?: HalvingSpec): string {
  const head =
    `${plan.models} model${plan.models === 1 ? '' : 's'} in ${plan.waves.length} wave${plan.waves.length === 1 ? '' : 's'}, ` +
    `${plan.modelSteps.toLocaleString('en')} model-steps, ${(plan.flops / 1e9).toFixed(1)} GFLOP, ` +
    `at most ${mebibytes(plan.peakBytes)} on the device`;
  const alike = Map.groupBy(plan.waves.keys(), (index) => describeWave(plan.waves[index]!));
  const waves = [...alike].map(([text, [first = 0, ...more]]) => {
    return `wave ${first + 1}${more.length > 0 ? ` and ${more.length} more` : ''}: ${text}`;
  });
  return [head, ...(halving ? [describeHalving(halving, plan.waves.length)] : []), ...waves].join('\n\n');
}

function describeHalving({ rungs, keep }: HalvingSpec, waves: number): string {
  const epochs = rungs.map((rung) => rung.toLocaleString('en')).join(', ');
  const cut =
    waves > 1
      ? `; a model is compared with those of its wave and of the waves before it, so which of them go on depends on ` +
        `these ${waves} waves, and thereby on the limits of the device`
      : '';
  return (
    `successive halving: after ${epochs} epochs the best ${(100 * keep).toPrecision(3)} % of the models so far go on, ` +
    `in waves of their own; the model-steps above are those of all models to their end, which is the most; ` +
    `such a sweep has no shards${cut}`
  );
}

function describeWave(wave: WavePlan): string {
  const { setting, models, batch, data } = wave;
  const dispatches = trainDispatches(wave.layout, batch, wave.kernels.path);
  return [
    `${models.length} model${models.length === 1 ? '' : 's'} of ${setting.network.widths.join('-')} ` +
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
