import { readBack } from '../buffers/read-back';
import { packParameters } from '../plan/layout';
import { planWave } from '../plan/wave-plan';
import { inRanges, toRanges } from '../ranges';
import { readView, viewSources } from './epoch-view';
import { predictLive } from './live-predictions';
import type { KeptModels } from './kept-models';
import type { ModelRecord } from './model-record';
import { compileObservers, Observers } from './observers';
import type { LiveOptions, RunOptions } from './options';
import type { Pacing } from './pass-queue';
import { openWave } from './resident-wave';
import type { Sweep } from './sweep';
import { uploadSettings, type WaveInputs } from './upload';
import type { EpochResult } from './wave';

interface RevisitOptions extends Pacing {
  live: LiveOptions;
}

/** Shows a live view the last epoch of every model in memory, those of a wave that came equally far at once; nothing is trained. */
export async function* revisit(device: GPUDevice, sweep: Sweep, kept: KeptModels, { live, ...pacing }: RunOptions) {
  const { waves, order } = sweep.plan;
  for (const [index, whole] of live ? waves.entries() : []) {
    const known = inRanges(whole.places).filter((place) => kept.record(order[place]!));
    const alike = Map.groupBy(known, (place) => kept.record(order[place]!)!.epochs);
    for (const [epoch, places] of [...alike].sort(([a], [b]) => a - b)) {
      const wave = planWave(whole, sweep.members, toRanges(places));
      const models = await sweep.modelsOf(wave);
      const records = wave.models.map((model) => kept.record(model)!);
      const weights = records.map(({ initialWeights }) => initialWeights);
      const inputs = sweep.inputsOf(wave, models, weights);
      yield {
        wave,
        index,
        epoch,
        results: await revisitWave(device, inputs, records, epoch, { ...pacing, live: live! }),
      };
    }
  }
}

/**
 * The densities and predictions of models that were trained before are made anew from the weights.
 *
 * @param models what was recorded of them, in the wave's order
 * @param epochs that they were trained
 * @returns one per model
 * @throws ThetascapeError when the device refuses the memory
 */
async function revisitWave(
  device: GPUDevice,
  inputs: WaveInputs,
  models: readonly ModelRecord[],
  epochs: number,
  { live, ...pacing }: RevisitOptions,
): Promise<EpochResult[]> {
  const { wave } = inputs;
  const resident = await openWave(device, inputs, pacing);
  const { buffers } = resident;
  try {
    const options = { ...pacing, density: false, live };
    const sink = live.densities;
    const observers = new Observers(
      device,
      wave,
      buffers,
      sink,
      await compileObservers(device, { density: false, sink }),
    );
    observers.begin();
    const stride = 4 * wave.layout.parameterStride;
    const parameters = new Float32Array(models.length * stride);
    models.forEach(({ weights }, i) => {
      if (weights) packParameters(wave.layout, weights, parameters.subarray(i * stride, (i + 1) * stride));
    });
    device.queue.writeBuffer(buffers.get('parameters'), 0, parameters);
    uploadSettings(device, buffers, inputs, epochs);
    observers.observe(models.length, epochs);
    await predictLive(resident, live.predictionPasses, epochs - 1, models.length, 0);
    const sources = viewSources(buffers, wave, options);
    const read = await readBack(device, [...sources.values()]);
    const contents = new Map([...sources.keys()].map((name, i) => [name, read[i]!]));
    return models.map(({ lastEpoch }, i) => ({
      ...lastEpoch,
      ...readView(contents, wave, i, options, lastEpoch.divergedAt !== null),
    }));
  } finally {
    buffers.dispose();
  }
}
