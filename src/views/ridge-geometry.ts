/**
 * The ridgeline in space, in pixels of the screen: x to the right over θ, y up by the height, z towards the viewer over
 * the rows, seen by an orthographic camera from {@link PITCH} above. The weakest setting is in front.
 */
import { ticksOf } from './axis';

/** The camera's angle above the horizon. */
export const PITCH = (32 * Math.PI) / 180;
/** Room for the labels of the axes, in pixels. */
const MARGIN = { left: 48, top: 14, bottom: 40 };
/** Most of the height that the floor takes, as a share, and most pixels from row to row; the rest is for the peaks. */
const FLOOR_SHARE = 0.52;
const MOST_SPACING = 36;
/** Least pixels from one tick of θ to the next. */
const TICK_SPACING = 44;

/** Height on the page's scale, asinh(u): u multiples of the initial level, so that 1 and 83 can both be read. */
export const heightOf = (u: number): number => Math.asinh(u);

export interface Stage {
  width: number;
  height: number;
  /** Where the point (0, 0, 0), the middle of the floor, is on the screen, in pixels from the top left. */
  centre: { x: number; y: number };
  /** Pixels from the middle to θ = ±limit. */
  halfWidth: number;
  /** Pixels from the front row to the back row. */
  depth: number;
  /** Pixels of `heightOf` 1. */
  unitHeight: number;
}

/** What has to fit on a stage. */
export interface StageNeeds {
  rows: number;
  /** Greatest height of a row, as {@link heightOf} has it. */
  tallest: number;
  /** Pixels of the labels at the right. */
  labelWidth: number;
}

/** Fits them into a canvas of `width` × `height` pixels. */
export function stageOf(width: number, height: number, { rows, tallest, labelWidth }: StageNeeds): Stage {
  const [inner, tall] = [
    Math.max(1, width - MARGIN.left - labelWidth),
    Math.max(1, height - MARGIN.top - MARGIN.bottom),
  ];
  const floor = Math.min(tall * FLOOR_SHARE, (rows - 1) * MOST_SPACING);
  return {
    width,
    height,
    centre: { x: MARGIN.left + inner / 2, y: height - MARGIN.bottom - floor / 2 },
    halfWidth: inner / 2,
    depth: floor / Math.sin(PITCH),
    unitHeight: (tall - floor) / Math.cos(PITCH) / tallest,
  };
}

/** z of a row of two or more; row 0 is in front. */
export function rowDepth({ depth }: Stage, row: number, rows: number): number {
  return depth / 2 - (depth * row) / (rows - 1);
}

/** Pixels from the canvas' top left at which the camera shows a point. */
export function project({ centre }: Stage, x: number, y: number, z: number): { x: number; y: number } {
  return { x: centre.x + x, y: centre.y - y * Math.cos(PITCH) + z * Math.sin(PITCH) };
}

/**
 * (count,) greatest value of each of `count` equal parts of a curve, so that no peak is lost.
 *
 * @param curve (points,) with points ≥ count
 */
export function thinned(curve: Float64Array, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => {
    const end = Math.ceil(((i + 1) * curve.length) / count);
    let greatest = 0;
    for (let j = Math.floor((i * curve.length) / count); j < end; j++) greatest = Math.max(greatest, curve[j]!);
    return greatest;
  });
}

/** Vertices of a wall from the floor up to a curve, and of the line along its upper edge: (2 · points, 3) each. */
export interface Ridge {
  wall: Float32Array;
  edge: Float32Array;
}

/** @param curve (points,) in multiples of the initial level, evenly over ±limit */
export function ridgeOf(stage: Stage, curve: Float64Array, z: number, lineWidth: number): Ridge {
  const points = curve.length;
  const x = (i: number) => stage.halfWidth * ((2 * i) / (points - 1) - 1);
  const y = (i: number) => stage.unitHeight * heightOf(curve[i]!);
  const wall = new Float32Array(6 * points);
  const edge = new Float32Array(6 * points);
  for (let i = 0; i < points; i++) {
    wall.set([x(i), 0, z, x(i), y(i), z], 6 * i);
    const [before, after] = [Math.max(0, i - 1), Math.min(points - 1, i + 1)];
    const [nx, ny] = normal(x(after) - x(before), (y(after) - y(before)) * Math.cos(PITCH), lineWidth / 2);
    // A little nearer than the wall, whose edge it covers.
    edge.set([x(i) - nx, y(i) - ny, z + 1, x(i) + nx, y(i) + ny, z + 1], 6 * i);
  }
  return { wall, edge };
}

/** The vector across a direction on the screen, of `length` pixels there, in the plane of the wall. */
function normal(dx: number, dy: number, length: number): [number, number] {
  const scale = length / Math.hypot(dx, dy);
  return [-dy * scale, (dx * scale) / Math.cos(PITCH)];
}

/** (6 · (points − 1),) triangles of a strip of vertex pairs that starts at vertex `first`. */
export function stripIndices(points: number, first: number): number[] {
  return Array.from({ length: points - 1 }, (_, i) => {
    const v = first + 2 * i;
    return [v, v + 2, v + 1, v + 1, v + 2, v + 3];
  }).flat();
}

/** Round values of θ, as many as have room for their labels. */
export function thetaTicks(limit: number, { halfWidth }: Stage): number[] {
  return ticksOf(-limit, limit, Math.max(2, Math.min(6, (2 * halfWidth) / TICK_SPACING)));
}

/** Levels that mean something: the initial one, where the article cut its peaks, ten times, and the estimate's ceiling. */
export function heightTicks(tallest: number): { height: number; text: string }[] {
  const ceiling = Math.sinh(tallest);
  const levels = [1, 2.7, 10].filter((level) => level < ceiling / 2);
  return [...levels, ceiling].map((level) => ({ height: heightOf(level), text: `${Number(level.toPrecision(2))}×` }));
}
