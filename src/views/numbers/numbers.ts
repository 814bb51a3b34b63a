import { axisSymbol } from '../../metrics/setting-label';
import { axisTexts, fixed } from '../../metrics/format';
import { evenly } from '../../metrics/statistics';
import { tableOf, type Table } from '../../metrics/table';
import { drawColumns, linear } from '../axis';
import type { Chart, Pick, Size } from '../chart';
import { FONT_SIZE, type Box, type Drawing } from '../drawing';
import type { LiveSweep } from '../live-run';
import type { Theme } from '../theme';
import type { ViewState } from '../view';
import { QUANTITIES } from './quantities';
import { drawQuantity } from './quantity-panel';
import { settingSpread } from './setting-spread';

/** Pixels that a panel needs across; a narrower chart has fewer of them side by side. */
const PANEL_WIDTH = 95;
const MARGIN = { left: 34, right: 8, top: 4, bottom: 32 };
const GAP = { across: 36, down: 8 };
/** Pixels that a value of the sweep needs below a panel. */
const VALUE_WIDTH = 34;

interface Cell {
  plot: Box;
  /** The lowest panel of its column, below which the values of the sweep stand. */
  isLowest: boolean;
}

/** What the parameters of each setting of the sweep have come to at the shown epoch, a panel per quantity. */
export const NUMBERS: Chart = {
  name: 'numbers',
  draw(context, state, size, theme) {
    context.font = `${FONT_SIZE}px ${theme.font}`;
    const cells = cellsOf(size);
    const { settings } = state.sweep;
    QUANTITIES.forEach((quantity, i) => {
      const { plot, isLowest } = cells[i]!;
      const x = acrossSettings(plot, settings.length);
      drawQuantity({ context, state, theme, x }, quantity, plot);
      if (isLowest) drawValues(context, state.sweep, plot, x, theme);
    });
    return nearestColumn(cells, state);
  },
  describe(state) {
    const [quantity] = QUANTITIES;
    const settings = evenly(state.sweep.settings, 5).map(
      (setting) => `${setting.label}: ${fixed(settingSpread(setting, quantity!, state.epoch).middle)}`,
    );
    const { floor, entropy: initial } = state.run.initial;
    return `Entropy of the parameters, divergence from the initial ones, RMS, parameters near and at zero, and gap of the losses of the sweep ${state.sweep.name} after epoch ${state.epoch}. Entropy in nats, from ${fixed(floor)} (resolution limit) over ${fixed(initial)} (initial): ${settings.join('; ')}.`;
  },
  numbers,
};

function cellsOf({ width, height }: Size): Cell[] {
  const columns = Math.max(1, Math.min(3, Math.floor((width + GAP.across) / (PANEL_WIDTH + GAP.across))));
  const rows = Math.ceil(QUANTITIES.length / columns);
  const across = (width - MARGIN.left - MARGIN.right - GAP.across * (columns - 1)) / columns;
  const down = (height - MARGIN.top - MARGIN.bottom - GAP.down * (rows - 1)) / rows;
  return QUANTITIES.map((_, i) => {
    const left = MARGIN.left + (i % columns) * (across + GAP.across);
    const top = MARGIN.top + Math.floor(i / columns) * (down + GAP.down);
    const plot = { left, right: left + across, top, bottom: top + down };
    return { plot, isLowest: i + columns >= QUANTITIES.length };
  });
}

/** Evenly by the index in the sweep, as everywhere: a λ of 0 has a place, too. */
function acrossSettings({ left, right }: Box, count: number): (index: number) => number {
  const margin = Math.min(8, (right - left) / (2 * count));
  if (count === 1) return () => (left + right) / 2;
  return linear([0, count - 1], [left + margin, right - margin]);
}

function drawValues(context: Drawing, sweep: LiveSweep, plot: Box, x: (index: number) => number, theme: Theme): void {
  const { name, texts } = axisOf(sweep);
  const shown = evenly([...texts.keys()], Math.max(2, Math.floor((plot.right - plot.left) / VALUE_WIDTH)));
  drawColumns(
    context,
    plot,
    shown.map((i) => ({ at: x(i), text: texts[i]! })),
    name,
    theme,
  );
}

/** The only axis of the sweep and its values; of several axes the place in the sweep. */
function axisOf({ settings }: LiveSweep): { name: string; texts: string[] } {
  const values = settings.map(({ models }) => models[0]!.model.values);
  const paths = Object.keys(values[0]!);
  const [path] = paths;
  if (path === undefined) return { name: '', texts: settings.map(({ label }) => label) };
  if (paths.length > 1) return { name: 'setting', texts: values.map((_, i) => String(i + 1)) };
  return { name: axisSymbol(path), texts: axisTexts(values.map((value) => value[path]!)) };
}

function nearestColumn(cells: readonly Cell[], { sweep }: ViewState): Pick {
  const { settings } = sweep;
  return (px, py) => {
    const cell = cells.find(
      ({ plot: { left, right, top, bottom } }) => px >= left && px <= right && py >= top && py <= bottom,
    );
    if (!cell) return null;
    const x = acrossSettings(cell.plot, settings.length);
    const step = settings.length === 1 ? 1 : x(1) - x(0);
    const index = Math.round((px - x(0)) / step);
    return settings[Math.min(settings.length - 1, Math.max(0, index))]!;
  };
}

/** A row per model and quantity at the shown epoch. */
function numbers({ sweep, epoch }: ViewState): Table {
  const rows = sweep.settings.flatMap(({ label, models }) =>
    models.flatMap((live) =>
      QUANTITIES.map(({ id, of }) => [
        live.model.index,
        label,
        live.model.seed,
        Math.min(epoch, live.epochs),
        id,
        of(live, epoch),
      ]),
    ),
  );
  return tableOf(['model', 'setting', 'seed', 'epoch', 'quantity', 'value'], rows);
}
