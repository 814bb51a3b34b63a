import type { AdapterDescription } from '../metrics/types';
import { KERNEL_PATHS, type KernelPath, type PathPreference } from '../plan/kernel-path';
import type { Plan } from '../plan/plan';
import type { WavePlan } from '../plan/wave-plan';
import type { TuningStore } from '../platform';
import { version } from '../../package.json';
import { autotune } from './autotune';
import { fitsDevice } from './path-preference';
import { choiceOf, findTuning, keepTuning, shapeClass, type Tuning } from './tuning';
import type { Sweep } from './sweep';
import type { WaveInputs } from './upload';

/** A sweep whose kernels are to be chosen, on a device. */
export interface Tunable {
  device: GPUDevice;
  adapter: AdapterDescription;
  /** Plans the models of these indices. */
  planOf: (preference: PathPreference, indices: Iterable<number>) => Plan;
  sweepOf: (plan: Plan) => Sweep;
  /** The models, in the order in which they are trained. */
  indices: () => Iterable<number>;
}

/** How long measuring may take, in milliseconds. */
export const TUNING_BUDGET = 2000;

/** Models that are measured: more than any device has room for at once, as far as they fit into so many bytes for all. */
const SAMPLE = { models: 512, software: 8, bytes: 2 ** 29 };

const LAYERED: PathPreference = { path: 'layered', reason: 'to be measured', required: false };

/** What was measured of the class of the sweep on this adapter: earlier, or now on one that is hardware. */
export async function tunedPreference(tunable: Tunable, store: TuningStore): Promise<PathPreference | null> {
  const { adapter } = tunable;
  const shape = shapeClass(sampleOf(tunable, SAMPLE.models));
  const known = await findTuning(store, { thetascape: version, adapter, shape });
  const tuning = known ?? (adapter.software ? null : await tune(tunable, store, TUNING_BUDGET));
  return tuning && { ...choiceOf(tuning), required: false };
}

/** Measures all kernels that may train the sweep here, and keeps the result; null when fewer than two were compiled in time. */
export async function tune(tunable: Tunable, store: TuningStore | undefined, budget: number): Promise<Tuning | null> {
  const { device, adapter, planOf } = tunable;
  const sample = sampleOf(tunable, adapter.software ? SAMPLE.software : SAMPLE.models);
  const paths = KERNEL_PATHS.filter((path) => fitsDevice(path, device) && fitsWave(path, sample, tunable));
  const affordable = Math.max(1, Math.floor(SAMPLE.bytes / paths.length / sample.bytesPerModel));
  const indices = sample.models.slice(0, affordable);
  const asked = (path: KernelPath) => planOf({ ...LAYERED, path, required: true }, indices);
  const measured = await autotune(device, paths, (path) => inputsOf(tunable, asked(path)), budget);
  if (measured.times.length < 2) return null;
  const shape = shapeClass(sampleOf(tunable, SAMPLE.models));
  const tuning = { thetascape: version, adapter, shape, measuredAt: new Date().toISOString(), ...measured };
  if (store) await keepTuning(store, tuning);
  return tuning;
}

/** The wave of the first models that most of the work is in. */
function sampleOf({ planOf, indices }: Tunable, count: number): WavePlan {
  const { waves } = planOf(LAYERED, firstOf(indices(), count));
  return waves.reduce((one, other) => (workOf(other) > workOf(one) ? other : one));
}

const workOf = ({ modelSteps, flopsPerModelStep }: WavePlan): number => modelSteps * flopsPerModelStep;

function fitsWave(path: KernelPath, { models }: WavePlan, { planOf }: Tunable): boolean {
  const [wave] = planOf({ ...LAYERED, path }, models.slice(0, 1)).waves;
  return wave!.kernels.path === path;
}

/** What is uploaded of the first wave of a plan. */
async function inputsOf({ sweepOf }: Tunable, plan: Plan): Promise<WaveInputs> {
  const sweep = sweepOf(plan);
  const wave = plan.waves[0]!;
  const models = await sweep.modelsOf(wave);
  return sweep.inputsOf(wave, models, models.map(sweep.initialWeights));
}

function firstOf(indices: Iterable<number>, count: number): number[] {
  const first: number[] = [];
  for (const index of indices) {
    first.push(index);
    if (first.length === count) break;
  }
  return first;
}
