import { fixed } from '../../metrics/format';
import { maximum, mean } from '../../metrics/statistics';
import { tableOf, type Table } from '../../metrics/table';
import { numberCell, type Listing } from '../listing';
import { hasStopped } from '../selection';
import type { ViewState } from '../view';
import { shownData } from './shown-data';
import { predictionOf, shownPredictions, type ShownPrediction } from './shown-predictions';

/** What is said of a curve in numbers, in the target's own units; NaN where there is nothing to compare with. */
export interface PredictionSummary {
  /** With dropout off. */
  mean: number;
  /** RMS distance, with dropout off, from the noise-free function or from the actual values. */
  error: number;
  /** Over stochastic passes: on average over the points, and at most. */
  deviation: number;
  greatest: number;
}

/** A row per setting of the sweep. */
export const PREDICTION_LISTING: Listing = {
  caption: ({ sweep, epoch }) =>
    `Predictions of the sweep ${sweep.name} after epoch ${epoch}: first seed of each setting, dropout off; deviation of the stochastic passes`,
  columns: ['mean', 'RMS error', 'mean deviation', 'greatest deviation'],
  rows: (state) =>
    state.sweep.settings.map((setting) => {
      const shown = predictionOf(setting, state);
      const summary = shown ? summaryOf(shown, state) : NOTHING;
      const values = [summary.mean, summary.error, summary.deviation, summary.greatest];
      const cells = values.map((value) => numberCell(value, (number) => fixed(number, 4)));
      return { setting, model: '', isMuted: hasStopped(setting, state.epoch), cells };
    }),
};

const NOTHING: PredictionSummary = { mean: NaN, error: NaN, deviation: NaN, greatest: NaN };

export function summaryOf({ model, curves }: ShownPrediction, { run }: ViewState): PredictionSummary {
  const { actual } = shownData(run.dataOf(model.model.index), model.model.setting.data);
  return {
    mean: mean(curves.off),
    error: actual ? Math.sqrt(mean(curves.off.map((value, g) => (value - actual[g]!) ** 2))) : NaN,
    deviation: mean(curves.deviation),
    greatest: maximum(curves.deviation),
  };
}

/** A row per setting that is drawn and prediction point, in the data's own units. */
export function predictionNumbers(state: ViewState): Table {
  const rows = shownPredictions(state).flatMap(({ setting, model, epoch, curves }) => {
    const { x, actual } = shownData(state.run.dataOf(model.model.index), model.model.setting.data);
    return Array.from(curves.off, (off, g) => [
      model.model.index,
      setting.label,
      model.model.seed,
      epoch,
      g,
      x[g] ?? null,
      actual?.[g] ?? null,
      curves.sample[g]!,
      off,
      curves.mean[g]!,
      curves.deviation[g]!,
    ]);
  });
  const names = ['model', 'setting', 'seed', 'epoch', 'point', 'x', 'actual', 'sample', 'off', 'mean', 'deviation'];
  return tableOf(names, rows);
}
