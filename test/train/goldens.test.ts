/**
 * PyTorch's trajectories (test/goldens/README.md says how close is right): the library, its first gradient, which no
 * interface shows, and the CPU reference.
 */
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { allocate } from '../../src/buffers/allocate';
import { readBack } from '../../src/buffers/read-back';
import { loadDataset } from '../../src/data';
import { unpackParameters } from '../../src/plan/layout';
import { nodePlatform } from '../../src/platform-node';
import { trainReference } from '../../src/reference/train';
import { resolve } from '../../src/spec';
import { readSafetensors } from '../../src/tensors/safetensors';
import { fromStateDict, stateDict } from '../../src/tensors/state-dict';
import { bindKernels } from '../../src/train/bind-kernels';
import { PassQueue } from '../../src/train/pass-queue';
import { trainPasses } from '../../src/train/passes';
import { livePoints, predictionPoints } from '../../src/train/prediction-points';
import { createRun } from '../../src/train/create-run';
import { structLayout, uploadWave } from '../../src/train/upload';
import { testDevice } from '../support/device';
import {
  allowedErrors,
  EARLY,
  golden,
  goldenSpec,
  L2_PENALTIES,
  relativeErrors,
  STEPS_PER_EPOCH,
} from '../support/golden';
import { isFused } from '../../src/plan/kernel-path';
import { KERNELS } from '../support/kernel-path';

const device = await testDevice();
/** Steps of the CPU reference, which is slow. */
const REFERENCE_EPOCHS = 2;

const spec = resolve(goldenSpec(30));
const run = await createRun(spec, nodePlatform, { device, kernels: KERNELS });
for await (const snapshot of run.train()) void snapshot;
const results = run.results().models;
const { network } = run.models.at(0)!.setting;
const dataset = await loadDataset(run.models.at(0)!.setting.data, 0, nodePlatform.files);
const tensors = async (name: string) => readSafetensors(await readFile(golden(name)), name);
const initial = fromStateDict(network, await tensors('init_notebook.safetensors'), 'init');

const Trajectory = v.object({
  rel_spread: v.array(v.number()),
  loss_f64: v.array(v.number()),
  val_f64: v.array(v.number()),
});

describe.each(L2_PENALTIES.map((penalty, i) => ({ penalty, i })))('l2Penalty $penalty', async ({ penalty, i }) => {
  const file = await readFile(golden(`notebook_adam_lam${penalty}.json`), 'utf8');
  const { rel_spread: spread, loss_f64, val_f64 } = v.parse(Trajectory, JSON.parse(file));

  const allowed = allowedErrors(spread);

  test('the loss of every step', () => {
    const errors = relativeErrors(results[i]!.stepLoss, loss_f64);
    expect(Math.max(...errors.slice(0, EARLY.steps))).toBeLessThan(EARLY.error);
    expect(errors.filter((error, step) => !(error < allowed[step]!))).toEqual([]);
  });

  test('the validation loss of every epoch', () => {
    const errors = relativeErrors(results[i]!.validationLoss, val_f64);
    expect(errors.filter((error, epoch) => !(error < allowed[(epoch + 1) * STEPS_PER_EPOCH - 1]!))).toEqual([]);
  });

  test('the CPU reference takes the f64 trajectory', () => {
    const { setting, ...model } = run.models.at(i)!;
    const short = { ...model, setting: { ...setting, training: { ...setting.training, epochs: REFERENCE_EPOCHS } } };
    const { stepLoss, validationLoss } = trainReference(short, dataset, initial, 'f64');
    const steps = REFERENCE_EPOCHS * STEPS_PER_EPOCH;
    expect(Math.max(...relativeErrors(stepLoss, loss_f64.slice(0, steps)))).toBeLessThan(1e-12);
    expect(Math.max(...relativeErrors(validationLoss, val_f64.slice(0, REFERENCE_EPOCHS)))).toBeLessThan(1e-12);
  });
});

test.runIf(!isFused(KERNELS))('the first gradient', async () => {
  const actual = stateDict(network, await firstGradient());
  const expected = await tensors('grad1_notebook_f64.safetensors');
  expect([...actual.keys()]).toEqual([...expected.keys()]);
  for (const [name, { data }] of expected) {
    const largest = Math.max(...data.map(Math.abs));
    const worst = Math.max(...data.map((value, p) => Math.abs(value - actual.get(name)!.data[p]!)));
    expect(worst / largest, name).toBeLessThan(2e-6);
  }
});

/** (P,) gradient of the first batch, as the first optimizer step left it on the device. */
async function firstGradient(): Promise<Float32Array> {
  const wave = run.plan.waves[0]!;
  const buffers = await allocate(device, wave.buffers);
  uploadWave(device, buffers, {
    wave,
    models: [...run.models],
    datasetOf: [0, 0],
    datasets: [{ dataset, points: predictionPoints(dataset), livePoints: livePoints(dataset) }],
    initialWeights: [initial, initial],
    densityGrid: run.densityGrid,
  });
  const bound = await bindKernels(device, wave, buffers);
  const queue = new PassQueue(device, bound, buffers.get('step'), structLayout('adam', 'Step'), {});
  await queue.submit(trainPasses(wave, 0, 0).slice(0, 1), run.models.length);
  const [bytes] = await readBack(device, [buffers.get('gradients')]);
  buffers.dispose();
  return unpackParameters(wave.layout, new Float32Array(bytes!, 0, 4 * wave.layout.parameterStride));
}
