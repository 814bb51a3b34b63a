import { binAt, type Bins, type Cells } from '../../explore/cells';
import type { Range } from '../../explore/filter';
import type { Column } from '../../explore/table';
import { count, plural } from '../../metrics/format';
import { within, type Box } from '../drawing';
import { Painter, themeOf, type Theme } from '../theme';
import { metricColours, type MetricColours } from './colours';
import { BINS, type Exploring } from './exploring';
import { MapPointer } from './map-pointer';
import * as picture from './map-picture';
import type { ExploreState, ExploreView, MapCells } from './state';
import { moved, zoomed, type Viewport } from './viewport';
import { titleOf, valueText } from './words';

/** Bins of an axis that is no grid, at most: there are more as it is magnified. */
const MOST_BINS = 1024;
const STEP = 1.5;

/** A map of two columns, coloured by a metric: the wheel magnifies, dragging selects a region, a click picks a model. */
export class MapView implements ExploreView {
  readonly #canvas = document.createElement('canvas');
  readonly #painter: Painter;
  readonly #pointer: MapPointer;
  #state: ExploreState | null = null;
  #map: MapCells | null = null;
  #whole: Viewport = { left: 0, right: 1, bottom: 0, top: 1 };
  #view = this.#whole;
  #plot: Box = { left: 0, right: 1, top: 0, bottom: 1 };
  #painted: { of: readonly unknown[]; colours: MetricColours; paint: picture.Paint } | null = null;

