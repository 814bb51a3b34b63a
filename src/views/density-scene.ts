import {
  BufferGeometry,
  DoubleSide,
  LinearSRGBColorSpace,
  LineBasicNodeMaterial,
  LineSegments,
  Mesh,
  MeshBasicNodeMaterial,
  OrthographicCamera,
  Scene,
  WebGPURenderer,
} from 'three/webgpu';
import { needsRim, RIM_COLOUR, strengthColour } from '../metrics/palette';
import { labelWidth, SceneLabels } from './scene-labels';
import { mix, rgb, setStrips, setVertices } from './strips';
import { Painter, themeOf, type Theme } from './theme';
import {
  heightTicks,
  PITCH,
  ridgeOf,
  rowDepth,
  stageOf,
  thetaTicks,
  thinned,
  type Ridge,
  type Stage,
} from './ridge-geometry';
import type { DensityRows } from './density-rows';

/** Vertices per point of a row: two of the wall, two of the line along its edge. */
const VERTICES_PER_POINT = 4;
const LINE_WIDTH = 1.8;
/** Beyond the depth of any stage, in pixels. */
const FAR = 10_000;

/**
 * p(θ) of a sweep as ridges in space, the weakest setting in front. Fills `element` with a canvas and labels; draws
 * on the device that it is given, which it neither owns nor keeps busy: it draws only what has changed.
 */
export class DensityScene {
  readonly #scene = new Scene();
  readonly #camera = new OrthographicCamera();
  readonly #walls = new Mesh(new BufferGeometry(), new MeshBasicNodeMaterial({ vertexColors: true, side: DoubleSide }));
  readonly #edges = new Mesh(new BufferGeometry(), new MeshBasicNodeMaterial({ vertexColors: true, side: DoubleSide }));
  readonly #floor = new LineSegments(new BufferGeometry(), new LineBasicNodeMaterial({ vertexColors: true }));
  readonly #objects = [this.#walls, this.#edges, this.#floor];
  readonly #labels: SceneLabels;
  readonly #painter: Painter;
  #rows: DensityRows | null = null;

  /**
   * @param mostVertices what the device draws in a blink: about 5,000 for an adapter that runs on the CPU
   * @throws when the renderer cannot use the device
   */
  static async create(device: GPUDevice, element: HTMLElement, mostVertices: number): Promise<DensityScene> {
    const canvas = document.createElement('canvas');
    const renderer = new WebGPURenderer({ canvas, device, antialias: true, alpha: true });
    // Colours are drawn as they are, like those of any chart: there is no light to compute with.
    renderer.outputColorSpace = LinearSRGBColorSpace;
    renderer.setClearColor(0, 0);
    await renderer.init();
    element.append(canvas);
    return new DensityScene(renderer, element, mostVertices);
  }

  private constructor(
    private readonly renderer: WebGPURenderer,
    private readonly element: HTMLElement,
    private readonly mostVertices: number,
  ) {
    this.#scene.add(...this.#objects);
    this.#camera.position.set(0, Math.sin(PITCH), Math.cos(PITCH));
    this.#camera.lookAt(0, 0, 0);
    this.#camera.near = -FAR;
    this.#camera.far = FAR;
    for (const object of this.#objects) object.frustumCulled = false;
    this.#canvas.setAttribute('role', 'img');
    this.#labels = new SceneLabels(element);
    this.#painter = new Painter(element, () => this.#draw());
  }

  get #canvas(): HTMLCanvasElement {
    return this.renderer.domElement;
  }

  update(rows: DensityRows): void {
    this.#rows = rows;
    this.#painter.request();
  }

  dispose(): void {
    this.#painter.dispose();
    this.#labels.dispose();
    for (const { geometry, material } of this.#objects) {
      geometry.dispose();
      material.dispose();
    }
    void this.renderer.dispose();
    this.#canvas.remove();
  }

  #draw(): void {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!this.#rows || width === 0 || height === 0) return;
    const { rows, tallest } = this.#rows;
    const stage = stageOf(width, height, { rows: rows.length, tallest, labelWidth: labelWidth(this.#rows) });
    const theme = themeOf(this.element);
    this.#drawRows(this.#rows, stage, theme);
    this.#drawFloor(this.#rows, stage, theme);
    this.#frame(stage);
    this.#labels.update(this.#rows, stage);
    this.#canvas.setAttribute('aria-label', this.#rows.description);
    this.renderer.setPixelRatio(devicePixelRatio);
    this.renderer.setSize(width, height, false);
    this.renderer.render(this.#scene, this.#camera);
  }

  /** One pixel is one unit of the scene. */
  #frame({ width, height, centre }: Stage): void {
    this.#camera.left = -centre.x;
    this.#camera.right = width - centre.x;
    this.#camera.top = centre.y;
    this.#camera.bottom = centre.y - height;
    this.#camera.updateProjectionMatrix();
  }

  #drawRows({ rows, points }: DensityRows, stage: Stage, theme: Theme): void {
    const budget = Math.floor(this.mostVertices / VERTICES_PER_POINT / rows.length);
    const kept = Math.max(2, Math.min(points, budget));
    const ridges = rows.map(({ curve }, row) =>
      ridgeOf(stage, thinned(curve, kept), rowDepth(stage, row, rows.length), LINE_WIDTH),
    );
    const colours = rows.map(({ strength }) =>
      strength === null ? theme.faintInk : strengthColour(strength, theme.paper),
    );
    const fills = colours.map(rgb);
    const lines = colours.map((colour) => rgb(theme.paper === 'light' && needsRim(colour) ? RIM_COLOUR : colour));
    const paper = rgb(theme.paperColour);
    const strips = (part: keyof Ridge) => ridges.map((ridge) => ridge[part]);
    setStrips(this.#walls, strips('wall'), (row) => [mix(paper, fills[row]!, 0.18), mix(paper, fills[row]!, 0.62)]);
    setStrips(this.#edges, strips('edge'), (row) => [lines[row]!, lines[row]!]);
  }

  /** A line under each row, lines of equal θ, and the axis of heights behind the last row. */
  #drawFloor({ rows, limit, tallest }: DensityRows, stage: Stage, theme: Theme): void {
    const { halfWidth, depth, unitHeight } = stage;
    const front = depth / 2;
    const along = rows
      .map((_, row) => rowDepth(stage, row, rows.length))
      .flatMap((z) => [-halfWidth, 0, z, halfWidth, 0, z]);
    const across = thetaTicks(limit, stage).flatMap((theta) => {
      const x = (halfWidth * theta) / limit;
      return [x, 0, front, x, 0, -front];
    });
    const axis = [-halfWidth, 0, -front, -halfWidth, tallest * unitHeight, -front];
    const notches = heightTicks(tallest).flatMap(({ height }) => {
      const y = height * unitHeight;
      return [-halfWidth, y, -front, -halfWidth - 5, y, -front];
    });
    const positions = Float32Array.from([...along, ...across, ...axis, ...notches]);
    const grid = rgb(theme.grid);
    const colours = Float32Array.from(positions, (_, i) => grid[i % 3]!);
    setVertices(this.#floor, positions, colours);
  }
}
