import { quantile, SEEDS_FOR_QUANTILES } from '../../metrics/statistics';
import type { LiveSetting } from '../live-run';
import { QUANTITIES, type Quantity } from './quantities';

/** A quantity over the seeds of a setting that did not diverge; NaN where no seed has it. */
export interface Spread {
  low: number;
  middle: number;
  high: number;
}

/** The spreads of all quantities as of an epoch, when so many epochs were trained and so many seeds had not diverged. */
interface Memo {
  epoch: number;
  trained: number;
  finite: number;
  spreads: Map<Quantity, Spread>;
}

const memos = new WeakMap<LiveSetting, Memo>();

/** Computed once for an epoch: hovering over a thousand settings draws them again and again. */
export function settingSpread(setting: LiveSetting, quantity: Quantity, epoch: number): Spread {
  const models = setting.models.filter(({ divergedAt }) => divergedAt === null);
  const trained = models.reduce((sum, { epochs }) => sum + epochs, 0);
  const known = memos.get(setting);
  if (known?.epoch === epoch && known.trained === trained && known.finite === models.length) {
    return known.spreads.get(quantity)!;
  }
  const spreads = new Map(QUANTITIES.map((one) => [one, spreadOf(models.map((model) => one.of(model, epoch)))]));
  memos.set(setting, { epoch, trained, finite: models.length, spreads });
  return spreads.get(quantity)!;
}

function spreadOf(values: readonly number[]): Spread {
  const known = values.filter(Number.isFinite);
  const tail = known.length < SEEDS_FOR_QUANTILES ? 0 : 0.1;
  return { low: quantile(known, tail), middle: quantile(known, 0.5), high: quantile(known, 1 - tail) };
}
