import { median, quantile } from '../metrics/statistics';
import type { Clock, Encode, Reading } from './clock';

/** Work that can be repeated on the device. */
export interface Region {
  name: string;
  /** Seconds that a sample has to last at least. */
  least: number;
  /** The nearest number of repeats that can be encoded. */
  repeats(wanted: number): number;
  /** Uploads what `repeats` repeats need and returns their commands. */
  prepare(repeats: number): Encode;
}

/** A reading of so many repeats of a region. */
export interface Sample extends Reading {
  name: string;
  repeats: number;
}

/** How long one repeat takes, in seconds. */
export interface Timing {
  /** Samples, each of `repeats` repeats. */
  n: number;
  repeats: number;
  median: number;
  /** The quartiles: half of the samples lie between them. */
  low: number;
  high: number;
  /** What the clock may be off by for one repeat: no time below it means anything. */
  error: number;
}

/** A sample is to be this many times as long as the clock's error, which leaves 5 %. */
const ERRORS = 20;
/** Seconds that no sample is made longer than by repeating: drivers and browsers end what runs for long. */
const LONGEST = 0.1;
/** Seconds of a sample in which many steps are taken at once, as training does. */
export const MANY_STEPS = LONGEST / 2;
const ROUNDS = { least: 5, most: 25, seconds: 10 };

/** One sample of a region. */
export async function sampleOf(clock: Clock, region: Region, repeats: number): Promise<Sample> {
  const reading = await clock.time(region.name, region.prepare(repeats));
  return { ...reading, name: region.name, repeats };
}

/** Repeats that make a sample long enough for its region and its clock; what compiles at first has compiled then. */
export async function calibrateRepeats(clock: Clock, region: Region): Promise<number> {
  const enough = Math.min(LONGEST / 2, Math.max(region.least, ERRORS * clock.error));
  let repeats = region.repeats(1);
  await sampleOf(clock, region, repeats);
  for (;;) {
    const { seconds } = await sampleOf(clock, region, repeats);
    const more = region.repeats(2 * repeats);
    if (seconds >= enough || more <= repeats) return repeats;
    repeats = more;
  }
}

/**
 * Samples regions in turn (A B C A B C …), so that what else the machine does falls on all of them.
 *
 * @param before is called before each round
 * @returns the samples of each region, in the order of the regions
 */
export async function interleave(
  clock: Clock,
  regions: readonly Region[],
  before: (region: Region) => Promise<void>,
): Promise<Sample[][]> {
  const repeats: number[] = [];
  for (const region of regions) repeats.push(await calibrateRepeats(clock, region));
  const samples: Sample[][] = regions.map(() => []);
  const started = performance.now();
  const isOver = (round: number) => round >= ROUNDS.least && performance.now() - started > 1000 * ROUNDS.seconds;
  for (let round = 0; round < ROUNDS.most && !isOver(round); round++) {
    for (const [i, region] of regions.entries()) {
      await before(region);
      samples[i]!.push(await sampleOf(clock, region, repeats[i]!));
    }
  }
  return samples;
}

/** Of one repeat, by samples of equally many. */
export function timingOf(samples: readonly Sample[], clock: Clock): Timing {
  const { repeats } = samples[0]!;
  const each = samples.map(({ seconds }) => seconds / repeats);
  return {
    n: samples.length,
    repeats,
    median: median(each),
    low: quantile(each, 0.25),
    high: quantile(each, 0.75),
    error: clock.error / repeats,
  };
}
