import { centralRadius } from '../../metrics/density-summary';
import { fixed, percent } from '../../metrics/format';
import { markedLabel, withoutAxes } from '../selection';
import type { ViewState } from '../view';
import { LABEL_GAP, type Frame, type SceneKind } from './frame';
import { chosenRows } from './looks';
import { heightOf, heightTicks, isCapped } from './scales';
import { fateOf } from './shown-rows';
import { cellDepth, columnX, heightGap, project, rowDepth, thetaTicks, type Place } from './stage';

/** A text of the scene. Its place is its left middle for rows and peaks, its right middle for heights, else its middle. */
export interface Label {
  kind: 'row' | 'column' | 'peak' | 'height' | 'tick';
  text: string;
  place: Place;
  /** Of the row that it names: its strength, which the initial parameters have none of. */
  named?: { strength: number | null };
  standsOut?: boolean;
}

/** Where the colours of a heat map are explained, in pixels. */
export interface ColourBar extends Place {
  width: number;
  height: number;
}

/** Least distances in font sizes: of labels above each other, and side by side; more than fit are left out. */
const LINE_HEIGHT = 1.25;
const COLUMN_WIDTH = 7;
/** Pixels from a peak to its label. */
const PEAK_GAP = 16;
/** In font sizes, for what a tick of it needs, too. */
const KEY = { width: 20, tick: 4.2, top: 0.4, height: 0.9 };

/** The texts of a picture of the densities: its axes, its rows, and what stands out. */
export const labelsOf = (frame: Frame, state: ViewState): Label[] => LABELS[frame.kind](frame, state);

/** Null for what is not told by colours. */
export function colourBarOf({ kind, stage }: Frame): ColourBar | null {
  const width = KEY.width * stage.fontSize;
  const y = KEY.top * stage.fontSize;
  return kind === 'heat' ? { x: (stage.width - width) / 2, y, width, height: KEY.height * stage.fontSize } : null;
}

type Labels = (frame: Frame, state: ViewState) => Label[];

const uprightLabels: Labels = (frame, state) => [
  ...rowLabels(frame, state, rowDepth),
  ...thetaLabels(frame),
  ...heightLabels(frame),
  ...peakLabels(frame),
];

const LABELS: Record<SceneKind, Labels> = {
  ridge: uprightLabels,
  field: uprightLabels,
  heat: (frame, state) => [...rowLabels(frame, state, cellDepth), ...thetaLabels(frame), ...colourLabels(frame)],
  fan: (frame, state) => [...columnLabels(frame, state), ...thetaLabelsAtLeft(frame), bandsLabel(frame)],
};

function rowLabels(frame: Frame, state: ViewState, depthOf: typeof rowDepth): Label[] {
  const { rows, stage } = frame;
  const places = rows.map((_, row) => project(stage, [stage.halfWidth + LABEL_GAP, 0, depthOf(stage, row)]));
  const spacing = Math.abs(places[1]!.y - places[0]!.y);
  const every = Math.ceil((LINE_HEIGHT * stage.fontSize) / spacing);
  return spaced(frame, every).map((row) => rowLabel(frame, state, row, { kind: 'row', place: places[row]! }));
}

function columnLabels(frame: Frame, state: ViewState): Label[] {
  const { rows, stage } = frame;
  const every = Math.ceil((COLUMN_WIDTH * stage.fontSize * (rows.length - 1)) / (2 * stage.halfWidth));
  return spaced(frame, every).map((row) => {
    const { x, y } = project(stage, [columnX(stage, row), 0, stage.depth / 2]);
    return rowLabel(frame, state, row, { kind: 'column', place: { x, y: y + 1.4 * stage.fontSize } });
  });
}

/** The initial row, every so many others, and those that stand out, with room around them. */
function spaced(frame: Frame, every: number): number[] {
  const out = chosenRows(frame);
  return frame.rows.flatMap((_, row) => {
    const near = out.some((other) => other !== row && Math.abs(other - row) < every);
    return out.includes(row) || (row % every === 0 && !near) ? [row] : [];
  });
}