  /** @param said what lies under the pointer, in words */
  constructor(
    private readonly element: HTMLElement,
    private readonly exploring: Exploring,
    private readonly said: (text: string) => void,
  ) {
    this.#canvas.tabIndex = 0;
    this.#canvas.setAttribute('role', 'img');
    element.append(this.#canvas);
    this.#painter = new Painter(element, () => this.#draw());
    this.#pointer = new MapPointer(this.#canvas, {
      zoom: (factor, x, y) => this.#zoomAt(factor, x, y),
      move: (x, y) => this.#move(x, y),
      hover: (x, y) => this.#hover(this.#cellAt(x, y)),
      leave: () => this.#hover(-1),
      pick: (x, y) => this.#pick(this.#cellAt(x, y)),
      dragged: () => this.#painter.request(),
      select: (from, to) => this.#select(from, to),
    });
    this.#canvas.addEventListener('keydown', (event) => this.#press(event));
  }

  update(state: ExploreState): void {
    const before = this.#map;
    this.#state = state;
    this.#map = state.map;
    if (state.map && (state.map.x !== before?.x || state.map.y !== before.y))
      this.#view = this.#whole = wholeOf(state.map.cells);
    this.#painter.request();
  }

  dispose(): void {
    this.#painter.dispose();
    this.#canvas.remove();
  }

  /** Magnifies about the middle. */
  zoom(factor: number): void {
    const { left, right, top, bottom } = this.#plot;
    this.#zoomAt(factor, (left + right) / 2, (top + bottom) / 2);
  }

  showAll(): void {
    this.#view = this.#whole;
    this.#changed();
  }

  #draw(): void {
    const [state, map] = [this.#state, this.#map];
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!state || !map || width === 0) return;
    const { cells } = map;
    const theme = themeOf(this.#canvas);
    this.#canvas.width = Math.round(width * devicePixelRatio);
    this.#canvas.height = Math.round(height * devicePixelRatio);
    const context = this.#canvas.getContext('2d')!;
    context.font = `${theme.fontSize}px ${theme.font}`;
    this.#plot = picture.plotBox({ width, height }, theme);
    const columns = [state.columns.get(map.x)!, state.columns.get(map.y)!] as const;
    const metric = state.columns.get(map.metric)!;
    const { colours, paint } = this.#paint(cells, metric, theme);
    this.#drawCells(context, cells, paint);
    context.scale(devicePixelRatio, devicePixelRatio);
    context.font = `${theme.fontSize}px ${theme.font}`;
    within(context, this.#plot, () => {
      picture.drawCrosses(context, cells, paint, this.#plot, this.#view, theme);
      this.#drawMarks(context, state, map, theme);
    });
    const names = [titleOf(map.x, state), titleOf(map.y, state)] as const;
    picture.drawAxes(context, this.#plot, this.#view, columns, names, theme);
    picture.drawLegend(context, this.#plot, metric, colours, metric.known < state.results.rows, theme);
    this.#canvas.setAttribute('aria-label', this.#description(state, map, paint));
  }

  /** Made anew for other cells, another metric or another theme. */
  #paint(cells: Cells, metric: Column, { paper, grid }: Theme): { colours: MetricColours; paint: picture.Paint } {
    const of = [cells, metric, paper, grid];
    if (this.#painted?.of.every((one, i) => one === of[i])) return this.#painted;
    const colours = metricColours(metric, paper);
    this.#painted = { of, colours, paint: picture.paintOf(cells, colours, colourOf(grid)) };
    return this.#painted;
  }

  #drawCells(context: CanvasRenderingContext2D, cells: Cells, paint: picture.Paint): void {
    const left = Math.round(this.#plot.left * devicePixelRatio);
    const top = Math.round(this.#plot.top * devicePixelRatio);
    const width = Math.round(this.#plot.right * devicePixelRatio) - left;
    const height = Math.round(this.#plot.bottom * devicePixelRatio) - top;
    if (width <= 0 || height <= 0) return;
    const pixels = picture.cellPixels(cells, paint, this.#view, [width, height]);
    context.putImageData(new ImageData(new Uint8ClampedArray(pixels.buffer), width, height), left, top);
  }

  /** The region that is selected, the one that is being dragged, and the cells of the model pointed at and the one picked. */
  #drawMarks(context: CanvasRenderingContext2D, state: ExploreState, map: MapCells, theme: Theme): void {
    const { cells } = map;
    const { x, y } = picture.placer(this.#plot, this.#view);
    context.strokeStyle = theme.ink;
    const outline = (left: number, right: number, low: number, high: number) =>
      context.strokeRect(x(left), y(high), x(right) - x(left), y(low) - y(high));
    for (const [row, thickness] of [
      [state.hovered, 1.5],
      [state.picked, 3],
    ] as const) {
      if (row === null) continue;
      const [column, line] = binsOfRow(state, map, row);
      if (column < 0 || line < 0) continue;
      context.lineWidth = thickness;
      outline(cells.x.edges[column]!, cells.x.edges[column + 1]!, cells.y.edges[line]!, cells.y.edges[line + 1]!);
    }
    context.setLineDash([4, 3]);
    context.lineWidth = 1.5;
    const { dragging } = this.#pointer;
    if (dragging)
      context.strokeRect(
        dragging.from[0],
        dragging.from[1],
        dragging.to[0] - dragging.from[0],
        dragging.to[1] - dragging.from[1],
      );
    context.setLineDash([]);
  }

  #description(state: ExploreState, { x, y, metric }: MapCells, { filled }: picture.Paint): string {
    const axes = `${titleOf(x, state)} across, ${titleOf(y, state)} up`;
    return `Map of ${metric}: ${axes}, ${plural(filled, 'cell')} of ${plural(state.selection.rows.length, 'model')}. Arrows go from cell to cell, Enter picks the model, plus and minus magnify; the table holds the numbers.`;
  }

  /** Cell at a point of the picture, -1 for none. */
  #cellAt(x: number, y: number): number {
    const cells = this.#map?.cells;
    if (!cells) return -1;
    const [across, up] = this.#placeAt(x, y);
    const [column, row] = [binAt(cells.x, across), binAt(cells.y, up)];
    return column < 0 || row < 0 ? -1 : row * cells.x.count + column;
  }

  #placeAt(x: number, y: number): [number, number] {
    const { left, right, bottom, top } = this.#plot;
    const { left: l, right: r, bottom: b, top: t } = this.#view;
    return [l + ((x - left) / (right - left)) * (r - l), b + ((bottom - y) / (bottom - top)) * (t - b)];
  }

  #hover(cell: number): void {
    const row = this.#map?.cells.row[cell] ?? -1;
    this.said(row < 0 ? '' : this.#cellText(cell));
    this.exploring.hover(row < 0 ? null : row);
  }

  #pick(cell: number): void {
    const row = this.#map?.cells.row[cell] ?? -1;
    if (row >= 0) this.exploring.pick(row);
  }

  #cellText(cell: number): string {
    const { cells, metric } = this.#map!;
    const models = cells.count[cell]!;
    const diverged = cells.diverged[cell]!;
    const median = valueText(metric, this.#state!.cells.get(metric), cells.median[cell]!);
    const what = models === 1 ? median : `median ${median} of ${plural(models, 'model')}`;
    return `${metric} ${what}${diverged > 0 ? `, ${count(diverged)} diverged ✕` : ''}`;
  }

  #zoomAt(factor: number, x: number, y: number): void {
    this.#view = zoomed(this.#view, this.#whole, factor, ...this.#placeAt(x, y));
    this.#changed();
  }

  #move(x: number, y: number): void {
    const [fromX, fromY] = this.#placeAt(0, 0);
    const [toX, toY] = this.#placeAt(x, y);
    this.#view = moved(this.#view, this.#whole, fromX - toX, fromY - toY);
    this.#changed();
  }

  /** More bins for a part of the whole: until they are there, those that are there are drawn larger. */
  #changed(): void {
    const zoom = (this.#whole.right - this.#whole.left) / (this.#view.right - this.#view.left);
    const bins = Math.min(MOST_BINS, BINS * 2 ** Math.floor(Math.log2(zoom)));
    if (this.#map && bins !== this.#state?.bins) this.exploring.choose({ bins });
    this.#painter.request();
  }

  /** Filters both columns to what was dragged over. */
  #select(from: readonly [number, number], to: readonly [number, number]): void {
    const { x, y } = this.#map!;
    const { columns } = this.#state!;
    const [a, b] = [this.#placeAt(...from), this.#placeAt(...to)];
    const ranges = [[x, columns.get(x)!, 0] as const, [y, columns.get(y)!, 1] as const];
    this.exploring.filter(ranges.map(([name, column, axis]) => [name, rangeOf(column, a[axis], b[axis])] as const));
  }

  #press(event: KeyboardEvent): void {
    const steps: Record<string, [number, number]> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, 1],
      ArrowDown: [0, -1],
    };
    const step = steps[event.key];
    if (step && event.shiftKey) this.#move(-60 * step[0], 60 * step[1]);
    else if (step) this.#step(step);
    else if (event.key === 'Enter' && this.#state?.hovered != null) this.exploring.pick(this.#state.hovered);
    else if (event.key === '+' || event.key === '=') this.zoom(STEP);
    else if (event.key === '-') this.zoom(1 / STEP);
    else if (event.key === '0' || event.key === 'Home') this.showAll();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** To the next cell in a direction that holds a model. */
  #step([dx, dy]: [number, number]): void {
    const [map, state] = [this.#map!, this.#state!];
    const { cells } = map;
    const row = state.hovered ?? state.picked;
    let [column, line] = row === null ? [dx > 0 ? -1 : 0, 0] : binsOfRow(state, map, row);
    for (
      column += dx, line += dy;
      column >= 0 && column < cells.x.count && line >= 0 && line < cells.y.count;
      column += dx, line += dy
    ) {
      const cell = line * cells.x.count + column;
      if (cells.count[cell]! > 0) return this.#hover(cell);
    }
  }
}

