/**
 * `npm run soak:faults -- [schedules] [seed]`: trains a tiny sweep once per schedule of GPU faults, each drawn from a
 * seed, on device after device until it is done. Exit code 1 at the first run that tells or keeps a wrong bit, throws
 * what is not a ThetascapeError, or waits for ever; the seed of that schedule repeats it.
 */
import { isDeepStrictEqual } from 'node:util';
import { createRun, requestDevice, requestNodeAdapter, ThetascapeError } from '../dist/node.js';
import { Clock, FAULTS, sabotage } from '../test/support/faulty-gpu.mjs';
import { MemoryStore } from '../test/support/memory-store.mjs';
import { seeded } from './kill-loop.mjs';

const [schedules = 10_000, firstSeed = 1] = process.argv.slice(2).map(Number);
/** Real milliseconds within which every schedule ends. */
const DEADLINE = 60_000;
/** Faults in a row, each on a device of its own or beside another. */
const MOST_FAULTS = 4;
/** More calls than a run makes of most kinds: some faults never strike. */
const MOST_CALLS = 40;

const spec = {
  data: { kind: 'formula', expression: 'sin(6 * x)', points: 24 },
  training: { epochs: 2, batchSize: 8, shuffle: true },
  evaluation: { passes: 2 },
  sweeps: [
    { name: 'narrow', set: { 'network.hidden': [3] } },
    // diverges
    {
      name: 'poisoned',
      set: { 'network.hidden': [3], 'training.learningRate': 1000, 'regularization.weightDecay': 1e6 },
    },
    { name: 'dropout', set: { 'network.hidden': [4], 'regularization.dropout': 0.3 } },
  ],
};
const options = { checkpointSeconds: 0 };
const clock = new Clock();
const [gentle, ruinous] = [false, true].map((ruins) =>
  Object.keys(FAULTS).filter((name) => FAULTS[name].ruins === ruins),
);
const freshDevice = async () => requestDevice(await requestNodeAdapter());
const healthy = await freshDevice();
const expected = { told: new Map(), kept: new MemoryStore() };
for await (const snapshot of (await createRun(spec, { ...options, device: healthy })).train(expected.kept))
  expected.told.set(placeOf(snapshot), snapshot.models);

const counts = { struck: 0, devices: 0, resumed: 0 };
for (let seed = firstSeed; seed < firstSeed + schedules; seed++) {
  const wrong = await Promise.race([attempt(seed), late()]);
  if (wrong !== null) {
    console.error(`schedule ${seed}: ${wrong}`);
    process.exit(1);
  }
  if (seed % 500 === 0) console.error(`${seed - firstSeed + 1} schedules, ${counts.struck} faults`);
}
console.log(
  `${new Date().toISOString().slice(0, 10)}: ${schedules} schedules from seed ${firstSeed}, ${counts.struck} faults on ` +
    `${counts.devices} devices, ${counts.resumed} times gone on with, no wrong row, none hung`,
);
process.exit();

/** What is wrong with a run under the schedule of a seed, or null. */
async function attempt(seed) {
  const random = seeded(seed);
  const store = new MemoryStore();
  const below = (count) => Math.floor(random() * count);
  let [run, sabotaged] = [null, []];
  const devices = [];
  for (let left = 1 + below(MOST_FAULTS); ;) {
    const faults = draw(left, random, below);
    left -= faults.length;
    const ruins = faults.some(({ fault }) => FAULTS[fault].ruins);
    const device = ruins ? await freshDevice() : healthy;
    if (ruins) devices.push(device);
    if (run) run.resumeOn(device);
    else run = await createRun(spec, { ...options, device });
    const training = train(run, store);
    for (const { state } of sabotaged) state.replaced();
    counts.devices++;
    sabotaged = faults.map((plan) => ({ device, state: sabotage(device, { ...plan, clock }) }));
    const wrong = await training;
    clock.calm();
    for (const { state } of sabotaged) {
      if (state.struck) counts.struck++;
      if (!ruins) state.mend();
    }
    if (typeof wrong === 'string') return wrong;
    if (wrong !== null) {
      counts.resumed++;
      continue;
    }
    run.dispose();
    for (const ruined of devices) ruined.destroy();
    return isDeepStrictEqual(store.kept, expected.kept.kept) ? null : 'other results';
  }
}

/** One or two faults of the `left` ones, none when there are no more. */
function draw(left, random, below) {
  const kinds = random() < 0.1 ? ruinous : gentle;
  return Array.from({ length: Math.min(left, 1 + below(2)) }, () => ({
    fault: kinds[below(kinds.length)],
    at: 1 + below(MOST_CALLS),
  }));
}

/** Null when it came to its end, an error that says so, or what is wrong as a sentence. */
async function train(run, store) {
  try {
    for await (const snapshot of run.train(store)) {
      const place = placeOf(snapshot);
      if (!isDeepStrictEqual(snapshot.models, expected.told.get(place))) return `${place} is told otherwise`;
    }
    return null;
  } catch (error) {
    const known = error instanceof ThetascapeError && !error.message.includes('\n');
    return known ? error : `an error of no kind: ${error?.stack ?? error}`;
  }
}

function placeOf({ wave, epoch }) {
  return `wave ${wave}, epoch ${epoch}`;
}

async function late() {
  const started = performance.now();
  while (performance.now() - started < DEADLINE) await new Promise((resolve) => setTimeout(resolve, 999));
  return 'hangs';
}
