import { gridPoints } from '../../metrics/density';
import { fixed } from '../../metrics/format';
import { tableOf, type Table } from '../../metrics/table';
import type { Chart, Pick, Size } from '../chart';
import { fillBetween, FONT_SIZE, line, type Drawing, type Point } from '../drawing';
import { markedLabel } from '../selection';
import type { Theme } from '../theme';
import type { ViewState } from '../view';
import { ROW_VALUES } from './density-rows';
import { describe } from './description';
import { frameOf, type Frame } from './frame';
import { heightOf, heightTicks, type HeightScale } from './scales';
import type { ShownRow } from './shown-rows';
import { heightGap, project, ridgeAt, rowDepth, thetaTicks } from './stage';

/** A row with its densities on the host, (points,) in multiples of the initial level. */
export interface DrawnRow extends ShownRow {
  median: ArrayLike<number>;
  low: ArrayLike<number>;
  high: ArrayLike<number>;
}

/** @param values (R, G, 4) as the kernel density-rows writes them */
export function drawnRows(rows: readonly ShownRow[], values: Float32Array): DrawnRow[] {
  const points = values.length / rows.length / ROW_VALUES;
  return rows.map((shown, row) => {
    const [median, low, high] = [0, 1, 2].map((part) =>
      Float32Array.from({ length: points }, (_, i) => values[(row * points + i) * ROW_VALUES + part]!),
    );
    return { ...shown, median: median!, low: low!, high: high! };
  });
}

const WALL_OPACITY = 0.3;
const BAND_OPACITY = 0.3;
const LABEL_GAP = 8;

/** The ridges in 2-D: for files, and where there is no GPU to draw them in space. */
export class DensityChart implements Chart {
  readonly name = 'densities';

  constructor(
    private readonly rowsOf: (state: ViewState) => readonly DrawnRow[],
    private readonly scale: HeightScale,
  ) {}

  draw(context: Drawing, state: ViewState, size: Size, theme: Theme): Pick {
    context.font = `${FONT_SIZE}px ${theme.font}`;
    const rows = this.rowsOf(state);
    const frame = frameOf(rows, state, size, { kind: 'ridge', scale: this.scale, yaw: 0 }, theme);
    drawAxes(context, frame);
    for (let row = rows.length - 1; row >= 0; row--) drawRidge(context, frame, rows[row]!, row);
    drawLabels(context, frame, state);
    return (x, y) => rows[ridgeAt(frame.stage, { x, y }) ?? 0]!.setting;
  }

  describe(state: ViewState): string {
    return describe('ridge', this.rowsOf(state), state);
  }

  numbers(state: ViewState): Table {
    const theta = gridPoints(state.run.initial.grid);
    const cells = this.rowsOf(state).flatMap(({ label, median, low, high }) =>
      Array.from(theta, (value, i) => [label, value, median[i]!, low[i]!, high[i]!]),
    );
    return tableOf(['setting', 'theta', 'median', 'low', 'high'], cells);
  }
}

function drawRidge(context: Drawing, { stage, scale, looks, theme }: Frame, own: DrawnRow, row: number): void {
  const { line: colour, fill, width, fade } = looks[row]!;
  const last = own.median.length - 1;
  const at = (u: number, i: number): Point => {
    const x = stage.halfWidth * ((2 * i) / last - 1);
    const place = project(stage, [x, heightOf(scale, u) * stage.unitHeight, rowDepth(stage, row)]);
    return [place.x, place.y];
  };
  const median = Array.from(own.median, at);
  const floor = median.map((_, i) => at(0, i));
  const fillWith = (style: string, opacity: number, low: readonly Point[], high: readonly Point[]) => {
    context.fillStyle = style;
    context.globalAlpha = opacity * (1 - fade);
    fillBetween(context, low, high);
    context.globalAlpha = 1;
  };
  context.fillStyle = theme.paperColour;
  fillBetween(context, floor, median);
  fillWith(fill, WALL_OPACITY, floor, median);
  if (own.members.length > 1) fillWith(fill, BAND_OPACITY, Array.from(own.low, at), Array.from(own.high, at));
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.globalAlpha = 1 - fade;
  context.setLineDash(own.setting ? [] : [3, 3]);
  line(context, median);
  context.setLineDash([]);
  context.globalAlpha = 1;
}

function drawAxes(context: Drawing, { stage, scale, tallest, ceiling, grid, theme }: Frame): void {
  const { halfWidth, depth, unitHeight } = stage;
  const at = (x: number, y: number, z: number): Point => {
    const place = project(stage, [x, y, z]);
    return [place.x, place.y];
  };
  context.strokeStyle = theme.grid;
  context.fillStyle = theme.faintInk;
  context.lineWidth = 1;
  context.textAlign = 'center';
  context.textBaseline = 'top';
  for (const theta of thetaTicks(stage, grid.limit, 'x')) {
    const x = (halfWidth * theta) / grid.limit;
    const [left, bottom] = at(x, 0, depth / 2);
    line(context, [at(x, 0, -depth / 2), [left, bottom]]);
    context.fillText(fixed(theta, 1), left, bottom + LABEL_GAP);
  }
  const [middle, bottom] = at(0, 0, depth / 2);
  context.fillText('parameter θ', middle, bottom + LABEL_GAP + 1.5 * FONT_SIZE);
  line(context, [at(-halfWidth, 0, -depth / 2), at(-halfWidth, tallest * unitHeight, -depth / 2)]);
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const { height, text } of heightTicks(scale, ceiling, heightGap(stage))) {
    const [x, y] = at(-halfWidth, height * unitHeight, -depth / 2);
    context.fillText(text, x - LABEL_GAP, y);
  }
}

function drawLabels(context: Drawing, { rows, looks, stage, theme }: Frame, state: ViewState): void {
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  const places = rows.map((_, row) => project(stage, [stage.halfWidth + LABEL_GAP, 0, rowDepth(stage, row)]));
  const every = Math.ceil((1.2 * FONT_SIZE) / Math.abs(places[1]!.y - places[0]!.y));
  rows.forEach(({ label, setting }, row) => {
    if (row % every !== 0 && !looks[row]!.standsOut) return;
    context.fillStyle = theme.ink;
    context.fillText(setting ? markedLabel(setting, state) : label, places[row]!.x, places[row]!.y);
  });
}
