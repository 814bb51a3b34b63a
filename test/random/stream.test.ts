import { describe, expect, test } from 'vitest';
import { philox } from '../../src/random/philox';
import { Stream } from '../../src/random/stream';
import { philoxKey } from '../../src/random/streams';
import { chiSquareDeviation, correlation, mean } from './statistics';

const COUNT = 100_000;
const uniforms = (stream: Stream) => Float64Array.from({ length: COUNT }, () => stream.uniform());

describe('Stream', () => {
  test('is the Philox blocks of its key in order of the counter', () => {
    const stream = new Stream(9, 'noise', [3, 4]);
    const key = philoxKey(9, 'noise');
    const words = [0, 1, 2].flatMap((block) => [...philox([block, 0, 3, 4], key, new Uint32Array(4))]);
    expect(words.map(() => stream.nextUint32())).toEqual(words);
  });

  test('uniform numbers fill [0, 1) evenly', () => {
    const values = uniforms(new Stream(1, 'noise'));
    const counts = new Float64Array(100);
    for (const value of values) counts[Math.floor(value * 100)]!++;
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(Math.abs(chiSquareDeviation(counts, COUNT / 100, 99))).toBeLessThan(4);
    expect(Math.abs(correlation(values.subarray(1), values.subarray(0, COUNT - 1)))).toBeLessThan(4 / Math.sqrt(COUNT));
  });

  test('normal numbers have the moments and tails of N(0, 1)', () => {
    const stream = new Stream(2, 'noise');
    const values = Float64Array.from({ length: COUNT }, () => stream.normal());
    const moment = (power: number) => mean(values.map((value) => value ** power));
    const sd = (variance: number) => Math.sqrt(variance / COUNT);
    expect(Math.abs(moment(1))).toBeLessThan(4 * sd(1));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * sd(2));
    expect(Math.abs(moment(3))).toBeLessThan(4 * sd(15));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * sd(96));
    const beyondTwo = values.filter((value) => Math.abs(value) > 2).length / COUNT;
    expect(Math.abs(beyondTwo - 0.0455)).toBeLessThan(4 * sd(0.0455 * 0.9545));
  });

  test('streams of other models, uses and counter words are independent', () => {
    const first = uniforms(new Stream(5, 'noise'));
    const others = [
      new Stream(6, 'noise'),
      new Stream(5, 'split'),
      new Stream(5 + 2 ** 32, 'noise'),
      new Stream(5, 'noise', [1, 0]),
      new Stream(5, 'noise', [0, 1]),
    ];
    for (const other of others)
      expect(Math.abs(correlation(first, uniforms(other)))).toBeLessThan(4 / Math.sqrt(COUNT));
  });
});
