import { strengthColour } from '../metrics/palette';
import { box, drawColumns, drawRows, linear, spreadOut, tickText, type Scale, type Tick } from './axis';
import type { Size } from './chart';
import { dots, line, type Box, type Drawing } from './drawing';
import { drawLegend, LEGEND_HEIGHT } from './legend';
import { Painter, themeOf, type Theme } from './theme';

/** Kernels under the roof of a device, in FLOP, bytes and seconds. */
export interface Roofline {
  peaks: { flops: number; bytes: number };
  kernels: readonly RooflineKernel[];
}

export interface RooflineKernel {
  name: string;
  /** FLOP per byte; without arithmetic, or with a time that is not known, a kernel is not drawn. */
  intensity: number;
  /** FLOP/s: median, and the quartiles as the bar of its error. */
  flops: number;
  low: number;
  high: number;
}

/** In font sizes. */
const MARGIN = { left: 4, right: 2.5, top: LEGEND_HEIGHT + 0.6, bottom: 3 };
const RADIUS = 4;
/** Pixels between the plot and the names at its right. */
const NAME_GAP = 18;
/** Where on the palette the marks are. */
const STRENGTH = 0.75;

interface Scales {
  /** Of a decimal logarithm. */
  x: Scale;
  y: Scale;
  plot: Box;
  decades: { x: [number, number]; y: [number, number] };
}

/** Fills `element` with a canvas that shows a roofline: speed over intensity, both axes logarithmic. */
export class RooflineView {
  readonly #canvas = document.createElement('canvas');
  readonly #painter: Painter;
  #shown: Roofline | null = null;

  constructor(private readonly element: HTMLElement) {
    this.#canvas.setAttribute('role', 'img');
    element.append(this.#canvas);
    this.#painter = new Painter(element, () => this.#draw());
  }

  show(roofline: Roofline): void {
    this.#shown = roofline;
    this.#canvas.setAttribute('aria-label', describe(roofline));
    this.#painter.request();
  }

  #draw(): void {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!this.#shown || width === 0) return;
    this.#canvas.width = Math.round(width * devicePixelRatio);
    this.#canvas.height = Math.round(height * devicePixelRatio);
    const context = this.#canvas.getContext('2d')!;
    context.scale(devicePixelRatio, devicePixelRatio);
    drawRoofline(context, this.#shown, { width, height }, themeOf(this.#canvas));
  }
}

function drawRoofline(context: Drawing, { peaks, kernels }: Roofline, size: Size, theme: Theme): void {
  context.font = `${theme.fontSize}px ${theme.font}`;
  const drawn = kernels.filter(({ intensity, flops }) => intensity > 0 && flops > 0);
  const scales = scalesOf(context, peaks, drawn, size, theme);
  const { plot, decades } = scales;
  drawLegend(context, 'GFLOP/s', [], [6, size.width], theme);
  drawRows(context, plot, ticksOf(decades.y, scales.y, 1e-9), theme);
  drawColumns(context, plot, ticksOf(decades.x, scales.x), 'FLOP per byte that has to move', theme);
  drawRoof(context, peaks, scales, theme);
  drawKernels(context, drawn, scales, theme);
}

function scalesOf(
  context: Drawing,
  peaks: Roofline['peaks'],
  drawn: readonly RooflineKernel[],
  size: Size,
  theme: Theme,
): Scales {
  const nameWidth = Math.max(0, ...drawn.map(({ name }) => context.measureText(name).width));
  const plot = box(size, { ...MARGIN, right: MARGIN.right + nameWidth / theme.fontSize }, theme);
  const decades = {
    x: decadesOf([peaks.flops / peaks.bytes, ...drawn.map(({ intensity }) => intensity)]),
    y: decadesOf([peaks.flops, ...drawn.map(({ flops }) => flops)]),
  };
  return {
    x: linear(decades.x, [plot.left, plot.right]),
    y: linear(decades.y, [plot.bottom, plot.top]),
    plot,
    decades,
  };
}

/** Whole decades around positive values, with room for what lies at the upper end. */
function decadesOf(values: readonly number[]): [number, number] {
  const logs = values.map(Math.log10);
  return [Math.floor(Math.min(...logs)), Math.floor(Math.max(...logs)) + 1];
}

/** One per decade. */
function ticksOf([from, to]: readonly [number, number], at: Scale, unit = 1): Tick[] {
  return Array.from({ length: to - from + 1 }, (_, i) => ({
    at: at(from + i),
    text: tickText(10 ** (from + i) * unit),
  }));
}

/** What traffic allows up to where arithmetic becomes the limit, and that limit. */
function drawRoof(
  context: Drawing,
  { flops, bytes }: Roofline['peaks'],
  { x, y, plot, decades }: Scales,
  theme: Theme,
) {
  const [top, ridge] = [Math.log10(flops), Math.log10(flops / bytes)];
  // on the slope the speed grows by a decade with each decade of the intensity
  const start = Math.max(decades.x[0], ridge - (top - decades.y[0]));
  context.strokeStyle = theme.ink;
  context.lineWidth = 1.5;
  line(context, [
    [x(start), y(top - (ridge - start))],
    [x(ridge), y(top)],
    [plot.right, y(top)],
  ]);
  context.fillStyle = theme.ink;
  context.textBaseline = 'bottom';
  context.textAlign = 'right';
  context.fillText(`${tickText(threeDigits(flops / 1e9))} GFLOP/s`, plot.right, y(top) - 3);
  const middle = (start + ridge) / 2;
  context.fillText(`${tickText(threeDigits(bytes / 1e9))} GB/s`, x(middle) - 6, y(top - (ridge - middle)));
}

function drawKernels(context: Drawing, drawn: readonly RooflineKernel[], { x, y, plot }: Scales, theme: Theme): void {
  const marks = drawn
    .map((kernel) => ({ ...kernel, left: x(Math.log10(kernel.intensity)), top: y(Math.log10(kernel.flops)) }))
    .sort((a, b) => a.top - b.top);
  const gap = 1.25 * theme.fontSize;
  const places = spreadOut(
    marks.map(({ top }) => top),
    gap,
    [plot.top, plot.bottom - gap / 2],
  );
  marks.forEach(({ name, left, top, low, high }, i) => {
    context.strokeStyle = theme.faintInk;
    context.lineWidth = 0.75;
    line(context, [
      [left, top],
      [plot.right, places[i]!],
      [plot.right + NAME_GAP - 4, places[i]!],
    ]);
    const colour = strengthColour(STRENGTH, theme.paper);
    context.fillStyle = colour;
    context.strokeStyle = colour;
    context.lineWidth = 2;
    line(context, [
      [left, y(Math.log10(low))],
      [left, y(Math.log10(high))],
    ]);
    dots(context, [[left, top]], RADIUS);
    context.fillStyle = theme.ink;
    context.textAlign = 'left';
    context.textBaseline = 'middle';
    context.fillText(name, plot.right + NAME_GAP, places[i]!);
  });
}

function describe({ peaks, kernels }: Roofline): string {
  const each = kernels.map(
    ({ name, intensity, flops }) =>
      `${name}: ${tickText(threeDigits(flops / 1e9))} GFLOP/s at ${tickText(threeDigits(intensity))} FLOP per byte`,
  );
  return (
    `Roofline: ${tickText(threeDigits(peaks.flops / 1e9))} GFLOP/s and ${tickText(threeDigits(peaks.bytes / 1e9))} GB/s at most. ` +
    `${each.join('; ')}.`
  );
}

const threeDigits = (value: number): number => Number(value.toPrecision(3));
