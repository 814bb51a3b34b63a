/** What the shaders of the scene share: the rows' values, heights, and the camera, as nodes of three.js' shading language. */
import {
  asinh,
  float,
  fract,
  int,
  log2,
  max,
  min,
  mix,
  screenCoordinate,
  select,
  storage,
  uniform,
  vec2,
  vec3,
} from 'three/tsl';
import { StorageBufferAttribute, Vector3, type Node, type WebGPURenderer } from 'three/webgpu';
import { rgb, type Rgb } from './colours';
import type { DensityRows } from './density-rows';
import type { Frame } from './frame';
import { HEIGHT_SCALES, LINEAR_CAP, LOG_FLOOR } from './scales';
import { axesOf } from './stage';

export type Float = Node<'float'>;
export type Vec3 = Node<'vec3'>;

/** The rows of a scene for its shaders. Nothing is copied: they read the buffer that the kernel writes. */
export class RowNodes {
  readonly halfWidth = uniform(1);
  readonly depth = uniform(1);
  readonly unitHeight = uniform(1);
  readonly tallest = uniform(1);
  /** Pixels of the scene per pixel of the screen. */
  readonly pixel = uniform(1);
  readonly paper = uniform(new Vector3());
  readonly ink = uniform(new Vector3());
  readonly #scale = uniform(0, 'int');
  readonly #right = uniform(new Vector3());
  readonly #up = uniform(new Vector3());
  readonly #towards = uniform(new Vector3());
  readonly rows: number;
  readonly columns: number;
  readonly #values;

  constructor(renderer: WebGPURenderer, { buffer, size }: DensityRows) {
    this.rows = size.rows;
    this.columns = size.columns;
    this.#values = storage(attributeOn(renderer, buffer), 'vec4', size.rows * size.columns).toReadOnly();
  }

  set({ stage, scale, tallest, theme }: Frame): void {
    this.halfWidth.value = stage.halfWidth;
    this.depth.value = stage.depth;
    this.unitHeight.value = stage.unitHeight;
    this.tallest.value = tallest;
    this.pixel.value = 1 / stage.zoom;
    this.paper.value.fromArray([...rgb(theme.paperColour)]);
    this.ink.value.fromArray([...rgb(theme.ink)]);
    this.#scale.value = HEIGHT_SCALES.indexOf(scale);
    const { right, up, towards } = axesOf(stage);
    this.#right.value.fromArray([...right]);
    this.#up.value.fromArray([...up]);
    this.#towards.value.fromArray([...towards]);
  }

  /** Median, low and high in multiples of the initial level, and the share of the parameters up to the column. */
  at(row: Float, column: Float): Node<'vec4'> {
    const clamped = max(0, min(this.columns - 1, column));
    return this.#values.element(int(row.mul(this.columns).add(clamped).add(0.5)));
  }

  /** 1 for a row that has a density, else 0. */
  isKnown(row: Float): Float {
    return select(this.at(row, float(0)).x.lessThan(0), 0, 1);
  }

  /** 1 on the linear scale, else 0. */
  get isLinear(): Float {
    return select(this.#scale.equal(HEIGHT_SCALES.indexOf('linear')), 1, 0);
  }

  /** Twin of `heightOf`. */
  heightOf(u: Float): Float {
    const onLog = log2(max(u, LOG_FLOOR).div(LOG_FLOOR)).mul(Math.LOG10E / Math.LOG2E);
    return select(this.#scale.equal(0), asinh(u), select(this.#scale.equal(1), min(u, LINEAR_CAP), onLog));
  }

  x(column: Float): Float {
    return column
      .mul(2 / (this.columns - 1))
      .sub(1)
      .mul(this.halfWidth);
  }

  z(row: Float): Float {
    return float(0.5)
      .sub(row.div(this.rows - 1))
      .mul(this.depth);
  }

  /** Where a row's height at a column is in the scene; `value` picks median, low or high. */
  place(row: Float, column: Float, value: (values: Node<'vec4'>) => Float): Vec3 {
    const height = this.heightOf(value(this.at(row, column)));
    return vec3(this.x(column), height.mul(this.unitHeight), this.z(row));
  }

  /** A vertex of a line of `width` pixels of the screen through `point`, on the side −1 or 1 of it. */
  besideLine(before: Vec3, point: Vec3, after: Vec3, side: Float, width: Float): Vec3 {
    const along = after.sub(before);
    const direction = vec2(along.dot(this.#right), along.dot(this.#up)).normalize();
    const offset = side.mul(width).mul(0.5).mul(this.pixel);
    const across = this.#right.mul(direction.y.negate()).add(this.#up.mul(direction.x));
    // A little nearer than what the line runs along.
    return point.add(across.mul(offset)).add(this.#towards);
  }
}

/** Diagonal stripes on the screen, 0 or 1. */
export const hatching = (): Float => fract(screenCoordinate.x.add(screenCoordinate.y).div(7)).step(0.5);

/** Colour at 0 … 1 on a scale of evenly spaced colours. */
export function ramp(stops: readonly Vec3[], share: Float): Vec3 {
  const position = share.clamp(0, 1).mul(stops.length - 1);
  return stops.slice(1).reduce<Vec3>((colour, stop, i) => mix(colour, stop, position.sub(i).clamp(0, 1)), stops[0]!);
}

export const colourUniforms = (count: number) => Array.from({ length: count }, () => uniform(new Vector3()));

export function setColours(uniforms: readonly { value: Vector3 }[], colours: readonly Rgb[]): void {
  uniforms.forEach(({ value }, i) => value.fromArray([...colours[i]!]));
}

/**
 * An attribute that stands for a buffer of ours. The renderer has no public way to draw from one and its types leave out
 * `backend.get`, so the version of three.js is pinned.
 */
function attributeOn(renderer: WebGPURenderer, buffer: GPUBuffer): StorageBufferAttribute {
  const attribute = new StorageBufferAttribute(new Float32Array(4), 4);
  const { backend } = renderer;
  if (!hasData(backend)) throw new Error('three.js has no backend.get');
  Object.assign(backend.get(attribute), { buffer });
  return attribute;
}

const hasData = (backend: object): backend is { get(attribute: object): object } => 'get' in backend;
