import { LinearSRGBColorSpace, OrthographicCamera, Scene, WebGPURenderer } from 'three/webgpu';
import { createPipeline, type Pipeline } from '../../gpu/pipelines';
import { densityRows } from '../../kernels';
import type { DensityStore } from '../density-store';
import { keepAsDrawn, Painter, themeOf } from '../theme';
import type { Pointing, View, ViewState } from '../view';
import { DensityChart, drawnRows } from './density-chart';
import { describe } from './description';
import { DensityRows, type RowsSize } from './density-rows';
import { Fan } from './fan';
import { Field } from './field';
import { Floor } from './floor';
import { Heat } from './heat';
import { frameOf, rowAt, type SceneKind, type Sight } from './frame';
import { disposeLayer, type Layer } from './layer';
import { MarkLayer } from './mark-layer';
import { RowNodes } from './nodes';
import { Pointer } from './pointer';
import { Ridges } from './ridges';
import type { HeightScale } from './scales';
import { SceneLabels } from './scene-labels';
import { shownRows, type ShownRow } from './shown-rows';
import { MOST_YAW, type Place, type Stage } from './stage';

export interface SceneOptions {
  /** What the device draws in a blink: about 5,000 for an adapter that runs on the CPU. */
  mostVertices: number;
  pointing: Pointing;
}

export interface SceneSettings {
  /** `auto`: ridges to 32 settings, a height field to 1,024, else and on narrow screens a heat map. */
  kind: SceneKind | 'auto';
  scale: HeightScale;
}

const MOST_RIDGES = 33;
const MOST_FIELD_ROWS = 1025;
/** Pixels of width below which ridges and fields are too narrow to be read. */
const NARROW = 480;
/** Columns of a field per line of its vertices, where it has few rows; and lines from row to row, at most. */
const FIELD_ASPECT = 3;
const MOST_LINES_PER_ROW = 12;
/** Columns that a surface needs for its peaks to be seen. */
const LEAST_COLUMNS = 60;
const DEGREE = Math.PI / 180;
/** Beyond the depth of any stage, in pixels. */
const FAR = 10_000;

/** What a sweep of one size is drawn with. */
interface Drawing {
  key: string;
  kind: SceneKind;
  density: DensityRows;
  nodes: RowNodes;
  layers: readonly Layer[];
}

/**
 * p(θ) of a sweep in space, drawn from the densities that a store holds on the GPU; none of them comes back. Fills
 * `element` with a canvas and labels; draws on the device that it is given, and only what has changed: an epoch or a
 * scrub costs one dispatch and one draw.
 */
export class DensityScene implements View {
  readonly #scene = new Scene();
  readonly #camera = new OrthographicCamera();
  readonly #labels: SceneLabels;
  readonly #painter: Painter;
  readonly #pointer: Pointer;
  #settings: SceneSettings = { kind: 'auto', scale: 'asinh' };
  #store: DensityStore | null = null;
  #state: ViewState | null = null;
  #drawing: Drawing | null = null;
  /** What the rows on the GPU were made of. */
  #computed = '';
  #shown: { rows: readonly ShownRow[]; stage: Stage; kind: SceneKind } | null = null;
  #yaw = 0;
  #isFrozen = false;

  /** @throws when the renderer cannot use the device */
  static async create(device: GPUDevice, element: HTMLElement, options: SceneOptions): Promise<DensityScene> {
    const canvas = document.createElement('canvas');
    const renderer = new WebGPURenderer({ canvas, device, antialias: true, alpha: true });
    // Colours are drawn as they are, like those of any chart: there is no light to compute with.
    renderer.outputColorSpace = LinearSRGBColorSpace;
    renderer.setClearColor(0, 0);
    await renderer.init();
    element.append(canvas);
    return new DensityScene(renderer, element, await createPipeline(device, densityRows), options);
  }

