import type { Frame, SceneKind } from './frame';
import { chosenRows } from './looks';
import { heightTicks } from './scales';
import { cellDepth, columnX, heightGap, rowDepth, thetaTicks, type Vector } from './stage';

/** Rows more than this have no line of their own on the floor. */
const MOST_LINES = 33;
/** Pixels of a tick of the heights. */
const NOTCH = 5;
/** Pixels that lines lie below a surface that would flicker through them. */
const SUNK = -1;

export type Segment = readonly [from: Vector, to: Vector];

/** Thin lines: of equal θ, under each row and the axis of heights; and around cells and columns that stand out. */
export interface FloorLines {
  grid: Segment[];
  chosen: Segment[];
}

export const floorLines = (frame: Frame): FloorLines => LINES[frame.kind](frame);

const LINES: Record<SceneKind, (frame: Frame) => FloorLines> = {
  ridge: (frame) => ({ grid: [...acrossRows(frame, 0), ...rowLines(frame), ...heightAxis(frame)], chosen: [] }),
  field: (frame) => ({ grid: [...acrossRows(frame, SUNK), ...heightAxis(frame)], chosen: [] }),
  heat: (frame) => ({ grid: [], chosen: chosenRows(frame).flatMap((row) => cellOutline(frame, row)) }),
  fan: (frame) => ({ grid: alongColumns(frame), chosen: chosenRows(frame).map((row) => columnLine(frame, row)) }),
};

function acrossRows({ stage, grid: { limit } }: Frame, y: number): Segment[] {
  const { halfWidth, depth } = stage;
  return thetaTicks(stage, limit, 'x').map((theta) => {
    const x = (halfWidth * theta) / limit;
    return [
      [x, y, -depth / 2],
      [x, y, depth / 2],
    ];
  });
}

function alongColumns({ stage, grid: { limit } }: Frame): Segment[] {
  return thetaTicks(stage, limit, 'z').map((theta) => along(stage.halfWidth, (-stage.depth * theta) / limit / 2));
}

const along = (halfWidth: number, z: number): Segment => [
  [-halfWidth, 0, z],
  [halfWidth, 0, z],
];

function rowLines({ rows, stage }: Frame): Segment[] {
  const every = Math.ceil(rows.length / MOST_LINES);
  return rows.flatMap((_, row) => (row % every === 0 ? [along(stage.halfWidth, rowDepth(stage, row))] : []));
}

function cellOutline({ stage }: Frame, row: number): Segment[] {
  const { halfWidth, depth, rows } = stage;
  const edges = [-0.5, 0.5].map((half) => cellDepth(stage, row) + (half * depth) / rows);
  const ends = [-halfWidth, halfWidth].map((x): Segment => [
    [x, 0, edges[0]!],
    [x, 0, edges[1]!],
  ]);
  return [...edges.map((z) => along(halfWidth, z)), ...ends];
}

function columnLine({ stage }: Frame, row: number): Segment {
  const x = columnX(stage, row);
  return [
    [x, 0, -stage.depth / 2],
    [x, 0, stage.depth / 2],
  ];
}

function heightAxis({ stage, scale, tallest, ceiling }: Frame): Segment[] {
  const { halfWidth, unitHeight, depth } = stage;
  const at = (x: number, y: number): Vector => [x - halfWidth, y, -depth / 2];
  const top = tallest * unitHeight;
  const notches = heightTicks(scale, ceiling, heightGap(stage)).map(({ height }): Segment => [
    at(0, height * unitHeight),
    at(-NOTCH, height * unitHeight),
  ]);
  // Two strokes through the axis say that the heights go on beyond it.
  const cuts = scale === 'linear' ? [6, 10] : [];
  const strokes = cuts.map((below): Segment => [at(-NOTCH, top - below - 3), at(NOTCH, top - below + 3)]);
  return [[at(0, 0), at(0, top)], ...notches, ...strokes];
}
