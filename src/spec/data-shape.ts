import { ThetascapeError } from '../errors';
import type { NetworkSpec } from './types';

/**
 * Checks the two ends of a network against the data that it is to learn.
 *
 * @param data the columns of a loaded data set
 * @throws ThetascapeError when the network takes another number of features, or gives another number of targets
 */
export function checkDataShape(
  network: NetworkSpec,
  data: { features: readonly unknown[]; targets: readonly unknown[] },
): void {
  const [features, targets] = [data.features.length, data.targets.length];
  const [first, last] = [network.widths[0], network.widths.at(-1)];
  if (first === features && last === targets) return;
  throw new ThetascapeError(
    `network.widths starts with ${first} and ends with ${last}, but the data has ${features} feature columns and ` +
      `${targets} target columns; the two ends must be ${features} and ${targets}.`,
  );
}
