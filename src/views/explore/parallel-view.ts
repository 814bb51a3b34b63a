import type { Column } from '../../explore/table';
import { count, plural } from '../../metrics/format';
import { Painter, themeOf, type Theme } from '../theme';
import { metricColours } from './colours';
import { MOST_AXES } from './derived';
import type { Exploring } from './exploring';
import { rangeOf } from './map-view';
import * as picture from './parallel-picture';
import type { ExploreState, ExploreView } from './state';
import { titleOf } from './words';

/** Pixels around an axis in which a press brushes it, and around a line in which it is pointed at. */
const NEAR = { axis: 16, line: 5 };

/** Every model as a line over the axes and the metric: dragging along an axis filters it, a press there clears it. */
export class ParallelView implements ExploreView {
  readonly #canvas = document.createElement('canvas');
  readonly #painter: Painter;
  #state: ExploreState | null = null;
  #layout: picture.ParallelLayout | null = null;
  /** The lines and axes as they were drawn last, and of what: thousands of lines are not drawn anew to show another one. */
  #base: { of: readonly unknown[]; canvas: OffscreenCanvas } | null = null;
  #brush: { axis: number; from: number; to: number } | null = null;

  constructor(
    private readonly element: HTMLElement,
    private readonly exploring: Exploring,
    private readonly caption: HTMLElement,
  ) {
    const canvas = this.#canvas;
    canvas.setAttribute('role', 'img');
    element.append(canvas);
    this.#painter = new Painter(element, () => this.#draw());
    canvas.addEventListener('pointerdown', (event) => this.#down(event));
    canvas.addEventListener('pointermove', (event) => this.#move(event));
    canvas.addEventListener('pointerup', (event) => this.#up(event));
    canvas.addEventListener('pointercancel', () => (this.#brush = null));
    canvas.addEventListener('pointerleave', () => this.exploring.hover(null));
  }

  update(state: ExploreState): void {
    this.#state = state;
    this.caption.textContent = this.#captionText(state);
    this.#painter.request();
  }

  dispose(): void {
    this.#painter.dispose();
    this.#canvas.remove();
  }

  /** The axes, and the metric last. */
  get #columns(): Column[] {
    const { axes, columns, metric } = this.#state!;
    return [...axes.slice(0, MOST_AXES), metric].map((name) => columns.get(name)!);
  }

  #captionText({ selection, results, axes }: ExploreState): string {
    const { rows } = selection;
    const lines = selection.lines.length;
    const drawn = lines < rows.length ? `Lines: an even sample of ${count(lines)} of ` : 'A line each for ';
    const more = axes.length > MOST_AXES ? `; the first ${MOST_AXES} of ${axes.length} axes` : '';
    const of = rows.length === results.rows ? plural(rows.length, 'model') : `${count(rows.length)} selected models`;
    return `${drawn}${of}; bars at the axes: all of them${more}. Drag along an axis to select.`;
  }

  #draw(): void {
    const state = this.#state;
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!state || width === 0 || height === 0) return;
    const theme = themeOf(this.#canvas);
    this.#canvas.width = Math.round(width * devicePixelRatio);
    this.#canvas.height = Math.round(height * devicePixelRatio);
    const context = this.#canvas.getContext('2d')!;
    const layout = (this.#layout = picture.parallelLayout(this.#columns, { width, height }, theme));
    context.drawImage(this.#drawnBase(state, layout, theme), 0, 0);
    context.scale(devicePixelRatio, devicePixelRatio);
    if (state.picked !== null) picture.drawLine(context, layout, state.picked, 2.5, theme);
    if (state.hovered !== null) picture.drawLine(context, layout, state.hovered, 1.5, theme);
    if (this.#brush) {
      const { axis, from, to } = this.#brush;
      context.strokeStyle = theme.ink;
      context.lineWidth = 1.5;
      context.strokeRect(layout.across[axis]! - 6, Math.min(from, to), 12, Math.abs(to - from));
    }
    const names = layout.columns.map(({ info }) => titleOf(info.name, state)).join(', ');
    this.#canvas.setAttribute(
      'aria-label',
      `Parallel coordinates of ${names}. The ranges above the table select the same by keyboard.`,
    );
  }

  /** What stays the same while models are pointed at. */
  #drawnBase(state: ExploreState, layout: picture.ParallelLayout, theme: Theme): OffscreenCanvas {
    const { width, height } = this.#canvas;
    const { selection, bars, filters } = state;
    const of = [...layout.columns, selection, bars, filters, width, height, ...Object.values(theme)];
    const drawn = this.#base;
    if (drawn?.of.length === of.length && of.every((one, i) => one === drawn.of[i])) return drawn.canvas;
    const canvas = new OffscreenCanvas(width, height);
    this.#base = { of, canvas };
    const context = canvas.getContext('2d')!;
    context.scale(devicePixelRatio, devicePixelRatio);
    context.font = `${theme.fontSize}px ${theme.font}`;
    const metric = state.columns.get(state.metric)!;
    const shares = layout.columns.map(({ info }) => bars?.shares[bars.names.indexOf(info.name)]);
    picture.drawLines(context, layout, selection, metric, metricColours(metric, theme.paper), theme);
    picture.drawParallelAxes(context, layout, shares, state, theme);
    picture.drawBrushes(context, layout, state, theme);
    return canvas;
  }

  #axisAt(x: number): number {
    return this.#layout?.across.findIndex((at) => Math.abs(at - x) <= NEAR.axis) ?? -1;
  }

  #down(event: PointerEvent): void {
    const axis = this.#axisAt(event.offsetX);
    if (axis < 0) return;
    this.#brush = { axis, from: event.offsetY, to: event.offsetY };
    this.#canvas.setPointerCapture(event.pointerId);
  }

  #move({ offsetX: x, offsetY: y }: PointerEvent): void {
    if (this.#brush) {
      this.#brush = { ...this.#brush, to: y };
      this.#painter.request();
      return;
    }
    const axis = this.#axisAt(x);
    this.#canvas.style.cursor = axis >= 0 ? 'ns-resize' : '';
    this.exploring.hover(this.#rowAt(x, y));
  }

  #up({ offsetX: x, offsetY: y }: PointerEvent): void {
    const [brush, layout] = [this.#brush, this.#layout];
    this.#brush = null;
    if (!layout) return;
    if (!brush) {
      const row = this.#rowAt(x, y);
      if (row !== null) this.exploring.pick(row);
      return;
    }
    const column = layout.columns[brush.axis]!;
    const place = (at: number) => (layout.plot.bottom - at) / (layout.plot.bottom - layout.plot.top);
    const isDrag = Math.abs(brush.to - brush.from) >= NEAR.line;
    this.exploring.filter([[column.info.name, isDrag ? rangeOf(column, place(brush.from), place(brush.to)) : null]]);
    this.#painter.request();
  }

  /** The row of the nearest line that is drawn, if one is near. */
  #rowAt(x: number, y: number): number | null {
    const layout = this.#layout;
    if (!layout) return null;
    const right = layout.across.findIndex((at) => at >= x);
    if (right < 1) return null;
    const [from, to] = [layout.across[right - 1]!, layout.across[right]!];
    let [nearest, distance]: [number | null, number] = [null, NEAR.line];
    for (const row of this.#state!.selection.lines) {
      const a = picture.heightOf(layout, layout.columns[right - 1]!, row);
      const b = picture.heightOf(layout, layout.columns[right]!, row);
      const away = Math.abs(a + ((b - a) * (x - from)) / (to - from) - y);
      if (away < distance) [nearest, distance] = [row, away];
    }
    return nearest;
  }
}
