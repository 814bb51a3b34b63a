import { describe, expect, test } from 'vitest';
import {
  cellAt,
  cellDepth,
  columnAt,
  columnX,
  floorAt,
  MOST_YAW,
  project,
  RIDGE_PITCH,
  ridgeAt,
  rowDepth,
  stageOf,
  thetaTicks,
  TOP_PITCH,
} from '../../../src/views/scene/stage';

const needs = { rows: 9, tallest: 5.1, fontSize: 11, leftWidth: 70, labelWidth: 100 };
const sizes: [width: number, height: number][] = [
  [1280, 500],
  [390, 320],
];
const yaws = [-MOST_YAW, -0.4, 0, 0.7, MOST_YAW];
const cameras = sizes.flatMap((size) => yaws.map((yaw) => ({ size, yaw })));

describe.each(cameras)('a canvas of $size, turned by $yaw', ({ size: [width, height], yaw }) => {
  const stage = stageOf(width, height, needs, { yaw, pitch: RIDGE_PITCH });
  const top = needs.tallest * stage.unitHeight;

  test('shows all of the scene', () => {
    for (const x of [-stage.halfWidth, stage.halfWidth]) {
      for (const y of [0, top]) {
        for (const z of [-stage.depth / 2, stage.depth / 2]) {
          const place = project(stage, [x, y, z]);
          expect(place.x).toBeGreaterThan(0);
          expect(place.x).toBeLessThan(width - needs.labelWidth + 1);
          expect(place.y).toBeGreaterThan(0);
          expect(place.y).toBeLessThan(height);
        }
      }
    }
  });

  test('finds the floor again under what it projects', () => {
    const { x, z } = floorAt(stage, project(stage, [37, 0, -21]));
    expect(x).toBeCloseTo(37);
    expect(z).toBeCloseTo(-21);
  });

  test('points at the ridge whose floor is just in front', () => {
    const spacing = stage.depth / (needs.rows - 1);
    for (let row = 0; row < needs.rows; row++) {
      for (const share of [-0.2, 0, 0.7]) {
        const place = project(stage, [10, 0, rowDepth(stage, row) - share * spacing]);
        expect(ridgeAt(stage, place)).toBe(row);
      }
    }
  });
});

test('behind the last row its own peaks are pointed at, in front of the first one nothing', () => {
  const stage = stageOf(800, 400, needs, { yaw: 0, pitch: RIDGE_PITCH });
  const peak = project(stage, [0, needs.tallest * stage.unitHeight, -stage.depth / 2]);
  expect(ridgeAt(stage, peak)).toBe(needs.rows - 1);
  expect(ridgeAt(stage, { x: 400, y: 399 })).toBeNull();
});

test('from above, cells and columns are found where they are drawn', () => {
  const stage = stageOf(800, 400, needs, { yaw: 0, pitch: TOP_PITCH });
  for (let row = 0; row < needs.rows; row++) {
    expect(cellAt(stage, project(stage, [50, 0, cellDepth(stage, row)]))).toBe(row);
    expect(columnAt(stage, project(stage, [columnX(stage, row), 0, 12]))).toBe(row);
  }
  expect(cellAt(stage, { x: 400, y: 0 })).toBeNull();
});

test('θ has fewer ticks where it is short', () => {
  const [wide, narrow] = sizes.map(([width, height]) => stageOf(width, height, needs, { yaw: 0, pitch: RIDGE_PITCH }));
  expect(thetaTicks(wide!, 0.3, 'x')).toEqual([-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3]);
  expect(thetaTicks(narrow!, 0.3, 'x')).toEqual([-0.2, 0, 0.2]);
});
