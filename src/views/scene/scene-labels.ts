import { centralRadius } from '../../metrics/density-summary';
import { fixed, percent } from '../../metrics/format';
import { markedLabel } from '../selection';
import type { ViewState } from '../view';
import { swatch } from '../swatch';
import type { Frame, SceneKind } from './frame';
import { heatGradient } from './heat-scale';
import { chosenRows } from './looks';
import { heightOf, heightTicks, isCapped } from './scales';
import { cellDepth, columnX, heightGap, KEY_HEIGHT, project, rowDepth, thetaTicks, type Place } from './stage';

/** Least distance of row labels, in pixels; more rows than fit are labelled in part. */
const LINE_HEIGHT = 14;
/** Least distance of labels side by side. */
const COLUMN_WIDTH = 78;
/** Pixels from the stage to its labels: beyond the bars. */
const GAP = 15;
const KEY_WIDTH = 220;
/** Pixels from a peak to its label. */
const PEAK_GAP = 16;

/** The axes' texts, as elements over the canvas: crisp at any size. They repeat what the table says, for the eye only. */
export class SceneLabels {
  readonly #layer = document.createElement('div');

  constructor(element: HTMLElement) {
    this.#layer.className = 'scene-labels';
    this.#layer.setAttribute('aria-hidden', 'true');
    element.append(this.#layer);
  }

  update(frame: Frame, state: ViewState): void {
    this.#layer.replaceChildren(...LABELS[frame.kind](frame, state));
  }

  dispose(): void {
    this.#layer.remove();
  }
}

type Labels = (frame: Frame, state: ViewState) => HTMLElement[];

const uprightLabels: Labels = (frame, state) => [
  ...rowLabels(frame, state, rowDepth),
  ...thetaLabels(frame),
  ...heightLabels(frame),
  ...peakLabels(frame),
];

const LABELS: Record<SceneKind, Labels> = {
  ridge: uprightLabels,
  field: uprightLabels,
  heat: (frame, state) => [...rowLabels(frame, state, cellDepth), ...thetaLabels(frame), heatKey(frame)],
  fan: (frame, state) => [...columnLabels(frame, state), ...thetaLabelsAtLeft(frame), fanKey(frame)],
};

function rowLabels(frame: Frame, state: ViewState, depthOf: typeof rowDepth): HTMLElement[] {
  const { rows, stage } = frame;
  const places = rows.map((_, row) => project(stage, [stage.halfWidth + GAP, 0, depthOf(stage, row)]));
  const spacing = Math.abs(places[1]!.y - places[0]!.y);
  return spaced(frame, Math.ceil(LINE_HEIGHT / spacing)).map((row) => rowLabel(frame, state, row, places[row]!));
}

function columnLabels(frame: Frame, state: ViewState): HTMLElement[] {
  const { rows, stage } = frame;
  const every = Math.ceil((COLUMN_WIDTH * (rows.length - 1)) / (2 * stage.halfWidth));
  return spaced(frame, every).map((row) => {
    const { x, y } = project(stage, [columnX(stage, row), 0, stage.depth / 2]);
    const element = rowLabel(frame, state, row, { x, y: y + 16 });
    element.className = 'column';
    return element;
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

function rowLabel({ rows, looks }: Frame, state: ViewState, row: number, place: Place): HTMLElement {
  const { label, strength, setting, members } = rows[row]!;
  const diverged = members.length === 0 && setting ? ' ✕' : '';
  const element = labelAt('row', `${setting ? markedLabel(setting, state) : label}${diverged}`, place);
  element.classList.toggle('stands-out', looks[row]!.standsOut);
  element.prepend(swatch(strength));
  return element;
}

function thetaLabels({ grid: { limit }, stage }: Frame): HTMLElement[] {
  const below = (x: number, drop: number) => {
    const place = project(stage, [x, 0, stage.depth / 2]);
    return { x: place.x, y: place.y + drop };
  };
  const ticks = thetaTicks(stage, limit, 'x').map((theta) =>
    labelAt('tick', fixed(theta, 1), below((stage.halfWidth * theta) / limit, 13)),
  );
  return [...ticks, labelAt('tick title', 'parameter θ', below(0, 29))];
}

function thetaLabelsAtLeft({ grid: { limit }, stage }: Frame): HTMLElement[] {
  const at = (theta: number) => project(stage, [-stage.halfWidth - 8, 0, (-stage.depth * theta) / limit / 2]);
  const ticks = thetaTicks(stage, limit, 'z').map((theta) => labelAt('height', fixed(theta, 1), at(theta)));
  const top = at(limit);
  return [...ticks, labelAt('title', 'θ', { x: top.x - 20, y: top.y - 16 })];
}

function heightLabels({ scale, tallest, ceiling, stage }: Frame): HTMLElement[] {
  const at = (height: number) => project(stage, [-stage.halfWidth - GAP, height * stage.unitHeight, -stage.depth / 2]);
  const ticks = heightTicks(scale, ceiling, heightGap(stage)).map(({ height, text }) =>
    labelAt('height', text, at(height)),
  );
  const { x, y } = at(tallest);
  return [...ticks, labelAt('title', '× initial', { x: Math.max(2, x - 40), y: y - 26 })];
}

/** At the peaks that the scale cuts and of the rows that stand out: how high they are, and what share of θ makes them so. */
function peakLabels({ rows, looks, stage, scale, grid }: Frame): HTMLElement[] {
  const spacing = (stage.depth * Math.sin(stage.pitch)) / (rows.length - 1);
  const every = Math.ceil(LINE_HEIGHT / spacing);
  return rows.flatMap(({ peak, central }, row) => {
    const { standsOut } = looks[row]!;
    const isLid = isCapped(scale, peak) && (rows.length - 1 - row) % every === 0;
    if (!(isLid || standsOut) || !Number.isFinite(peak)) return [];
    const place = project(stage, [0, heightOf(scale, peak) * stage.unitHeight, rowDepth(stage, row)]);
    const share = Number.isFinite(central) ? ` · ${percent(central)} within ±${centralRadius(grid)}` : '';
    const text = `${Number(peak.toPrecision(2))}×${share}`;
    return [labelAt(standsOut ? 'peak stands-out' : 'peak', text, { x: place.x + PEAK_GAP, y: place.y })];
  });
}

function heatKey({ scale, tallest, ceiling, stage, theme }: Frame): HTMLElement {
  const key = labelAt('key', '', { x: stage.centre.x - KEY_WIDTH / 2, y: 4 });
  const bar = document.createElement('span');
  bar.className = 'bar';
  bar.style.width = `${KEY_WIDTH}px`;
  bar.style.background = heatGradient(theme.paper);
  const ticks = heightTicks(scale, ceiling, (46 / KEY_WIDTH) * tallest).map(({ height, text }) =>
    labelAt('tick', text, { x: (height / tallest) * KEY_WIDTH, y: 19 }),
  );
  key.append(bar, ...ticks);
  return key;
}

const fanKey = ({ stage }: Frame): HTMLElement =>
  labelAt('tick', 'median of θ, and 25–75, 5–95 and 1–99 % of the parameters', {
    x: stage.centre.x,
    y: KEY_HEIGHT / 2,
  });

function labelAt(kind: string, text: string, { x, y }: Place): HTMLElement {
  const element = document.createElement('span');
  element.className = kind;
  element.textContent = text;
  element.style.left = `${x}px`;
  element.style.top = `${y}px`;
  return element;
}
