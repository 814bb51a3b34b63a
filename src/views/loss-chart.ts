import { strengthColour, needsRim, RIM_COLOUR } from '../metrics/palette';
import { fixed } from '../metrics/format';
import { median } from '../metrics/statistics';
import { logLoss, type LiveSetting, type LiveSweep } from './live-run';
import { spreadOut, ticksOf } from './axis';
import { scalesOf, type Scales } from './loss-scales';
import { Painter, themeOf, type Theme } from './theme';

const FONT_SIZE = 11;
/** More names than these do not fit beside the lines. */
const MOST_NAMES = 16;
/** Pixels from the plot to a name. */
const NAME_OFFSET = 13;

/** log10 losses over the epochs, a line per model: training solid, validation dashed. Fills `element` with a canvas. */
export class LossChart {
  readonly #canvas = document.createElement('canvas');
  readonly #painter: Painter;
  #sweep: LiveSweep = { name: '', settings: [] };

  constructor(element: HTMLElement) {
    this.#canvas.setAttribute('role', 'img');
    element.append(this.#canvas);
    this.#painter = new Painter(element, () => this.#draw());
  }

  update(sweep: LiveSweep): void {
    this.#sweep = sweep;
    this.#painter.request();
  }

  dispose(): void {
    this.#painter.dispose();
    this.#canvas.remove();
  }

  #draw(): void {
    const { clientWidth: width, clientHeight: height } = this.#canvas.parentElement!;
    this.#canvas.width = Math.round(width * devicePixelRatio);
    this.#canvas.height = Math.round(height * devicePixelRatio);
    const context = this.#canvas.getContext('2d')!;
    context.scale(devicePixelRatio, devicePixelRatio);
    const theme = themeOf(this.#canvas);
    context.font = `${FONT_SIZE}px ${theme.font}`;
    const { settings } = this.#sweep;
    const isNamed = settings.length <= MOST_NAMES;
    const nameWidth = isNamed ? NAME_OFFSET + widest(context, settings) : 0;
    const scales = scalesOf(this.#sweep, width - nameWidth, height);
    drawAxes(context, scales, theme);
    for (const setting of settings) drawSetting(context, setting, scales, theme);
    if (isNamed) drawNames(context, settings, scales, theme);
    this.#canvas.setAttribute('aria-label', description(this.#sweep));
  }
}

function drawAxes(context: CanvasRenderingContext2D, { x, y, epochs, range }: Scales, theme: Theme): void {
  const [left, right, bottom] = [x(1), x(epochs), y(range[0])];
  context.lineWidth = 1;
  context.strokeStyle = theme.grid;
  context.fillStyle = theme.faintInk;
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  for (const tick of ticksOf(range[0], range[1], 6)) {
    line(context, [left, y(tick)], [right, y(tick)]);
    context.fillText(fixed(tick, 1), left - 8, y(tick));
  }
  context.textAlign = 'center';
  context.textBaseline = 'top';
  for (const tick of ticksOf(1, epochs, 8).filter(Number.isInteger)) context.fillText(`${tick}`, x(tick), bottom + 6);
  context.fillText('epoch', (left + right) / 2, bottom + 20);
}

function drawSetting(context: CanvasRenderingContext2D, setting: LiveSetting, scales: Scales, theme: Theme): void {
  const colour = strengthColour(setting.strength, theme.paper);
  for (const { trainLoss, validationLoss } of setting.models) {
    context.strokeStyle = colour;
    context.lineWidth = 1;
    context.globalAlpha = 0.6;
    context.setLineDash([3, 3]);
    curve(context, validationLoss, scales);
    context.globalAlpha = 1;
    context.setLineDash([]);
    if (theme.paper === 'light' && needsRim(colour)) {
      context.strokeStyle = RIM_COLOUR;
      context.lineWidth = 2.6;
      curve(context, trainLoss, scales);
      context.strokeStyle = colour;
    }
    context.lineWidth = 1.7;
    curve(context, trainLoss, scales);
    lastDot(context, trainLoss, scales, colour);
  }
}

/** One line through the finite losses. */
function curve(context: CanvasRenderingContext2D, losses: readonly number[], { x, y }: Scales): void {
  context.beginPath();
  losses.forEach((loss, i) => {
    const log = logLoss(loss);
    if (!Number.isNaN(log)) context.lineTo(x(i + 1), y(log));
  });
  context.stroke();
}

function lastDot(context: CanvasRenderingContext2D, losses: readonly number[], { x, y }: Scales, colour: string): void {
  const last = losses.findLastIndex(Number.isFinite);
  if (last < 0) return;
  context.beginPath();
  context.arc(x(last + 1), y(logLoss(losses[last])), 2.2, 0, 2 * Math.PI);
  context.fillStyle = colour;
  context.fill();
}

/** Names at the right edge, each as near to the end of its lines as the others let it, joined to it by a thread. */
function drawNames(
  context: CanvasRenderingContext2D,
  settings: readonly LiveSetting[],
  { x, y, epochs, range }: Scales,
  theme: Theme,
): void {
  const named = settings
    .map(({ label, models }) => ({ label, log: lastLog(models), at: lastEpoch(models) }))
    .filter(({ log }) => !Number.isNaN(log))
    .sort((a, b) => b.log - a.log);
  const places = spreadOut(
    named.map(({ log }) => y(log)),
    FONT_SIZE + 1,
    [y(range[1]), y(range[0])],
  );
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.lineWidth = 1;
  named.forEach(({ label, log, at }, i) => {
    context.strokeStyle = theme.grid;
    line(context, [x(at) + 4, y(log)], [x(epochs) + NAME_OFFSET - 3, places[i]!]);
    context.fillStyle = theme.ink;
    context.fillText(label, x(epochs) + NAME_OFFSET, places[i]!);
  });
}

function widest(context: CanvasRenderingContext2D, settings: readonly LiveSetting[]): number {
  return Math.max(0, ...settings.map(({ label }) => context.measureText(label).width));
}

/** Median of the models' latest training losses, log10. */
function lastLog(models: LiveSetting['models']): number {
  return median(models.map(({ trainLoss }) => logLoss(trainLoss.at(-1))).filter(Number.isFinite));
}

function lastEpoch(models: LiveSetting['models']): number {
  return Math.max(...models.map(({ trainLoss }) => trainLoss.length));
}

function line(context: CanvasRenderingContext2D, from: [number, number], to: [number, number]): void {
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
  context.stroke();
}

function description({ name, settings }: LiveSweep): string {
  const finals = settings.map(({ label, models }) => `${label}: ${fixed(lastLog(models))}`);
  return `Training and validation loss over the epochs, sweep ${name}. Latest log10 training loss: ${finals.join('; ')}.`;
}
