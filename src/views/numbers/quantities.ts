import { fixed, percent } from '../../metrics/format';
import type { InitialDensity } from '../../metrics/initial-density';
import { log10Loss } from '../../metrics/statistics';
import type { LiveModel } from '../live-model';

/** A level that values are compared with. */
export interface Level {
  value: number;
  name: string;
  /** The end of its line at which fewest marks lie: strong regularization is on the right. */
  side: 'left' | 'right';
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
    levels: ({ floor, ceiling, entropy, grid }) => [
      { value: floor, name: 'resolution limit', side: 'left' },
      { value: entropy, name: 'initial', side: 'right' },
      { value: ceiling, name: `ln ${grid.points}`, side: 'right' },
    ],
  },
  {
    ...PLAIN,
    id: 'divergence',
    title: 'KL(init ‖ now), nats',
    of: (model, epoch) => model.densityAt(epoch)?.divergence ?? NaN,
    text: (value) => fixed(value, 3),
    scale: 'log',
    isFixed: true,
    range: () => DIVERGENCES,
    levels: ({ noise }) => [{ value: noise, name: 'two fresh inits', side: 'right' }],
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
    levels: () => [{ value: 0, name: 'no gap', side: 'right' }],
  },
];
