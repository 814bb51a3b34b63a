import { fixed } from '../../metrics/format';
import { evenly, minimum } from '../../metrics/statistics';
import { tableOf, type Table } from '../../metrics/table';
import { box, drawColumns, linear, type Scale } from '../axis';
import type { Chart, Size } from '../chart';
import type { Box } from '../drawing';
import type { LiveSetting } from '../live-run';
import type { Drawn } from '../nearest-point';
import type { Theme } from '../theme';
import type { ViewState } from '../view';
import { columnsOf, type Columns } from './columns';
import { QUANTITIES } from './quantities';
import { drawQuantity, type PanelScene } from './quantity-panel';
import { settingSpread } from './setting-spread';

/** In font sizes. A chart has as many panels side by side as have room. */
const PANEL_WIDTH = 6;
const MARGIN = { left: 4.8, right: 0.7, top: 0.2, bottom: 2.9 };
const GAP = { across: 4.8, down: 0.5 };
/** That a value of the sweep needs below a panel. */
const VALUE_WIDTH = 3.1;

interface Cell {
  plot: Box;
  /** The lowest panel of its column, below which the values of the sweep stand. */
  isLowest: boolean;
}

/** What the parameters of each setting of the sweep have come to at the shown epoch, a panel per quantity. */
export const NUMBERS: Chart = {
  name: 'numbers',
  draw(context, state, size, theme) {
    context.font = `${theme.fontSize}px ${theme.font}`;
    const columns = columnsOf(state.sweep);
    const cells = cellsOf(size, theme);
    const drawn = QUANTITIES.map((quantity, i) => {
      const { plot, isLowest } = cells[i]!;
      const places = acrossColumns(plot, columns.texts.length);
      const scene = {
        context,
        state,
        theme,
        x: (setting: number) => places(columns.of[setting]!),
        lines: columns.lines,
      };
      if (isLowest) drawValues(scene, columns, plot, places);
      return drawQuantity(scene, quantity, plot);
    });
    return (x, y) => {
      const index = cells.findIndex(
        ({ plot }) => x >= plot.left && x <= plot.right && y >= plot.top && y <= plot.bottom,
      );
      return index < 0 ? null : nearestIn(drawn[index]!, x, y);
    };
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

function cellsOf(size: Size, theme: Theme): Cell[] {
  const all = box(size, MARGIN, theme);
  const [gapAcross, gapDown, least] = [GAP.across, GAP.down, PANEL_WIDTH].map((ems) => ems * theme.fontSize);
  const [width, height] = [all.right - all.left, all.bottom - all.top];
  const columns = Math.max(1, Math.min(3, Math.floor((width + gapAcross!) / (least! + gapAcross!))));
  const rows = Math.ceil(QUANTITIES.length / columns);
  const across = (width - gapAcross! * (columns - 1)) / columns;
  const down = (height - gapDown! * (rows - 1)) / rows;
  return QUANTITIES.map((_, i) => {
    const left = all.left + (i % columns) * (across + gapAcross!);
    const top = all.top + Math.floor(i / columns) * (down + gapDown!);
    const plot = { left, right: left + across, top, bottom: top + down };
    return { plot, isLowest: i + columns >= QUANTITIES.length };
  });
}

function acrossColumns({ left, right }: Box, count: number): Scale {
  const margin = Math.min(8, (right - left) / (2 * count));
  if (count === 1) return () => (left + right) / 2;
  return linear([0, count - 1], [left + margin, right - margin]);
}

function drawValues({ context, theme }: PanelScene, { name, texts }: Columns, plot: Box, places: Scale): void {
  const most = Math.max(2, Math.floor((plot.right - plot.left) / theme.fontSize / VALUE_WIDTH));
  const shown = evenly([...texts.keys()], most);
  drawColumns(
    context,
    plot,
    shown.map((i) => ({ at: places(i), text: texts[i]! })),
    name,
    theme,
  );
}

/** In the nearest column the nearest one; where nothing is drawn of it yet, its column is enough. */
function nearestIn(drawn: readonly Drawn[], x: number, y: number): LiveSetting {
  const away = drawn.map(({ points: [point] }) => 1e4 * Math.abs(point![0] - x) + (Math.abs(point![1] - y) || 0));
  return drawn[away.indexOf(minimum(away))]!.setting;
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
