/** Submissions become as long as wanted, and no longer: checked with devices of known speed, whose clock is a number. */
import { expect, test } from 'vitest';
import { MAX_PASSES } from '../../src/plan/buffer-table';
import { Slicer, type Slice } from '../../src/train/slicer';

const GRAIN = 32;

/** Milliseconds of a slice on a device. */
type DeviceModel = (slice: Slice) => number;

/** Submits `passes` of `models`, and returns what each submission held and how long it took. */
function submit(slicer: Slicer, passes: number, models: number, device: DeviceModel) {
  const submitted: { slice: Slice; milliseconds: number }[] = [];
  for (let pass = 0, first = 0; pass < passes;) {
    const slice = slicer.cut(passes - pass, first, models);
    const milliseconds = device(slice);
    slicer.adapt(slice, milliseconds);
    submitted.push({ slice, milliseconds });
    first = (first + slice.models) % models;
    if (first === 0) pass += slice.passes;
  }
  return submitted;
}

const perModel =
  (milliseconds: number): DeviceModel =>
  ({ passes, models }) =>
    passes * models * milliseconds;

test('every model takes every pass once, in order', () => {
  for (const { models, milliseconds } of [
    { models: 18, milliseconds: 0.01 },
    { models: 1000, milliseconds: 0.2 },
    { models: 1000, milliseconds: 1e-5 },
  ]) {
    const taken = Array.from({ length: models }, () => 0);
    for (const { slice } of submit(new Slicer(100, GRAIN), 157, models, perModel(milliseconds))) {
      for (let i = 0; i < slice.models; i++) taken[slice.first + i]! += slice.passes;
      expect(slice.first % GRAIN).toBe(0);
      expect(slice.passes).toBeLessThanOrEqual(MAX_PASSES);
    }
    expect(new Set(taken)).toEqual(new Set([157]));
  }
});

test.each([8, 100])('whatever the speed, submissions of at most %d ms, and soon of more than a quarter', (target) => {
  for (const milliseconds of [1e-4, 1e-3, 1e-2, 0.1]) {
    const all = submit(new Slicer(target, GRAIN), 2000, 500, perModel(milliseconds));
    expect(Math.max(...all.map((own) => own.milliseconds))).toBeLessThanOrEqual(target);
    const full = all.filter(({ slice }) => slice.passes < MAX_PASSES && slice.models === 500).slice(12, -1);
    for (const own of full) expect(own.milliseconds).toBeGreaterThan(target / 4);
  }
});

test('where one pass of all models takes too long, it is of a part of them', () => {
  const all = submit(new Slicer(100, GRAIN), 4, 4096, perModel(1));
  expect(Math.max(...all.map(({ milliseconds }) => milliseconds))).toBeLessThanOrEqual(100);
  expect(all.every(({ slice }) => slice.passes === 1 && slice.models <= 96)).toBe(true);
});

test('a submission that overran is halved at once, and again', () => {
  const slicer = new Slicer(8, GRAIN);
  submit(slicer, 600, 20, perModel(0.01));
  const before = slicer.cut(600, 0, 20);
  expect(before).toMatchObject({ passes: 32, models: 20 });
  slicer.adapt(before, 9);
  expect(slicer.cut(600, 0, 20).passes).toBe(16);
  slicer.adapt(before, 9); // another of the size that overran, which was on its way
  expect(slicer.cut(600, 0, 20).passes).toBe(16);
  slicer.adapt(slicer.cut(600, 0, 20), 9);
  expect(slicer.cut(600, 0, 20).passes).toBe(8);
  slicer.adapt({ passes: 3, first: 0, models: 20 }, 9); // the short rest of the passes overran, too
  expect(slicer.cut(600, 0, 20).passes).toBe(1);
});

test('a rest that was fast says nothing of more', () => {
  const slicer = new Slicer(100, GRAIN);
  submit(slicer, 600, 20, perModel(0.1));
  const { passes } = slicer.cut(600, 0, 20);
  slicer.adapt({ passes: 1, first: 0, models: 20 }, 1);
  expect(slicer.cut(600, 0, 20).passes).toBe(passes);
});
