/**
 * `npm run bench`: model-steps per second of the article's job for several numbers of models, bytes per model as
 * planned and as allocated, and the adapter. Prints; never judges.
 *
 * Two rates are measured per number of models: the whole job (validation after every epoch, as the article has it),
 * and training alone, by taking the epochs' validation down to one batch.
 */
import os from 'node:os';
import { createRun, findPreset, requestDevice, requestNodeAdapter } from '../dist/node.js';

const MODELS = process.argv.slice(2).map(Number).filter(Boolean);
/** Rows held out of 10,000 for one validation batch instead of 47. */
const ONE_BATCH = 0.0064;

const device = await requestDevice(await requestNodeAdapter());
const allocated = countAllocations(device);
let described = false;

console.log(
  `${os.cpus()[0]?.model}, ${os.availableParallelism()} threads, load ${os.loadavg()[0].toFixed(1)}, Node ${process.version}`,
);
for (const models of MODELS.length > 0 ? MODELS : [1, 8, 64, 256]) {
  const training = await measure(models, ONE_BATCH);
  const whole = await measure(models, 0.3);
  if (!described) {
    console.log(`adapter: ${training.adapter.description || training.adapter.device}\n`);
    console.log(
      'models  training only: median (min … max)   with validation: median   bytes/model planned (allocated)',
    );
    described = true;
  }
  console.log(
    `${String(models).padStart(6)}  ${rate(training.rates).padEnd(38)} ${String(median(whole.rates)).padEnd(25)} ` +
      `${Math.round(whole.planned).toLocaleString('en')} (${Math.round(whole.allocated).toLocaleString('en')})`,
  );
}
process.exit(0);

async function measure(models, fraction) {
  const { input } = findPreset('article');
  const epochs = Math.max(3, Math.min(12, Math.round(64 / models) + 3));
  const spec = {
    ...input,
    data: { kind: 'article', split: { kind: 'fraction', fraction } },
    training: { epochs },
    sweeps: [{ name: 'bench' }],
    seeds: { count: models },
  };
  const run = await createRun(spec, { device });
  const bytes = allocated.bytes;
  const marks = [];
  let resident = 0;
  for await (const { modelSteps } of run.train()) {
    resident ||= allocated.bytes - bytes;
    marks.push({ modelSteps, time: performance.now() });
  }
  const shared = run.plan.waves[0].bytes - run.plan.waves[0].bytesPerModel * models;
  const { adapter } = run;
  run.dispose();
  // the first epoch compiles
  const rates = marks
    .slice(1)
    .map((mark, i) => Math.round((1000 * (mark.modelSteps - marks[i].modelSteps)) / (mark.time - marks[i].time)));
  return { rates, adapter, planned: run.plan.waves[0].bytesPerModel, allocated: (resident - shared) / models };
}

/** Bytes of the buffers that are alive on a device. */
function countAllocations(target) {
  const counter = { bytes: 0 };
  const create = target.createBuffer.bind(target);
  target.createBuffer = (descriptor) => {
    const buffer = create(descriptor);
    counter.bytes += descriptor.size;
    const destroy = buffer.destroy.bind(buffer);
    let alive = true;
    buffer.destroy = () => {
      if (alive) counter.bytes -= descriptor.size;
      alive = false;
      destroy();
    };
    return buffer;
  };
  return counter;
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function rate(values) {
  return `${median(values)} (${Math.min(...values)} … ${Math.max(...values)})`;
}
