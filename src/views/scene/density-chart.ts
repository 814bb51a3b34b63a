import { gridPoints } from '../../metrics/density';
import { tableOf, type Table } from '../../metrics/table';
import { strengthColour } from '../../metrics/palette';
import type { Chart, Pick, Size } from '../chart';
import { line, type Drawing, type Point } from '../drawing';
import type { Theme } from '../theme';
import type { ViewState } from '../view';
import { ROW_VALUES } from './density-rows';
import { describe } from './description';
import { DRAW_ROWS, pointOf, type DrawnRow } from './flat-rows';
import { floorLines, type Segment } from './floor-lines';
import { frameOf, rowAt, type Frame, type Sight } from './frame';
import { heatColour } from './heat-scale';
import { colourBarOf, labelsOf, type Label } from './labels';
import { marksOf } from './marks';
import type { ShownRow } from './shown-rows';

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

const BAR_STEPS = 48;
const ALIGNMENTS = { row: 'left', column: 'left', peak: 'left', height: 'right', tick: 'center' } as const;
/** Font sizes of the square before the name of a row, and from its left to the name. */
const SWATCH = { side: 0.65, name: 1 };

/** The scene in 2-D: for files, and where there is no GPU to draw in space. */
export class DensityChart implements Chart {
  readonly name = 'densities';

  constructor(
    private readonly rowsOf: (state: ViewState) => readonly DrawnRow[],
    private readonly sight: Sight,
  ) {}

  draw(context: Drawing, state: ViewState, size: Size, theme: Theme): Pick {
    context.font = `${theme.fontSize}px ${theme.font}`;
    const rows = this.rowsOf(state);
    const frame = frameOf(rows, state, size, this.sight, theme);
    const { grid, chosen } = floorLines(frame);
    const isUpright = frame.stage.unitHeight > 0;
    if (isUpright) drawLines(context, frame, grid, theme.grid);
    DRAW_ROWS[frame.kind](context, frame, rows);
    if (!isUpright) drawLines(context, frame, grid, theme.grid);
    drawLines(context, frame, chosen, theme.ink);
    drawMarks(context, frame);
    drawColourBar(context, frame);
    for (const label of labelsOf(frame, state)) drawLabel(context, label, theme);
    return (x, y) => rows[rowAt(frame.kind, frame.stage, { x, y }) ?? 0]!.setting;
  }

  describe(state: ViewState): string {
    return describe(this.sight.kind, this.rowsOf(state), state);
  }

  numbers(state: ViewState): Table {
    const theta = gridPoints(state.run.initial.grid);
    const cells = this.rowsOf(state).flatMap(({ label, median, low, high }) =>
      Array.from(theta, (value, i) => [label, value, median[i]!, low[i]!, high[i]!]),
    );
    return tableOf(['setting', 'theta', 'median', 'low', 'high'], cells);
  }
}

function drawLines(context: Drawing, frame: Frame, segments: readonly Segment[], colour: string): void {
  context.strokeStyle = colour;
  context.lineWidth = 1;
  for (const segment of segments) {
    line(
      context,
      segment.map((end) => pointOf(frame, end)),
    );
  }
}

function drawMarks(context: Drawing, frame: Frame): void {
  for (const { foot, width, rise, colour, fade } of marksOf(frame)) {
    const [x, y, z] = foot;
    const [dx, dy, dz] = rise;
    const corners: Point[] = [
      pointOf(frame, foot),
      pointOf(frame, [x + width, y, z]),
      pointOf(frame, [x + width + dx, y + dy, z + dz]),
      pointOf(frame, [x + dx, y + dy, z + dz]),
    ];
    context.globalAlpha = 1 - fade;
    context.fillStyle = colour;
    context.beginPath();
    for (const [across, down] of corners) context.lineTo(across, down);
    context.fill();
  }
  context.globalAlpha = 1;
}

function drawColourBar(context: Drawing, frame: Frame): void {
  const bar = colourBarOf(frame);
  if (!bar) return;
  const step = bar.width / BAR_STEPS;
  for (let i = 0; i < BAR_STEPS; i++) {
    context.fillStyle = heatColour(i / (BAR_STEPS - 1), frame.theme.paper);
    context.beginPath();
    // To the end: the next one covers the rest, without a seam.
    context.rect(bar.x + i * step, bar.y, bar.width - i * step, bar.height);
    context.fill();
  }
}

function drawLabel(context: Drawing, { kind, text, place: { x, y }, named }: Label, theme: Theme): void {
  const before = named ? SWATCH.name * theme.fontSize : 0;
  const left = kind === 'column' ? x - (before + context.measureText(text).width) / 2 : x;
  if (named) drawSwatch(context, named.strength, [left, y], theme);
  context.fillStyle = named || kind === 'peak' ? theme.ink : theme.faintInk;
  context.textAlign = ALIGNMENTS[kind];
  context.textBaseline = 'middle';
  context.fillText(text, left + before, y);
}

function drawSwatch(context: Drawing, strength: number | null, [left, middle]: Point, theme: Theme): void {
  const side = SWATCH.side * theme.fontSize;
  context.fillStyle = strength === null ? theme.faintInk : strengthColour(strength, theme.paper);
  context.beginPath();
  context.rect(left, middle - side / 2, side, side);
  context.fill();
}