  private constructor(
    private readonly renderer: WebGPURenderer,
    private readonly element: HTMLElement,
    private readonly pipeline: Pipeline,
    private readonly options: SceneOptions,
  ) {
    this.#camera.near = -FAR;
    this.#camera.far = FAR;
    this.#canvas.setAttribute('role', 'img');
    this.#labels = new SceneLabels(element);
    this.#painter = new Painter(element, () => this.#draw());
    this.#pointer = new Pointer(this.#canvas, options.pointing, {
      settingAt: (place) => this.#settingAt(place),
      turnTo: (yaw) => this.#turnTo(yaw),
      yaw: () => this.#yaw,
    });
  }

  get #canvas(): HTMLCanvasElement {
    return this.renderer.domElement;
  }

  /** What `auto` has come to; null before the first draw. */
  get kind(): SceneKind | null {
    return this.#shown?.kind ?? null;
  }

  /** The densities to draw from, those of the run that is shown; the caller disposes of them after the next one is set. */
  setStore(store: DensityStore): void {
    this.#discard();
    this.#store = store;
    this.#painter.request();
  }

  configure(settings: SceneSettings): void {
    this.#settings = settings;
    this.#painter.request();
  }

  update(state: ViewState): void {
    this.#state = state;
    this.#painter.request();
  }

  /** Degrees that the camera is turned by, at most 60 to either side; 0 looks straight at the rows. */
  get camera(): number {
    return this.#yaw / DEGREE;
  }

  set camera(degrees: number) {
    this.#turnTo(Math.max(-MOST_YAW, Math.min(MOST_YAW, degrees * DEGREE)));
  }

  /**
   * The densities that are shown, as a chart for files; null before the first draw and after a loss. Reads them back, `bytes` of them, at
   * every point of the grid.
   */
  async chart(): Promise<{ chart: DensityChart; bytes: number } | null> {
    if (!this.#shown || !this.#store || !this.#state || this.#isFrozen) return null;
    const { rows, kind } = this.#shown;
    const density = new DensityRows(
      this.#store,
      this.#sizeOf(rows, this.#state, this.#store.grid.points),
      this.pipeline,
    );
    try {
      density.compute(rows);
      const drawn = drawnRows(rows, await density.read());
      return { chart: new DensityChart(() => drawn, this.#sightOf(kind)), bytes: density.buffer.size };
    } finally {
      density.dispose();
    }
  }

  /** Keeps the last picture, because the device is lost: to draw on it would leave the canvas blank. */
  freeze(): void {
    if (!this.#isFrozen) keepAsDrawn(this.element);
    this.#isFrozen = true;
  }

  dispose(): void {
    this.#painter.dispose();
    this.#pointer.dispose();
    this.#labels.dispose();
    this.#discard();
    void this.renderer.dispose();
    this.#canvas.remove();
  }

  #turnTo(yaw: number): void {
    this.#yaw = yaw;
    this.#painter.request();
  }

  #draw(): void {
    const { clientWidth: width, clientHeight: height } = this.element;
    const [state, store] = [this.#state, this.#store];
    if (!state || !store || width === 0 || height === 0 || this.#isFrozen) return;
    const rows = shownRows(state, store);
    const kind = this.#kindOf(rows.length, width);
    const drawing = this.#drawingOf(kind, rows, store, state);
    this.#compute(drawing, rows, store);
    const frame = frameOf(rows, state, { width, height }, this.#sightOf(kind), themeOf(this.element));
    drawing.nodes.set(frame);
    drawing.layers.forEach((layer) => layer.update(frame));
    this.#shown = { rows, stage: frame.stage, kind };
    this.#labels.update(frame, state);
    this.#canvas.setAttribute('aria-label', describe(kind, rows, state));
    this.#aim(frame.stage);
    this.renderer.setPixelRatio(devicePixelRatio);
    this.renderer.setSize(width, height, false);
    this.renderer.render(this.#scene, this.#camera);
  }

  #sightOf(kind: SceneKind): Sight {
    return { kind, scale: this.#settings.scale, yaw: this.#yaw };
  }

  #kindOf(rows: number, width: number): SceneKind {
    const { kind } = this.#settings;
    if (kind !== 'auto') return kind;
    if (width < NARROW) return 'heat';
    if (rows <= MOST_RIDGES) return 'ridge';
    const columns = this.options.mostVertices / rows;
    return rows <= MOST_FIELD_ROWS && columns >= LEAST_COLUMNS ? 'field' : 'heat';
  }

  #drawingOf(kind: SceneKind, rows: readonly ShownRow[], store: DensityStore, state: ViewState): Drawing {
    const { sweep } = state;
    const hasBands = sweep.settings.some(({ models }) => models.length > 1);
    const size = this.#sizeOf(rows, state, this.#columnsOf(kind, rows.length, hasBands, store.grid.points));
    const key = JSON.stringify([kind, size]);
    if (this.#drawing?.key === key) return this.#drawing;
    this.#discard();
    const density = new DensityRows(store, size, this.pipeline);
    const nodes = new RowNodes(this.renderer, density);
    const layers = LAYERS[kind](nodes, { hasBands, perRow: this.#linesPerRow(size) });
    const objects = layers.flatMap((layer) => layer.objects);
    objects.forEach((object, order) => Object.assign(object, { frustumCulled: false, renderOrder: order }));
    this.#scene.add(...objects);
    this.#drawing = { key, kind, density, nodes, layers };
    return this.#drawing;
  }

  #sizeOf(rows: readonly ShownRow[], { sweep, run }: ViewState, columns: number): RowsSize {
    const seeds = Math.max(...sweep.settings.map(({ models }) => models.length));
    return { rows: rows.length, columns, members: rows.length * seeds, level: run.initial.level };
  }

  /** Heat maps and fans need few vertices, whatever their columns; a field needs some between its rows, too. */
  #columnsOf(kind: SceneKind, rows: number, hasBands: boolean, points: number): number {
    const { mostVertices } = this.options;
    const perPoint = { ridge: hasBands ? 6 : 4, field: 1, heat: 0, fan: 0 }[kind];
    const most = kind === 'field' ? Math.sqrt(FIELD_ASPECT * mostVertices) : Infinity;
    return Math.max(2, Math.floor(Math.min(points, mostVertices / (perPoint * rows), most)));
  }

  /** From one row of a field to the next. */
  #linesPerRow({ rows, columns }: RowsSize): number {
    const lines = this.options.mostVertices / columns;
    return Math.max(1, Math.min(MOST_LINES_PER_ROW, Math.floor(lines / Math.max(1, rows - 2))));
  }

  #compute({ key, density }: Drawing, rows: readonly ShownRow[], store: DensityStore): void {
    const source = JSON.stringify([
      key,
      store.version,
      rows.map(({ members, below, above }) => [members, below, above]),
    ]);
    if (source === this.#computed) return;
    density.compute(rows);
    this.#computed = source;
  }

  /** One pixel is one unit of the scene, where it is not zoomed. */
  #aim({ width, height, centre, zoom, yaw, pitch }: Stage): void {
    this.#camera.rotation.set(-pitch, yaw, 0, 'YXZ');
    this.#camera.left = -centre.x / zoom;
    this.#camera.right = (width - centre.x) / zoom;
    this.#camera.top = centre.y / zoom;
    this.#camera.bottom = (centre.y - height) / zoom;
    this.#camera.updateProjectionMatrix();
  }

  #settingAt(place: Place) {
    if (!this.#shown) return null;
    const { rows, stage, kind } = this.#shown;
    const row = rowAt(kind, stage, place);
    return row === null ? null : rows[row]!.setting;
  }

  #discard(): void {
    this.#drawing?.layers.forEach(disposeLayer);
    this.#drawing?.density.dispose();
    this.#scene.clear();
    this.#drawing = null;
    this.#computed = '';
  }
}

const LAYERS: Record<SceneKind, (nodes: RowNodes, of: { hasBands: boolean; perRow: number }) => Layer[]> = {
  ridge: (nodes, { hasBands }) => [new Floor(), new Ridges(nodes, hasBands), new MarkLayer(nodes.rows)],
  field: (nodes, { perRow }) => [new Floor(), new Field(nodes, perRow), new MarkLayer(nodes.rows)],
  heat: (nodes) => [new Heat(nodes), new MarkLayer(nodes.rows), new Floor()],
  fan: (nodes) => [new Fan(nodes), new Floor()],
};
