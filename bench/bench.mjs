/**
 * `npm run bench`: model-steps per second of the article's job for several numbers of models, by every path of kernels,
 * bytes per model as planned and as allocated, and the adapter. Prints; never judges.
 *
 * The paths train side by side, an epoch of one after an epoch of the next, so that what else the machine does falls on
 * all; a ratio is the median over these pairs. Two rates are measured per number of models: the whole job (validation
 * after every epoch, as the article has it), and training alone, by taking the epochs' validation down to one batch.
 */
import os from 'node:os';
import { createRun, findPreset, requestDevice, requestNodeAdapter } from '../dist/node.js';

const MODELS = process.argv.slice(2).map(Number).filter(Boolean);
/** Rows held out of 10,000 for one validation batch instead of 47. */
const ONE_BATCH = 0.0064;

const device = await requestDevice(await requestNodeAdapter());
const allocated = countAllocations(device);
const { description, device: name } = device.adapterInfo;
const PATHS = await trainable(['layered', 'scalar', 'subgroups', 'fused', 'fused-subgroups']);

console.log(
  `${os.cpus()[0]?.model}, ${os.availableParallelism()} threads, load ${os.loadavg()[0].toFixed(1)}, Node ${process.version}\n` +
    `adapter: ${description || name}\n\n` +
    'models  kernels  training only: median (min … max)  with validation: median  first epoch  bytes/model planned (allocated)',
);
for (const models of MODELS.length > 0 ? MODELS : [1, 8, 64, 256]) {
  const training = await measure(models, ONE_BATCH);
  const whole = await measure(models, 0.3);
  PATHS.forEach((path, i) => {
    console.log(
      `${String(models).padStart(6)}  ${path.padEnd(15)} ${rate(training[i].rates).padEnd(34)} ` +
        `${String(median(whole[i].rates)).padEnd(24)} ${`${training[i].firstSeconds.toFixed(1)} s`.padEnd(12)} ` +
        `${Math.round(whole[i].planned).toLocaleString('en')} (${Math.round(whole[i].allocated).toLocaleString('en')})`,
    );
  });
  for (const i of PATHS.keys().drop(1)) {
    console.log(
      `        ${PATHS[i]} / layered: ${spread(ratios(training, i))}; with validation ${spread(ratios(whole, i))}`,
    );
  }
}
process.exit(0);

/** The paths that the device offers what they need; says why the others are left out. */
async function trainable(paths) {
  const refusals = await Promise.all(
    paths.map((kernels) =>
      createRun(specOf(1, 1, 0.3), { device, kernels }).then(
        (run) => run.dispose(),
        ({ message }) => message,
      ),
    ),
  );
  paths.forEach((path, i) => refusals[i] && console.log(`${path}: left out: ${refusals[i]}`));
  return paths.filter((_, i) => !refusals[i]);
}

function specOf(models, epochs, fraction) {
  return {
    ...findPreset('article').input,
    data: { kind: 'article', split: { kind: 'fraction', fraction } },
    training: { epochs },
    sweeps: [{ name: 'bench' }],
    seeds: { count: models },
  };
}

/** Of the rate of a path of kernels to that of the layered ones, epoch by epoch. */
function ratios(measured, path) {
  return measured[path].rates.map((own, i) => own / measured[0].rates[i]);
}

/** Trains with every path of kernels, epoch by epoch in turn. */
async function measure(models, fraction) {
  const epochs = Math.max(3, Math.min(12, Math.round(64 / models) + 3));
  const spec = specOf(models, epochs, fraction);
  const measured = [];
  for (const kernels of PATHS) {
    const run = await createRun(spec, { device, kernels });
    const { bytes, bytesPerModel } = run.plan.waves[0];
    measured.push({
      run,
      trains: run.train(),
      seconds: [],
      planned: bytesPerModel,
      shared: bytes - bytesPerModel * models,
    });
  }
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const own of measured) {
      const bytes = allocated.bytes;
      const started = performance.now();
      await own.trains.next();
      own.seconds.push((performance.now() - started) / 1000);
      // an epoch allocates and frees what it reads back; the first one also allocates what stays
      if (epoch === 0) own.allocated = (allocated.bytes - bytes - own.shared) / models;
    }
  }
  for (const { run, trains } of measured) {
    await trains.return();
    run.dispose();
  }
  // the first epoch compiles
  return measured.map(({ run, seconds: [firstSeconds, ...seconds], ...own }) => ({
    ...own,
    firstSeconds,
    rates: seconds.map((time) => Math.round((models * run.plan.waves[0].stepsPerEpoch) / time)),
  }));
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

function spread(values) {
  return `${median(values).toFixed(2)} (${Math.min(...values).toFixed(2)} … ${Math.max(...values).toFixed(2)})`;
}
