/**
 * Where things are in the scene, in pixels of the screen: x to the right over θ, y up by the height, z towards the
 * viewer over the rows, seen by an orthographic camera. Row 0, the initial parameters, is in front.
 */
import { ticksOf } from '../axis';

/** Angle of the camera above the horizon. */
export const RIDGE_PITCH = (32 * Math.PI) / 180;
export const TOP_PITCH = Math.PI / 2;
/** The camera turns by this much at most to either side. */
export const MOST_YAW = Math.PI / 3;

/** Room for the labels of the axes, in font sizes. */
const MARGIN = { top: 2.9, bottom: 3.8 };
/** The same above a view from the top, which has a key there. */
const KEY_HEIGHT = 3.6;
/** Most of the height that the floor takes, as a share, and most pixels from row to row; the rest is for the peaks. */
const FLOOR_SHARE = 0.56;
const MOST_SPACING = 40;
/** Least distances from one tick of θ and of the heights to the next, in font sizes. */
const TICK_SPACING = 4;
const TICK_GAP = 1.2;
/** A ridge is pointed at from this much in front of its row up to the next one, as a share of the spacing. */
const IN_FRONT = 0.25;

export interface Camera {
  /** Radians to the right, within ±{@link MOST_YAW}. */
  yaw: number;
  /** Radians above the horizon. */
  pitch: number;
}

/** What has to fit on a stage. */
export interface StageNeeds {
  rows: number;
  /** Greatest height of a row, in units of its scale. */
  tallest: number;
  /** Pixels of the labels' text, of those at the left and of those at the right. */
  fontSize: number;
  leftWidth: number;
  labelWidth: number;
}

export interface Stage extends Camera {
  width: number;
  height: number;
  rows: number;
  fontSize: number;
  /** Where the point (0, 0, 0), the middle of the floor, is on the screen, in pixels from the top left. */
  centre: Place;
  /** Pixels of the screen per pixel of the scene: below 1 where a turned scene would not fit. */
  zoom: number;
  /** Pixels from the middle to θ = ±limit. */
  halfWidth: number;
  /** Pixels from the front row to the back row. */
  depth: number;
  /** Pixels of height 1. */
  unitHeight: number;
}

export interface Place {
  x: number;
  y: number;
}

export type Vector = readonly [x: number, y: number, z: number];

/** Fits them into a canvas of `width` × `height` pixels. */
export function stageOf(width: number, height: number, needs: StageNeeds, { yaw, pitch }: Camera): Stage {
  const { rows, tallest, fontSize, leftWidth, labelWidth } = needs;
  const inner = Math.max(1, width - leftWidth - labelWidth);
  const flat = pitch === TOP_PITCH;
  const below = MARGIN.bottom * fontSize;
  const tall = Math.max(1, height - below - (flat ? KEY_HEIGHT : MARGIN.top) * fontSize);
  const floor = flat ? tall : Math.min(tall * FLOOR_SHARE, (rows - 1) * MOST_SPACING);
  const size = {
    halfWidth: inner / 2,
    depth: floor / Math.sin(pitch),
    unitHeight: flat ? 0 : (tall - floor) / Math.cos(pitch) / tallest,
  };
  const { right, up } = axesOf({ yaw, pitch });
  const corners = cornersOf(size.halfWidth, size.unitHeight * tallest, size.depth / 2);
  const xs = corners.map((corner) => dot(corner, right));
  const ys = corners.map((corner) => dot(corner, up));
  const [left, bottom] = [Math.min(...xs), Math.min(...ys)];
  const [across, upright] = [Math.max(...xs) - left, Math.max(...ys) - bottom];
  const zoom = Math.min(1, inner / across, tall / upright);
  const centre = {
    x: leftWidth + (inner - zoom * across) / 2 - zoom * left,
    y: height - below - (tall - zoom * upright) / 2 + zoom * bottom,
  };
  return { width, height, rows, fontSize, yaw, pitch, centre, zoom, ...size };
}