function wholeOf({ x: { edges: x }, y: { edges: y } }: Cells): Viewport {
  return { left: x[0]!, right: x.at(-1)!, bottom: y[0]!, top: y.at(-1)! };
}

/** Column and line of the cell that a row lies in, -1 for none. */
function binsOfRow({ columns }: ExploreState, { x, y, cells }: MapCells, row: number): [number, number] {
  const binOf = (name: string, bins: Bins): number => {
    const { cells: own, scale } = columns.get(name)!;
    return binAt(bins, scale.place(own.values[row]!));
  };
  return [binOf(x, cells.x), binOf(y, cells.y)];
}

/** The values between two places; of a grid the outermost levels between them, or the nearest one. */
export function rangeOf(column: Column, a: number, b: number): Range {
  const { scale, levels } = column;
  const [from, to] = [Math.min(a, b), Math.max(a, b)];
  if (!levels) return [scale.at(Math.max(0, from)), scale.at(Math.min(1, to))];
  const inside = [...levels].filter((level) => scale.place(level) >= from && scale.place(level) <= to);
  if (inside.length > 0) return [inside[0]!, inside.at(-1)!];
  const away = (level: number) => Math.abs(scale.place(level) - (from + to) / 2);
  const nearest = levels.reduce((best, level) => (away(level) < away(best) ? level : best));
  return [nearest, nearest];
}

/** `#rrggbb` as `rgb(…)`. */
function colourOf(text: string): string {
  if (!text.startsWith('#')) return text;
  return `rgb(${[1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16)).join(', ')})`;
}
