import { logLoss, type LiveSweep } from './live-run';

/** Pixels around the plot. */
const MARGIN = { left: 40, right: 12, top: 12, bottom: 34 };
/** log10 losses before there are any. */
const EMPTY: [number, number] = [-3, 0];

/** Where an epoch and a log10 loss lie, in pixels. */
export interface Scales {
  x: (epoch: number) => number;
  y: (log: number) => number;
  epochs: number;
  range: [number, number];
}

/** All epochs that the sweep will train, and the losses so far, in `width` × `height` pixels. */
export function scalesOf(sweep: LiveSweep, width: number, height: number): Scales {
  const models = sweep.settings.flatMap((setting) => setting.models);
  const epochs = Math.max(2, ...models.map(({ model }) => model.setting.training.epochs));
  const range = halves(models.flatMap(({ trainLoss, validationLoss }) => [...trainLoss, ...validationLoss]));
  const [across, down] = [width - MARGIN.left - MARGIN.right, height - MARGIN.top - MARGIN.bottom];
  return {
    x: (epoch) => MARGIN.left + (across * (epoch - 1)) / (epochs - 1),
    y: (log) => MARGIN.top + (down * (range[1] - log)) / (range[1] - range[0]),
    epochs,
    range,
  };
}

/** The range of the finite losses, log10, widened to whole halves. */
function halves(losses: readonly number[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const log of losses.map(logLoss)) {
    if (Number.isNaN(log)) continue;
    low = Math.min(low, log);
    high = Math.max(high, log);
  }
  if (low > high) return EMPTY;
  const bottom = Math.floor(2 * low) / 2;
  return [bottom, Math.max(bottom + 0.5, Math.ceil(2 * high) / 2)];
}
