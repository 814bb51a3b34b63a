import { readBack } from '../buffers/read-back';
import { packParameters } from '../plan/layout';
import { readView, viewSources } from './epoch-view';
import { predictLive } from './live-predictions';
import type { KeptModels } from './kept-models';
import type { ModelRecord } from './model-record';
import { Observers } from './observers';
import type { LiveOptions, RunOptions } from './options';
import type { Pacing } from './pass-queue';
import { openWave } from './resident-wave';
import type { Sweep } from './sweep';
import { uploadSettings, type WaveInputs } from './upload';
import type { EpochResult } from './wave';
import { WaveProgress } from './wave-progress';

interface RevisitOptions extends Pacing {
  live: LiveOptions;
}

/** Shows a live view the last epoch of every wave whose models are in memory; nothing is trained. */
export async function* revisit(device: GPUDevice, sweep: Sweep, kept: KeptModels, { live, ...pacing }: RunOptions) {
  for (const [index, wave] of sweep.plan.waves.entries()) {
    const records = wave.models.flatMap((model) => kept.record(model) ?? []);
    if (!live || records.length < wave.models.length) continue;
    const models = await sweep.modelsOf(wave);
    const weights = records.map(({ initialWeights }) => initialWeights);
    const results = await revisitWave(device, sweep.inputsOf(wave, models, weights), records, { ...pacing, live });
    yield {
      progress: new WaveProgress({ index, wave, until: Infinity, state: null }, wave, models, records, null),
      results,
    };
  }
}

/**
 * The densities and predictions of a wave that was trained before are made anew from the weights. Only models that were trained for as long as the longest are shown, since the others are at their end
 * earlier.
 *
 * @param models what was recorded of them, in the wave's order
 * @returns one per model that is shown, which are the first ones of the wave
 * @throws ThetascapeError when the device refuses the memory
 */
async function revisitWave(
  device: GPUDevice,
  inputs: WaveInputs,
  models: readonly ModelRecord[],
  { live, ...pacing }: RevisitOptions,
): Promise<EpochResult[]> {
  const { wave } = inputs;
  const epochs = Math.max(...inputs.models.map(({ setting }) => setting.training.epochs));
  const shown = inputs.models.filter(({ setting }) => setting.training.epochs === epochs).length;
  const resident = await openWave(device, inputs, pacing);
  const { buffers } = resident;
  try {
    const options = { ...pacing, density: false, live };
    const observers = await Observers.create(device, wave, buffers, { density: false, sink: live.densities });
    observers.begin();
    const stride = 4 * wave.layout.parameterStride;
    const parameters = new Float32Array(models.length * stride);
    models.forEach(({ weights }, i) => {
      if (weights) packParameters(wave.layout, weights, parameters.subarray(i * stride, (i + 1) * stride));
    });
    device.queue.writeBuffer(buffers.get('parameters'), 0, parameters);
    uploadSettings(device, buffers, inputs, epochs);
    observers.observe(shown, epochs);
    await predictLive(resident, live.predictionPasses, epochs - 1, shown, 0);
    const sources = viewSources(buffers, wave, options);
    const read = await readBack(device, [...sources.values()]);
    const contents = new Map([...sources.keys()].map((name, i) => [name, read[i]!]));
    return models.slice(0, shown).map(({ lastEpoch }, i) => ({
      ...lastEpoch,
      ...readView(contents, wave, i, options, lastEpoch.divergedAt !== null),
    }));
  } finally {
    buffers.dispose();
  }
}