function rowLabel(frame: Frame, state: ViewState, row: number, at: Pick<Label, 'kind' | 'place'>): Label {
  const { label, strength, setting } = frame.rows[row]!;
  const name = setting ? markedLabel(setting, state) : label;
  const text = `${frame.isBrief ? withoutAxes(name) : name}${fateOf(frame.rows[row]!)}`;
  return { ...at, text, named: { strength }, standsOut: frame.looks[row]!.standsOut };
}

function thetaLabels({ grid: { limit }, stage }: Frame): Label[] {
  const below = (x: number, lines: number) => {
    const place = project(stage, [x, 0, stage.depth / 2]);
    return { x: place.x, y: place.y + lines * stage.fontSize };
  };
  const ticks = thetaTicks(stage, limit, 'x').map((theta) =>
    tick(fixed(theta, 1), below((stage.halfWidth * theta) / limit, 1.2)),
  );
  return [...ticks, tick('parameter θ', below(0, 2.6))];
}

function thetaLabelsAtLeft({ grid: { limit }, stage }: Frame): Label[] {
  const at = (theta: number) => project(stage, [-stage.halfWidth - 8, 0, (-stage.depth * theta) / limit / 2]);
  const ticks = thetaTicks(stage, limit, 'z').map((theta) => height(fixed(theta, 1), at(theta)));
  const { x, y } = at(limit);
  return [...ticks, height('θ', { x, y: y - 1.4 * stage.fontSize })];
}

function heightLabels({ scale, tallest, ceiling, stage }: Frame): Label[] {
  const at = (level: number) =>
    project(stage, [-stage.halfWidth - LABEL_GAP, level * stage.unitHeight, -stage.depth / 2]);
  const ticks = heightTicks(scale, ceiling, heightGap(stage)).map((one) => height(one.text, at(one.height)));
  const { x, y } = at(tallest);
  return [...ticks, height('× initial', { x, y: y - 1.8 * stage.fontSize })];
}

/** At the peaks that the scale cuts and of the rows that stand out: how high they are, and what share of θ makes them so. */
function peakLabels({ rows, looks, stage, scale, grid }: Frame): Label[] {
  const spacing = (stage.depth * Math.sin(stage.pitch)) / (rows.length - 1);
  const every = Math.ceil((LINE_HEIGHT * stage.fontSize) / spacing);
  return rows.flatMap(({ peak, central }, row) => {
    const { standsOut } = looks[row]!;
    const isLid = isCapped(scale, peak) && (rows.length - 1 - row) % every === 0;
    if (!(isLid || standsOut) || !Number.isFinite(peak)) return [];
    const { x, y } = project(stage, [0, heightOf(scale, peak) * stage.unitHeight, rowDepth(stage, row)]);
    const share = Number.isFinite(central) ? ` · ${percent(central)} within ±${centralRadius(grid)}` : '';
    const text = `${Number(peak.toPrecision(2))}×${share}`;
    return [{ kind: 'peak' as const, text, place: { x: x + PEAK_GAP, y }, standsOut }];
  });
}

function colourLabels(frame: Frame): Label[] {
  const { scale, tallest, ceiling, stage } = frame;
  const bar = colourBarOf(frame)!;
  const y = bar.y + bar.height + 0.8 * stage.fontSize;
  return heightTicks(scale, ceiling, (KEY.tick / KEY.width) * tallest).map((one) =>
    tick(one.text, { x: bar.x + (one.height / tallest) * bar.width, y }),
  );
}

const bandsLabel = ({ stage }: Frame): Label =>
  tick('median, and 50, 90 and 98 % of the parameters', { x: stage.width / 2, y: 1.3 * stage.fontSize });

const tick = (text: string, place: Place): Label => ({ kind: 'tick', text, place });

const height = (text: string, place: Place): Label => ({ kind: 'height', text, place });
