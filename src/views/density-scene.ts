import {
  BufferAttribute,
  BufferGeometry,
  Color,
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
import { Painter, themeOf, type Theme } from './theme';
import { PITCH, ridgeOf, rowDepth, stageOf, stripIndices, thinned, type Ridge, type Stage } from './ridge-geometry';
import { heightTicks, thetaTicks, type DensityRows } from './density-rows';

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
    this.#scene.add(this.#walls, this.#edges, this.#floor);
    this.#camera.position.set(0, Math.sin(PITCH), Math.cos(PITCH));
    this.#camera.lookAt(0, 0, 0);
    this.#camera.near = -FAR;
    this.#camera.far = FAR;
    for (const { geometry } of [this.#walls, this.#edges, this.#floor]) geometry.boundingSphere = null;
    for (const object of [this.#walls, this.#edges, this.#floor]) object.frustumCulled = false;
    this.canvas.setAttribute('role', 'img');
    this.#labels = new SceneLabels(element);
    this.#painter = new Painter(element, () => this.#draw());
  }

  get canvas(): HTMLCanvasElement {
    return this.renderer.domElement;
  }

  update(rows: DensityRows): void {
    this.#rows = rows;
    this.#painter.request();
  }

  dispose(): void {
    this.#painter.dispose();
    this.#labels.dispose();
    for (const { geometry, material } of [this.#walls, this.#edges, this.#floor]) {
      geometry.dispose();
      material.dispose();
    }
    void this.renderer.dispose();
    this.canvas.remove();
  }

  #draw(): void {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!this.#rows || width === 0 || height === 0) return;
    const stage = stageOf(width, height, this.#rows.tallest, labelWidth(this.#rows));
    const theme = themeOf(this.element);
    this.#drawRows(this.#rows, stage, theme);
    this.#drawFloor(this.#rows, stage, theme);
    this.#frame(stage);
    this.#labels.update(this.#rows, stage);
    this.canvas.setAttribute('aria-label', this.#rows.description);
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
    setStrips(this.#walls.geometry, strips('wall'), (row) => [
      mix(paper, fills[row]!, 0.18),
      mix(paper, fills[row]!, 0.62),
    ]);
    setStrips(this.#edges.geometry, strips('edge'), (row) => [lines[row]!, lines[row]!]);
  }

  /** A line under each row, lines of equal θ, and the axis of heights behind the last row. */
  #drawFloor({ rows, limit, tallest }: DensityRows, stage: Stage, theme: Theme): void {
    const { halfWidth, depth, unitHeight } = stage;
    const front = depth / 2;
    const along = rows
      .map((_, row) => rowDepth(stage, row, rows.length))
      .flatMap((z) => [-halfWidth, 0, z, halfWidth, 0, z]);
    const across = thetaTicks(limit).flatMap((theta) => {
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
    setAttribute(this.#floor.geometry, 'position', positions);
    setAttribute(
      this.#floor.geometry,
      'color',
      Float32Array.from(positions, (_, i) => grid[i % 3]!),
    );
  }
}

/** Red, green and blue as they are on the screen, 0 to 1. */
type Rgb = readonly number[];

function rgb(colour: string): Rgb {
  const { r, g, b } = new Color().setStyle(colour, LinearSRGBColorSpace);
  return [r, g, b];
}

const mix = (from: Rgb, to: Rgb, share: number): Rgb => [0, 1, 2].map((i) => from[i]! + (to[i]! - from[i]!) * share);

/** Strips of vertex pairs, one per row, in one geometry; `coloursOf` gives the lower and the upper colour of a row. */
function setStrips(
  geometry: BufferGeometry,
  strips: readonly Float32Array[],
  coloursOf: (row: number) => [Rgb, Rgb],
): void {
  const vertices = strips[0]!.length / 3;
  const length = strips.length * vertices * 3;
  const positions = new Float32Array(length);
  const colours = new Float32Array(length);
  strips.forEach((strip, row) => {
    const pair = coloursOf(row).flat();
    positions.set(strip, row * strip.length);
    for (let at = 0; at < strip.length; at += 6) colours.set(pair, row * strip.length + at);
  });
  const isNew = geometry.getAttribute('position')?.count !== strips.length * vertices;
  setAttribute(geometry, 'position', positions);
  setAttribute(geometry, 'color', colours);
  if (isNew) geometry.setIndex(strips.flatMap((_, row) => stripIndices(vertices / 2, row * vertices)));
}

/** Writes into the attribute that is there when its size allows, so that its GPU buffer is kept. */
function setAttribute(geometry: BufferGeometry, name: 'position' | 'color', values: Float32Array): void {
  const attribute = geometry.getAttribute(name);
  if (attribute instanceof BufferAttribute && attribute.array.length === values.length) {
    attribute.copyArray(values);
    attribute.needsUpdate = true;
  } else {
    geometry.setAttribute(name, new BufferAttribute(values, 3));
  }
}
