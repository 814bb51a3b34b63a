import { statfs } from 'node:fs/promises';
import { ThetascapeError } from '../errors';
import type { JournalHeader } from '../journal/records';
import { DENSITY_POINTS } from '../plan/buffer-table';
import type { Plan } from '../plan/plan';
import { calibrate, estimateSeconds } from '../train/calibrate';
import { stepsToExpect } from '../train/halving';
import type { Run } from '../train/run';
import { duration } from './progress';

/** A number in a table that is packed. */
const NUMBER = 4;

/** Bytes of the files that a run leaves at least: its tables are larger, by how much depends on their numbers. */
export function leastDiskBytes({ waves }: Plan, { rowsOnly, weights }: JournalHeader['keeps']): number {
  return waves.reduce((total, { models, layout }) => {
    const parameters = NUMBER * layout.parameters;
    // a report holds the weights twice while it is written, and two densities
    const each = rowsOnly ? (weights ? parameters : NUMBER) : 2 * parameters + 2 * NUMBER * DENSITY_POINTS;
    return total + models.length * each;
  }, 0);
}

/** Floating-point operations below which a training is over sooner than it is measured. */
const WORTH_MEASURING = 1e11;

/**
 * Seconds that a run is expected to train on a device, by its heaviest wave's shape, measured for a second or two; null where that is
 * not worth it. Throws ThetascapeError when the device fails.
 */
export async function secondsOf(run: Pick<Run, 'spec' | 'plan' | 'models'>, device: GPUDevice): Promise<number | null> {
  const { plan } = run;
  if (plan.flops < WORTH_MEASURING) return null;
  const work = plan.waves.map(({ modelSteps, flopsPerModelStep }) => modelSteps * flopsPerModelStep);
  const heaviest = work.reduce((most, own, index) => (own > work[most]! ? index : most), 0);
  const seconds = estimateSeconds(plan, await calibrate(device, { like: plan.waves[heaviest]! }), 0);
  return (seconds * stepsToExpect(run)) / plan.modelSteps;
}

/** What a run takes, as a line for people. */
export function needsText(plan: Plan, diskBytes: number, seconds: number | null): string {
  const room = `${megabytes(plan.peakBytes)} on the device, at least ${megabytes(diskBytes)} on the disk`;
  return seconds === null ? room : `about ${duration(seconds)}, ${room}`;
}

/**
 * Throws ThetascapeError where the file system of a directory has less room than a run needs at least.
 *
 * @param hasBegun whether the directory holds a part of the run already
 */
export async function checkRoom(directory: string, bytes: number, hasBegun: boolean): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  if (bavail * bsize >= bytes) return;
  throw new ThetascapeError(
    `The run needs at least ${megabytes(bytes)} and "${directory}" has ${megabytes(bavail * bsize)} left: make room, ` +
      (hasBegun
        ? `or move the directory to another disk and go on there with "thetascape resume".`
        : `name a directory on another disk with --out, or train fewer models.`),
  );
}

function megabytes(bytes: number): string {
  if (bytes < 1e6) return `${Math.ceil(bytes / 1e3)} kB`;
  return `${bytes < 1e7 ? (bytes / 1e6).toFixed(1) : Math.round(bytes / 1e6)} MB`;
}
