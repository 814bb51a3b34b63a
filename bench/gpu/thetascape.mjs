/**
 * Ours, on the GPU that Dawn finds: `node thetascape.mjs FOLDER MODELS...` with the folder that job.py writes, numbers of
 * models in multiples of 64; without numbers nothing is measured. Prints the lines of JSON that measure.py prints, by its
 * rules, and to the standard error what the adapter offers.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { create } from 'webgpu';
import { createRun, findPreset, requestDevice, requestNodeAdapter } from '../../dist/node.js';

const [folder, ...sizes] = process.argv.slice(2);
const PENALTIES = 64;
const EPOCH = 11;
const SAMPLED = [0, 31, 63];
const TURNS = 6;
const ENDLESS = 100_000;

const PATHS = ['layered', 'subgroups', 'fused', 'fused-subgroups'];

// an object of its own: what is experimental shows only where Dawn allows it, and is no part of what is measured
const experimental = create(['enable-dawn-features=allow_unsafe_apis']);
const offer = offerOf(await experimental.requestAdapter({ powerPreference: 'high-performance' }));
console.error(JSON.stringify(offer));
if (sizes.length === 0) process.exit(0);
const device = await requestDevice(await requestNodeAdapter());
const { description, device: name } = device.adapterInfo;
for (const models of sizes.map(Number)) {
  for (const kernels of PATHS) {
    const measured = await measure(models, kernels).catch(({ message }) => message);
    if (typeof measured === 'string') console.error(`Thetascape ${kernels}, ${models} models: left out: ${measured}`);
    else console.log(JSON.stringify(measured));
  }
}
process.exit(0);

/** The adapter's features, limits, and shapes and types of subgroup matrices where it tells them. */
function offerOf({ features, limits, info }) {
  const { vendor, architecture, subgroupMinSize, subgroupMaxSize, subgroupMatrixConfigs } = info;
  const configs = subgroupMatrixConfigs?.map(({ componentType, resultComponentType, M, N, K }) => {
    return { componentType, resultComponentType, M, N, K };
  });
  const getters = Object.keys(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(limits)));
  const names = getters.filter((limit) => limit !== 'constructor');
  return {
    adapter: { vendor, architecture, device: info.device, description: info.description },
    subgroups: { min: subgroupMinSize, max: subgroupMaxSize },
    subgroupMatrixConfigs: configs ?? null,
    features: [...features],
    limits: Object.fromEntries(names.map((limit) => [limit, limits[limit]])),
  };
}

async function measure(models, kernels) {
  const run = await createRun(spec(models), { device, kernels });
  const training = run.train();
  const losses = [];
  const started = performance.now();
  for (let epoch = 0; epoch < 2; epoch++) losses.push(await nextEpoch(run, training));
  const firstSeconds = (performance.now() - started) / 1000;
  const epochs = Math.max(1, Math.round(1 / (await seconds(run, training, 1))));
  const times = [[], []];
  const rates = [];
  for (let turn = 0; turn < TURNS; turn++) {
    const own = epochs * (1 + (turn % 2));
    const time = await seconds(run, training, own);
    times[turn % 2].push(time);
    rates.push(Math.round((models * own * EPOCH) / time));
  }
  await training.return();
  run.dispose();
  return {
    name: `Thetascape ${kernels}`,
    models,
    rate: Math.round(median(rates)),
    rates,
    firstSeconds,
    scale: median(times[1]) / median(times[0]),
    lossDifference: differenceOf(losses[1], models),
    device: description || name,
    versions: `Node ${process.versions.node}`,
  };
}

function spec(models) {
  const { input } = findPreset('article');
  const columns = { features: 'x', targets: 'y', featureScaling: 'none', targetScaling: 'none' };
  const validation = { kind: 'file', path: join(folder, 'validation.csv') };
  return {
    ...input,
    data: { kind: 'csv', path: join(folder, 'train.csv'), ...columns, split: validation },
    network: { ...input.network, init: { kind: 'safetensors', path: join(folder, 'initial.safetensors') } },
    training: { ...input.training, epochs: ENDLESS, shuffle: false },
    sweeps: [
      {
        name: 'l2',
        axes: [{ path: 'regularization.l2Penalty', from: 1e-5, to: 1e-2, count: PENALTIES, scale: 'log' }],
      },
    ],
    seeds: { count: models / PENALTIES },
  };
}

/** Trains all models for an epoch and returns their mean losses (M,). */
async function nextEpoch(run, training) {
  const { value } = await training.next();
  if (value.models.length !== run.models.length) throw new Error('These models do not fit the device at once.');
  const losses = Array.from(run.models, () => NaN);
  for (const { index, trainLoss } of value.models) losses[index] = trainLoss;
  if (!losses.every(Number.isFinite)) throw new Error('A loss is not finite.');
  return losses;
}

async function seconds(run, training, epochs) {
  const started = performance.now();
  for (let epoch = 0; epoch < epochs; epoch++) await nextEpoch(run, training);
  return (performance.now() - started) / 1000;
}

/** Of the second epoch's losses from the reference's. */
function differenceOf(losses, models) {
  const expected = new Float32Array(new Uint8Array(readFileSync(join(folder, 'expected.bin'))).buffer);
  const differences = SAMPLED.map((penalty, i) => {
    const own = expected.subarray((2 * i + 1) * EPOCH, (2 * i + 2) * EPOCH);
    const mean = own.reduce((sum, loss) => sum + loss, 0) / EPOCH;
    return Math.abs(losses[(penalty * models) / PENALTIES] / mean - 1);
  });
  return Math.max(...differences);
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}
