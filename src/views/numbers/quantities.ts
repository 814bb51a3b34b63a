import { fixed, percent } from '../../metrics/format';
import type { InitialDensity } from '../../metrics/initial-density';
import { log10Loss } from '../../metrics/statistics';
import type { LiveModel } from '../live-model';

/** A level that values are compared with, named at the axis. */
export interface Level {
  value: number;
  name: string;
}

/** A number of a model after an epoch, and how it is shown. */
export interface Quantity {
  id: string;
  title: string;
  /** NaN where it is not known. */
  of: (model: LiveModel, epoch: number) => number;
  text: (value: number) => string;
  scale: 'linear' | 'log';
  /** What the axis always holds. */
  range: (initial: InitialDensity) => readonly [number, number];
  /** True: values beyond the range are shown by arrows at its ends, so that its levels stay readable. */
  isFixed: boolean;
  /** Those before the others where there is no room for the names of all. */
  levels: (initial: InitialDensity) => readonly Level[];
}

const PLAIN = { scale: 'linear', isFixed: false, levels: (): readonly Level[] => [] } as const;
/** Divergences, in nats, between which a fresh network and the strongest decay both lie. */
const DIVERGENCES = [0.05, 100] as const;

export const QUANTITIES: readonly Quantity[] = [
  {
    ...PLAIN,
    id: 'entropy',
    title: 'entropy, nats',
    of: (model, epoch) => model.densityAt(epoch)?.entropy ?? NaN,
    text: (value) => fixed(value, 3),
    isFixed: true,
    range: ({ floor, ceiling }) => [floor, ceiling],
    levels: ({ floor, ceiling, entropy }) => [
      { value: entropy, name: 'initial' },
      { value: floor, name: 'floor' },
      { value: ceiling, name: 'ceiling' },
    ],
  },
  {
    ...PLAIN,
    id: 'divergence',
    title: 'KL from init, nats',
    of: (model, epoch) => model.densityAt(epoch)?.divergence ?? NaN,
    text: (value) => fixed(value, 3),
    scale: 'log',
    isFixed: true,
    range: () => DIVERGENCES,
    levels: ({ noise }) => [{ value: noise, name: 'two inits' }],
  },
  {
    ...PLAIN,
    id: 'rms',
    title: 'RMS θ',
    of: (model, epoch) => model.statisticsAt(epoch)?.rms ?? NaN,
    text: (value) => fixed(value, 4),
    range: () => [0, 0.12],
  },
  {
    ...PLAIN,
    id: 'nearZero',
    title: '|θ| < 0.001',
    of: (model, epoch) => model.statisticsAt(epoch)?.nearZero ?? NaN,
    text: percent,
    range: () => [0, 1],
  },
  {
    ...PLAIN,
    id: 'exactZero',
    title: 'θ exactly 0',
    of: (model, epoch) => model.statisticsAt(epoch)?.exactZero ?? NaN,
    text: percent,
    range: () => [0, 1],
  },
  {
    ...PLAIN,
    id: 'gap',
    title: 'gap, log₁₀',
    of: (model, epoch) => {
      const { train, validation } = model.lossAt(epoch);
      return log10Loss(validation) - log10Loss(train);
    },
    text: (value) => fixed(value, 3),
    range: () => [-0.5, 0.5],
    levels: () => [{ value: 0, name: 'no gap' }],
  },
];
