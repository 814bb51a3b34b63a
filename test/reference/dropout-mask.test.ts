import { expect, test } from 'vitest';
import { layoutNetwork } from '../../src/plan/layout';
import { dropoutMask } from '../../src/reference/dropout-mask';
import type { Step } from '../../src/reference/types';
import { settingsOf, stepOf } from '../support/inputs';

const [layer, next] = layoutNetwork([8, 64, 64, 1], 64).layers;
const SAMPLES = 500;
const UNITS = 64;

function settings(p: number) {
  const threshold = Math.min(0xffff_ffff, Math.round(p * 2 ** 32));
  return settingsOf(0, { dropThreshold: [threshold, threshold, 0], keepScale: [1 / (1 - p), 1 / (1 - p), 1] });
}

/** (samples, units) as zeros and ones. */
function masks(p: number, fields: Partial<Step> = {}, of = layer!): number[] {
  const step = stepOf(1, { dropout: 1, ...fields });
  return Array.from({ length: SAMPLES * UNITS }, (_, i) =>
    Math.sign(dropoutMask(settings(p), step, of, Math.floor(i / UNITS), i % UNITS)),
  );
}

const kept = (mask: number[]): number => mask.reduce((sum, value) => sum + value, 0) / mask.length;

test.each([1 / 9, 0.5, 8 / 9])('keeps units at the rate 1 − p for p = %d', (p) => {
  const sd = Math.sqrt((p * (1 - p)) / (SAMPLES * UNITS));
  expect(Math.abs(kept(masks(p)) - (1 - p))).toBeLessThan(4 * sd);
});

test('keeps the expectation: kept units are scaled by 1/(1 − p)', () => {
  const step = stepOf(1, { dropout: 1 });
  const values = new Set(Array.from({ length: 100 }, (_, unit) => dropoutMask(settings(0.75), step, layer!, 3, unit)));
  expect(values).toEqual(new Set([0, 4]));
});

test('steps, layers, passes, streams, samples and units are independent of one another', () => {
  const mask = masks(0.5);
  const sd = 0.5 / Math.sqrt(SAMPLES * UNITS);
  const others = [
    masks(0.5, { dropoutCounter: 41 }),
    masks(0.5, { passIndex: 1 }),
    masks(0.5, { dropoutStream: 3 }),
    masks(0.5, {}, next),
    [...mask.slice(UNITS), ...mask.slice(0, UNITS)],
    [...mask.slice(1), ...mask.slice(0, 1)],
  ];
  for (const other of others) {
    const agree = mask.filter((value, i) => value === other[i]).length / mask.length;
    expect(Math.abs(agree - 0.5)).toBeLessThan(4 * sd);
  }
});

test('switched off, or at p = 0, every unit passes unscaled', () => {
  expect(dropoutMask(settings(0), stepOf(1, { dropout: 1 }), layer!, 0, 0)).toBe(1);
  expect(dropoutMask(settings(0.9), stepOf(1, { dropout: 0 }), layer!, 0, 0)).toBe(1);
});