/** Unit vectors of the screen in the scene, and the one towards the viewer. */
export function axesOf({ yaw, pitch }: Camera): { right: Vector; up: Vector; towards: Vector } {
  const [sinYaw, cosYaw, sinPitch, cosPitch] = [Math.sin(yaw), Math.cos(yaw), Math.sin(pitch), Math.cos(pitch)];
  return {
    right: [cosYaw, 0, -sinYaw],
    up: [-sinPitch * sinYaw, cosPitch, -sinPitch * cosYaw],
    towards: [cosPitch * sinYaw, sinPitch, cosPitch * cosYaw],
  };
}

/** z of a row. */
export const rowDepth = ({ depth, rows }: Stage, row: number): number => depth / 2 - (depth * row) / (rows - 1);

/** z of the middle of a row's cell, where rows lie side by side. */
export const cellDepth = ({ depth, rows }: Stage, row: number): number => depth / 2 - (depth * (row + 0.5)) / rows;

/** x of a row, where rows are columns. */
export const columnX = ({ halfWidth, rows }: Stage, row: number): number => halfWidth * ((2 * row) / (rows - 1) - 1);

/** Pixels from the canvas' top left at which the camera shows a point. */
export function project(stage: Stage, point: Vector): Place {
  const { right, up } = axesOf(stage);
  const { centre, zoom } = stage;
  return { x: centre.x + zoom * dot(point, right), y: centre.y - zoom * dot(point, up) };
}

/** x and z of the point of the floor that the camera shows at a place. */
export function floorAt({ centre, zoom, yaw, pitch }: Stage, { x, y }: Place): { x: number; z: number } {
  const across = (x - centre.x) / zoom;
  const away = (y - centre.y) / zoom / Math.sin(pitch);
  const [sin, cos] = [Math.sin(yaw), Math.cos(yaw)];
  return { x: across * cos + away * sin, z: away * cos - across * sin };
}

/** The ridge at a place; null in front of the rows. Behind the last row its own peaks rise. */
export function ridgeAt(stage: Stage, place: Place): number | null {
  const row = Math.floor(rowAlong(stage, floorAt(stage, place).z) + IN_FRONT);
  return row < 0 ? null : Math.min(row, stage.rows - 1);
}

/** The cell of a heat map at a place; null outside of it. */
export function cellAt(stage: Stage, place: Place): number | null {
  const row = Math.floor(stage.rows * (0.5 - floorAt(stage, place).z / stage.depth));
  return row < 0 || row >= stage.rows ? null : row;
}

/** The column of a fan that is nearest to a place. */
export function columnAt(stage: Stage, place: Place): number {
  const share = floorAt(stage, place).x / stage.halfWidth / 2 + 0.5;
  return Math.max(0, Math.min(stage.rows - 1, Math.round(share * (stage.rows - 1))));
}

/** Row, in fractions, of which the floor has a z. */
const rowAlong = ({ depth, rows }: Stage, z: number): number => ((depth / 2 - z) / depth) * (rows - 1);

/** Round values of θ, as many as have room for their labels, along x or, for a fan, along z. */
export function thetaTicks(stage: Stage, limit: number, along: 'x' | 'z'): number[] {
  const { halfWidth, depth, zoom, yaw, fontSize } = stage;
  const pixels = along === 'x' ? 2 * halfWidth * zoom * Math.cos(yaw) : depth;
  return ticksOf(-limit, limit, Math.max(2, Math.min(6, pixels / fontSize / TICK_SPACING)));
}

/** Least difference of two heights whose ticks have room. */
export const heightGap = ({ unitHeight, zoom, pitch, fontSize }: Stage): number =>
  (TICK_GAP * fontSize) / (unitHeight * zoom * Math.cos(pitch));

const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

function cornersOf(x: number, y: number, z: number): Vector[] {
  return [-x, x].flatMap((cornerX) =>
    [0, y].flatMap((cornerY) => [-z, z].map((cornerZ): Vector => [cornerX, cornerY, cornerZ])),
  );
}
