import * as v from 'valibot';
import { ADAPTER } from '../metrics/adapter-schema';
import type { AdapterDescription } from '../metrics/types';
import { KERNEL_PATHS, type KernelPath } from '../plan/kernel-path';
import type { WavePlan } from '../plan/wave-plan';
import type { TuningStore } from '../platform';

const TUNING = v.object({
  /** Whose kernels were measured: the library's version. */
  thetascape: v.string(),
  adapter: ADAPTER,
  /** Class of the waves that it holds for. */
  shape: v.string(),
  /** ISO date and time. */
  measuredAt: v.string(),
  /** Seconds of an optimizer step of one model among so many: median and extremes. */
  times: v.pipe(
    v.array(v.object({ path: v.picklist(KERNEL_PATHS), seconds: v.number(), low: v.number(), high: v.number() })),
    v.minLength(1),
  ),
  /** Kernels that were not measured, or not rightly. */
  dropped: v.array(v.object({ path: v.picklist(KERNEL_PATHS), why: v.string() })),
});

/** How fast each path of kernels trains waves of a class on an adapter. */
export type Tuning = v.InferOutput<typeof TUNING>;

/** Kernels have to be faster than the layered ones by so much: less may be chance. */
const WORTH = 1.05;
/** Tunings that are kept. */
const KEPT = 200;

const nextPower = (value: number): number => 2 ** Math.ceil(Math.log2(value));

/**
 * The class of a wave, within which the same kernels are taken to win: its sizes rounded up to powers of two, of which
 * very many models are like many.
 */
export function shapeClass({ batch, models, setting }: Pick<WavePlan, 'batch' | 'models' | 'setting'>): string {
  const { widths } = setting.network;
  const width = nextPower(Math.max(...widths));
  const many = Math.min(512, nextPower(models.length));
  return `${widths.length - 1} layers of up to ${width} units, batches of up to ${nextPower(batch)}, ${many} models`;
}

/** The kernels to train with, and why. */
export function choiceOf({ times, measuredAt }: Tuning): { path: KernelPath; reason: string } {
  const layered = times.find(({ path }) => path === 'layered');
  const best = times.reduce((one, other) => (other.seconds < one.seconds ? other : one));
  const on = `measured on this adapter on ${measuredAt.slice(0, 10)}`;
  if (!layered) return { path: best.path, reason: `${on}: the fastest` };
  const gain = layered.seconds / best.seconds;
  if (gain < WORTH) return { path: 'layered', reason: `${on}: no others are faster by more than 5 %` };
  return { path: best.path, reason: `${on}: ${gain.toPrecision(2)} times as fast as the layered ones` };
}

/** All tunings that are kept; none where what is kept is of another version, or damaged. */
export async function readTunings(store: TuningStore): Promise<Tuning[]> {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), v.array(TUNING)), await store.read());
  return parsed.success ? parsed.output : [];
}

/** Keeps a tuning, in place of an older one of the same. */
export async function keepTuning(store: TuningStore, tuning: Tuning): Promise<void> {
  const others = (await readTunings(store)).filter((other) => keyOf(other) !== keyOf(tuning));
  await store.write(JSON.stringify([...others, tuning].slice(-KEPT), null, 1));
}

/** What was measured with these kernels of this adapter for waves of a class, or null. */
export async function findTuning(store: TuningStore, of: TuningKey): Promise<Tuning | null> {
  return (await readTunings(store)).find((tuning) => keyOf(tuning) === keyOf(of)) ?? null;
}

type TuningKey = Pick<Tuning, 'thetascape' | 'adapter' | 'shape'>;

function keyOf({ thetascape, adapter, shape }: TuningKey): string {
  const { vendor, architecture, device, description } = adapter;
  return JSON.stringify([thetascape, vendor, architecture, device, description, shape]);
}

/** Whether two descriptions are of the same adapter, with the same driver as far as it says. */
export const isSameAdapter = (one: AdapterDescription, other: AdapterDescription): boolean =>
  keyOf({ thetascape: '', shape: '', adapter: one }) === keyOf({ thetascape: '', shape: '', adapter: other });
