/** Whether memory stayed flat, by the samples of memory-samples.mjs. */

/** Share of the time that counts as warming up. */
const WARM_UP = 0.1;
/** What grows may grow by. */
const FLAT = 1.05;
/** What is left of the time is told apart by tenths, each the mean of some samples. */
const TENTHS = 10;
const LEAST_PER_TENTH = 3;
/** Samples below which nothing is said. */
export const LEAST_SAMPLES = Math.ceil((TENTHS * LEAST_PER_TENTH) / (1 - WARM_UP));

/**
 * What was taken in each tenth of the time after warming up, on average, compared with the first of them; and at most.
 *
 * @param samples `rss` and `buffers`, in bytes, once a second
 * @returns null where there are fewer than {@link LEAST_SAMPLES}
 */
export function flatness(samples) {
  if (samples.length < LEAST_SAMPLES) return null;
  const warm = samples.slice(Math.ceil(WARM_UP * samples.length));
  const of = (key) => {
    const values = warm.map((sample) => sample[key]);
    const tenths = Array.from({ length: TENTHS }, (_, i) =>
      mean(values.slice(...[i, i + 1].map((n) => (n * values.length) / TENTHS))),
    );
    return { tenths, peak: Math.max(...values), growth: Math.max(...tenths) / tenths[0] };
  };
  const [rss, buffers] = [of('rss'), of('buffers')];
  return { rss, buffers, isFlat: rss.growth <= FLAT && buffers.growth <= FLAT };
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
