import { plural } from '../../metrics/format';
import { SEEDS_FOR_QUANTILES } from '../../metrics/statistics';
import type { ShownSetting } from './sweep-view';

/** Sentences joined, each closed by a full stop; empty ones are left out. */
export function sentence(...parts: string[]): string {
  return parts
    .filter((part) => part !== '')
    .map((part) => (/[.?!]$/.test(part) ? part : `${part}.`))
    .join(' ');
}

/** What line and band stand for. */
export function bandName(settings: readonly ShownSetting[]): string {
  const seeds = Math.max(0, ...settings.map(({ group }) => group.finite.length));
  if (seeds <= 1) return 'One seed, so no band.';
  const spread = seeds < SEEDS_FOR_QUANTILES ? 'least to greatest' : '10–90 %';
  return `Line: median of ${plural(seeds, 'seed')}; band: ${spread}.`;
}
