/**
 * How far a chi-square statistic lies from its expectation, in standard deviations (normal approximation, so for many
 * cells). Tests draw from fixed keys: a limit of 4 leaves room for choosing them once, not for a bias.
 */
export function chiSquareDeviation(counts: ArrayLike<number>, expected: number, degreesOfFreedom: number): number {
  let chiSquare = 0;
  for (let i = 0; i < counts.length; i++) chiSquare += (counts[i]! - expected) ** 2 / expected;
  return (chiSquare - degreesOfFreedom) / Math.sqrt(2 * degreesOfFreedom);
}

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** Pearson's correlation of two sequences of one length. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  let covariance = 0;
  let varianceA = 0;
  let varianceB = 0;
  for (let i = 0; i < a.length; i++) {
    covariance += (a[i]! - meanA) * (b[i]! - meanB);
    varianceA += (a[i]! - meanA) ** 2;
    varianceB += (b[i]! - meanB) ** 2;
  }
  return covariance / Math.sqrt(varianceA * varianceB);
}
