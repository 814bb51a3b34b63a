import { axisX, axisY, cell, text } from '@observablehq/plot';
import { axisTexts, fixed } from '../../metrics/format';
import { axisSymbol } from '../../metrics/setting-label';
import { log10Loss, maximum, median, minimum } from '../../metrics/statistics';
import { compose } from './compose';
import { FIGURE_WIDTH, type Figure } from './figure';
import { FAINT_INK, INK } from './palette';
import { plotPanel } from './plot-panel';
import { sentence } from './words';
import type { SettingGroup } from '../../metrics/summary';
import type { SweepSpec } from '../../spec/types';

/** Cells up to which each shows its number, and ticks up to which each shows its value. */
const MOST_NUMBERS = 150;
const MOST_TICKS = 16;

interface Cell {
  x: number;
  y: number;
  /** log10 validation loss, median over the seeds; NaN when all diverged. */
  loss: number;
}

/** Final validation loss over the two axes of a sweep; ✕ marks settings that diverged with every seed. */
export function heatMap(name: string, title: string, sweep: SweepSpec, groups: readonly SettingGroup[]): Figure {
  const [first, second] = [sweep.axes[0]!, sweep.axes[1]!];
  const cells = groups
    .filter((group) => group.sweep === sweep.name)
    .map((group): Cell => {
      const losses = group.finite.map((model) => log10Loss(model.validation.final));
      return { x: group.values[first.path]!, y: group.values[second.path]!, loss: median(losses) };
    });
  const finite = cells.filter(({ loss }) => Number.isFinite(loss));
  const losses = finite.map(({ loss }) => loss);
  const middle = (minimum(losses) + maximum(losses)) / 2;
  const panel = plotPanel({
    width: FIGURE_WIDTH - 28,
    height: 60 + Math.min(440, 44 * second.values.length),
    marginLeft: 110,
    marginBottom: 48,
    marginTop: 4,
    x: { type: 'band', domain: first.values, padding: 0.03 },
    y: { type: 'band', domain: second.values, padding: 0.03, reverse: true },
    color: { scheme: 'ylgnbu', reverse: true, domain: [minimum(losses), maximum(losses)] },
    marks: [
      axisX({ label: axisSymbol(first.path), ...bandTicks(first.values) }),
      axisY({ label: axisSymbol(second.path), ...bandTicks(second.values) }),
      cell(finite, { x: 'x', y: 'y', fill: 'loss' }),
      text(
        cells.filter(({ loss }) => !Number.isFinite(loss)),
        { x: 'x', y: 'y', text: () => '✕', fill: FAINT_INK },
      ),
      ...(cells.length > MOST_NUMBERS
        ? []
        : [
            text(finite, {
              x: 'x',
              y: 'y',
              text: (c: Cell) => fixed(c.loss),
              fill: (c: Cell) => (c.loss < middle ? '#fff' : INK),
            }),
          ]),
    ],
  });
  const best = finite.reduce<Cell | null>((least, c) => (least && least.loss <= c.loss ? least : c), null);
  return compose({
    name,
    angle: 'losses',
    title,
    rows: [[panel]],
    caption: sentence(
      'Final validation loss, log10 MSE, median over the seeds; darker is lower, ✕ diverged with every seed',
      `Colours span ${fixed(minimum(losses))} to ${fixed(maximum(losses))}.`,
      best
        ? `Lowest: ${fixed(best.loss)} at ${axisSymbol(first.path)} = ${best.x}, ${axisSymbol(second.path)} = ${best.y}.`
        : '',
    ),
  });
}

function bandTicks(values: readonly number[]): { ticks: number[]; tickFormat: (value: number) => string } {
  const texts = new Map(axisTexts(values).map((label, i) => [values[i]!, label]));
  const step = Math.ceil(values.length / MOST_TICKS);
  return { ticks: values.filter((_, i) => i % step === 0), tickFormat: (value) => texts.get(value) ?? '' };
}
