import { describe, expect, test } from 'vitest';
import { ARTICLE_GRID } from '../../../src/density-grid';
import { logDensity } from '../../../src/metrics/density';
import { svgText } from '../../../src/views/export/files';
import { pictureOf } from '../../../src/views/export/picture';
import { SvgContext } from '../../../src/views/export/svg-context';
import { DensityChart, drawnRows } from '../../../src/views/scene/density-chart';
import { frameOf, type SceneKind } from '../../../src/views/scene/frame';
import { labelsOf } from '../../../src/views/scene/labels';
import { marksOf } from '../../../src/views/scene/marks';
import type { HeightScale } from '../../../src/views/scene/scales';
import type { ShownRow } from '../../../src/views/scene/shown-rows';
import type { ViewState } from '../../../src/views/view';
import { articleRun } from '../../report/fixture';
import { stateOf, trainedRun } from '../live-fixture';

const SIZE = { width: 640, height: 360 };
const THEME = {
  paper: 'light' as const,
  paperColour: '#ffffff',
  ink: '#1f2430',
  faintInk: '#5b6270',
  grid: '#dfe1e6',
  font: 'sans-serif',
  fontSize: 11,
};
const widthOf = (text: string): number => 6 * text.length;

const shapes = (one: DensityChart): number =>
  svgText(pictureOf(one, state), SIZE, THEME, widthOf).match(/<path/g)!.length;

const result = articleRun(1, 3);
const state = stateOf(trainedRun(result));
const SIGHT = { kind: 'ridge', scale: 'asinh', yaw: 0 } as const;
const chart = new DensityChart(rowsOf, SIGHT);

/** As they come back from the GPU, here of the exact densities and without a spread. */
function rowsOf({ run, sweep }: ViewState) {
  const { level } = run.initial;
  const numbers = { peak: 1, central: 0.5, below: 0, above: 0 };
  const initial: ShownRow = {
    label: 'initial',
    strength: null,
    setting: null,
    members: [0],
    hasDiverged: false,
    hasStopped: false,
    ...numbers,
  };
  const settings = sweep.settings.map((setting): ShownRow => {
    const { label, strength, models } = setting;
    return {
      label,
      strength,
      setting,
      members: models.map(({ model }) => model.index),
      hasDiverged: false,
      hasStopped: false,
      ...numbers,
    };
  });
  const rows = [initial, ...settings];
  const values = rows.flatMap(({ setting, members }) => {
    const { weights, initialWeights } = result.models[members[0]!]!;
    const density = logDensity(setting ? weights : initialWeights, ARTICLE_GRID).map((log) => Math.exp(log) / level);
    return [...density].flatMap((u) => [u, u, u, 0]);
  });
  return drawnRows(rows, Float32Array.from(values));
}

test('draws a ridge for every setting, without numbers that are none', () => {
  const svg = svgText(pictureOf(chart, state), SIZE, THEME, widthOf);
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  for (const { label } of state.sweep.settings) expect(svg).toContain(label);
});

test.each<SceneKind>(['ridge', 'field', 'heat', 'fan'])('shows nothing of a row without a density: %s', (kind) => {
  const gone = new DensityChart((shown) => rowsOf(shown).map((row) => ({ ...row, members: [] })), { ...SIGHT, kind });
  expect(shapes(gone)).toBeLessThan(shapes(new DensityChart(rowsOf, { ...SIGHT, kind })));
});

test('points at the ridge under the pointer, and at none in front of them', () => {
  const pick = chart.draw(new SvgContext(SIZE, THEME, widthOf), state, SIZE, THEME);
  expect(pick(SIZE.width / 2, 30)).toBe(state.sweep.settings.at(-1));
  expect(pick(SIZE.width / 2, SIZE.height - 1)).toBeNull();
});

test('gives its numbers at every point of the grid', () => {
  const { rows, columns } = chart.numbers(state);
  expect(rows).toBe((state.sweep.settings.length + 1) * ARTICLE_GRID.points);
  expect(columns.map(({ name }) => name)).toEqual(['setting', 'theta', 'median', 'low', 'high']);
});

test('says what it shows', () => {
  expect(chart.describe(state)).toMatch(
    /^Ridges of the density .* after epoch 3\. λ = .*: peak 1 times the initial level/,
  );
});

const KINDS: [SceneKind, RegExp][] = [
  ['ridge', /^Ridges/],
  ['field', /^A height field/],
  ['heat', /^A heat map/],
  ['fan', /^A fan of quantiles/],
];

test.each(KINDS)('%s is drawn as what it is, with names of its rows', (kind, name) => {
  const other = new DensityChart(rowsOf, { kind, scale: 'asinh', yaw: 0.4 });
  const svg = svgText(pictureOf(other, state), SIZE, THEME, widthOf);
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  for (const label of ['initial', 'λ = 1']) expect(svg).toContain(`>${label}</text>`);
  expect(other.describe(state)).toMatch(name);
});

describe('what stands beside and on the rows', () => {
  const [initial, first, ...others] = rowsOf(state);
  const rows = [initial!, { ...first!, peak: 40, above: 0.25 }, ...others];
  const marks = (kind: SceneKind, scale: HeightScale) =>
    marksOf(frameOf(rows, state, SIZE, { kind, scale, yaw: 0 }, THEME));

  test('a bar for what lies outside of the grid, as high as its share', () => {
    const { stage, tallest } = frameOf(rows, state, SIZE, SIGHT, THEME);
    const bars = marks('ridge', 'asinh');
    expect(bars).toHaveLength(1);
    expect(bars[0]!.foot[0]).toBeGreaterThan(stage.halfWidth);
    expect(bars[0]!.rise[1]).toBeCloseTo(tallest * stage.unitHeight * 0.25, 9);
  });

  test('a lid on the tower that the scale cuts, and an edge of a heat map', () => {
    expect(marks('ridge', 'linear')).toHaveLength(2);
    expect(marks('heat', 'linear')).toHaveLength(1);
  });
});

const namesAt = (width: number): string[] => {
  const frame = frameOf(rowsOf(state), state, { ...SIZE, width }, { kind: 'heat', scale: 'asinh', yaw: 0 }, THEME);
  return labelsOf(frame, state).map(({ text }) => text);
};

test('where names have no room, rows are named by their values', () => {
  expect(namesAt(640)).toContain('λ = 1e-5');
  expect(namesAt(240)).toContain('1e-5');
  expect(namesAt(240)).not.toContain('λ = 1e-5');
});
