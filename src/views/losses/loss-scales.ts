import { box, linear, type Scale } from '../axis';
import type { Box } from '../drawing';
import { LEGEND_HEIGHT } from '../legend';
import { plannedEpochs, type LossBand } from './loss-band';
import type { LiveSweep } from '../live-run';
import type { Size } from '../chart';
import type { Theme } from '../theme';

/** In font sizes. */
const MARGIN = { left: 3.3, right: 0.9, top: LEGEND_HEIGHT + 0.4, bottom: 2.9 };
/** log10 losses before there are any. */
const EMPTY: [number, number] = [-3, 0];

/** Where an epoch, from 1, and a log10 loss lie, in pixels. */
export interface LossScales {
  x: Scale;
  y: Scale;
  plot: Box;
  epochs: number;
  range: [number, number];
}

/** All epochs that the sweep will train, and the losses so far; names lie to the right of the plot. */
export function lossScales(
  sweep: LiveSweep,
  bands: readonly LossBand[],
  size: Size,
  nameWidth: number,
  theme: Theme,
): LossScales {
  const epochs = Math.max(2, plannedEpochs(sweep.settings.flatMap(({ models }) => models)));
  const range = wholeHalves(bands);
  const plot = box(size, { ...MARGIN, right: MARGIN.right + nameWidth / theme.fontSize }, theme);
  return {
    x: linear([1, epochs], [plot.left, plot.right]),
    y: linear(range, [plot.bottom, plot.top]),
    plot,
    epochs,
    range,
  };
}

/** The range of the losses, log10, widened to whole halves. */
function wholeHalves(bands: readonly LossBand[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const { train, validation, epochs } of bands) {
    for (const band of [train, validation]) {
      for (let epoch = 0; epoch < epochs; epoch++) {
        // Comparisons with NaN are false.
        if (band.low[epoch]! < low) low = band.low[epoch]!;
        if (band.high[epoch]! > high) high = band.high[epoch]!;
      }
    }
  }
  if (low > high) return EMPTY;
  const bottom = Math.floor(2 * low) / 2;
  return [bottom, Math.max(bottom + 0.5, Math.ceil(2 * high) / 2)];
}
