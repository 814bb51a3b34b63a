/** The rows of the scene in 2-D, from densities on the host: for files, and where there is no GPU to draw in space. */
import { strengthColour } from '../../metrics/palette';
import { fillBetween, line, type Drawing, type Point } from '../drawing';
import { FAN_BANDS } from './fan-bands';
import type { Frame, SceneKind } from './frame';
import { heatColour } from './heat-scale';
import { heightOf } from './scales';
import { knownRows } from './looks';
import type { ShownRow } from './shown-rows';
import { cellDepth, columnX, project, rowDepth, type Vector } from './stage';

/** A row with its densities on the host, (points,) in multiples of the initial level. */
export interface DrawnRow extends ShownRow {
  median: ArrayLike<number>;
  low: ArrayLike<number>;
  high: ArrayLike<number>;
}

/** Interrupts a line. */
const NOWHERE: Point = [NaN, NaN];

type DrawRows = (context: Drawing, frame: Frame, rows: readonly DrawnRow[]) => void;

const WALL_OPACITY = 0.3;
const BAND_OPACITY = 0.3;
/** Least pixels from row to row of a height field. */
const FIELD_SPACING = 3;
/** Colours of a heat map: cells of one colour are one path. */
const HEAT_STEPS = 64;

/** A height field is drawn as lines alone. */
export const DRAW_ROWS: Record<SceneKind, DrawRows> = {
  ridge: (context, frame, rows) => drawRidges(context, frame, rows, WALL_OPACITY, 0),
  field: (context, frame, rows) => drawRidges(context, frame, rows, 0, FIELD_SPACING),
  heat: drawHeat,
  fan: drawFan,
};

export function pointOf({ stage }: Frame, vector: Vector): Point {
  const { x, y } = project(stage, vector);
  return [x, y];
}

/** Back to front, each hiding what lies behind it. */
function drawRidges(context: Drawing, frame: Frame, rows: readonly DrawnRow[], wall: number, spacing: number): void {
  const { stage, looks } = frame;
  const pixels = (stage.depth * Math.sin(stage.pitch)) / (rows.length - 1);
  const every = Math.max(1, Math.ceil(spacing / pixels));
  for (const row of knownRows(frame).toReversed()) {
    if (row % every === 0 || looks[row]!.standsOut) drawRidge(context, frame, rows[row]!, row, wall);
  }
}

function drawRidge(context: Drawing, frame: Frame, own: DrawnRow, row: number, wall: number): void {
  const { stage, scale, looks, theme } = frame;
  const { line: colour, fill, width, fade } = looks[row]!;
  const last = own.median.length - 1;
  const at = (u: number, i: number): Point => {
    const x = stage.halfWidth * ((2 * i) / last - 1);
    return pointOf(frame, [x, heightOf(scale, u) * stage.unitHeight, rowDepth(stage, row)]);
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
  if (wall > 0) fillWith(fill, wall, floor, median);
  if (own.members.length > 1) fillWith(fill, BAND_OPACITY, Array.from(own.low, at), Array.from(own.high, at));
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.globalAlpha = 1 - fade;
  context.setLineDash(own.setting ? [] : [3, 3]);
  line(context, median);
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/** Neighbours of one colour are one rectangle, on whole pixels; of what is thinner than a pixel the highest is seen. */
function drawHeat(context: Drawing, frame: Frame, rows: readonly DrawnRow[]): void {
  const { stage, theme } = frame;
  const thickness = stage.depth / rows.length;
  const every = Math.max(1, Math.ceil(1 / thickness));
  const runs = knownRows(frame).flatMap((row) => (row % every === 0 ? runsOf(frame, rows[row]!, row) : []));
  for (const [step, alike] of Map.groupBy(runs, (run) => run.step)) {
    context.fillStyle = heatColour(step / HEAT_STEPS, theme.paper);
    context.beginPath();
    for (const { row, from, to } of alike) {
      const edges = [from, to].map((share) =>
        pointOf(frame, [stage.halfWidth * (2 * share - 1), 0, cellDepth(stage, row)]),
      );
      const [left, right] = edges.map(([x]) => Math.round(x));
      const [top, bottom] = [0.5 - every, 0.5].map((lines) => Math.round(edges[0]![1] + lines * thickness));
      context.rect(left!, top!, right! - left!, bottom! - top!);
    }
    context.fill();
  }
}

interface Run {
  row: number;
  /** Of {@link HEAT_STEPS}. */
  step: number;
  /** Shares of the width. */
  from: number;
  to: number;
}

function runsOf({ stage, scale, tallest }: Frame, { median }: DrawnRow, row: number): Run[] {
  const columns = Math.min(median.length, Math.floor(2 * stage.halfWidth));
  const steps = Array.from({ length: columns }, (_, column) =>
    Math.round((HEAT_STEPS * heightOf(scale, highest(median, column, columns))) / tallest),
  );
  const starts = steps.flatMap((step, i) => (step === steps[i - 1] ? [] : [i]));
  const end = (i: number) => starts[i + 1] ?? columns;
  return starts.map((from, i) => ({ row, step: steps[from]!, from: from / columns, to: end(i) / columns }));
}

/** Of the points that fall into one of `columns` columns. */
function highest(values: ArrayLike<number>, column: number, columns: number): number {
  let most = 0;
  const end = ((column + 1) * values.length) / columns;
  for (let i = Math.floor((column * values.length) / columns); i < end; i++) most = Math.max(most, values[i]!);
  return most;
}

function drawFan(context: Drawing, frame: Frame, rows: readonly DrawnRow[]): void {
  const { stage, theme } = frame;
  const known = knownRows(frame);
  const shares = rows.map(sharesOf);
  const at = (row: number, quantile: number): Point => {
    const column = shares[row]!.findIndex((share) => share >= quantile);
    const place = (column < 0 ? shares[row]!.length : column) / shares[row]!.length;
    const [x, y] = pointOf(frame, [columnX(stage, row), 0, (0.5 - place) * stage.depth]);
    // On whole pixels neighbouring pieces meet without a seam.
    return [Math.round(x), y];
  };
  for (const { quantile, opacity } of FAN_BANDS) {
    context.globalAlpha = opacity;
    for (const row of known) {
      const ends = [row, row + 1];
      if (!known.includes(row + 1)) continue;
      context.fillStyle = strengthColour(rows[row + 1]!.strength ?? 0, theme.paper);
      fillBetween(
        context,
        ends.map((end) => at(end, quantile)),
        ends.map((end) => at(end, 1 - quantile)),
      );
    }
  }
  context.globalAlpha = 1;
  context.strokeStyle = theme.ink;
  context.lineWidth = 2;
  line(
    context,
    rows.map((_, row) => (known.includes(row) ? at(row, 0.5) : NOWHERE)),
  );
}

/** (points,) shares of the parameters up to each point, as the kernel density-rows has them. */
function sharesOf({ median, below, above }: DrawnRow): number[] {
  let sum = 0;
  const sums = Array.from(median, (u) => (sum += u));
  return sums.map((upTo) => below + ((1 - below - above) * upTo) / Math.max(sum, 1e-30));
}
