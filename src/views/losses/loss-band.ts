import { log10Loss, quantile, SEEDS_FOR_QUANTILES, type Band } from '../../metrics/statistics';
import type { LiveModel } from '../live-model';
import type { LiveSetting } from '../live-run';

/** log10 losses of a setting over its seeds, (E,) each; those that diverged are left out. */
export interface LossBand {
  train: Band;
  validation: Band;
  /** Epochs that any seed has been trained. */
  epochs: number;
  diverged: number;
}

interface Memo extends LossBand {
  /** Epochs up to which every seed is in the bands. */
  settled: number;
}

const memos = new WeakMap<LiveSetting, Memo>();

/** The setting's bands, brought up to date from where some seed was not trained yet when they were asked for last. */
export function lossBand(setting: LiveSetting): LossBand {
  const finite = setting.models.filter(({ divergedAt }) => divergedAt === null);
  const diverged = setting.models.length - finite.length;
  const known = memos.get(setting);
  const memo = known?.diverged === diverged ? known : emptyMemo(setting, diverged);
  memos.set(setting, memo);
  memo.epochs = Math.max(0, ...finite.map(({ epochs }) => epochs));
  extend(
    memo.train,
    finite.map(({ trainLoss }) => trainLoss),
    memo.settled,
    memo.epochs,
  );
  extend(
    memo.validation,
    finite.map(({ validationLoss }) => validationLoss),
    memo.settled,
    memo.epochs,
  );
  memo.settled = Math.min(memo.epochs, ...finite.map(({ epochs }) => epochs));
  return memo;
}

function emptyMemo({ models }: LiveSetting, diverged: number): Memo {
  const epochs = plannedEpochs(models);
  const empty = () => new Float64Array(epochs).fill(NaN);
  const band = (): Band => ({ low: empty(), middle: empty(), high: empty() });
  return { train: band(), validation: band(), epochs: 0, diverged, settled: 0 };
}

export function plannedEpochs(models: readonly LiveModel[]): number {
  return Math.max(0, ...models.map(({ model }) => model.setting.training.epochs));
}

function extend({ low, middle, high }: Band, losses: readonly Float64Array[], from: number, to: number): void {
  for (let epoch = from; epoch < to; epoch++) {
    const logs = losses.map((curve) => log10Loss(curve[epoch] ?? NaN)).filter(Number.isFinite);
    const tail = logs.length < SEEDS_FOR_QUANTILES ? 0 : 0.1;
    low[epoch] = quantile(logs, tail);
    middle[epoch] = quantile(logs, 0.5);
    high[epoch] = quantile(logs, 1 - tail);
  }
}
