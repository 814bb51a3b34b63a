import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadDataset } from '../../src/data';
import { compileExpression } from '../../src/data/expression';
import type { Dataset } from '../../src/data/types';
import { ThetascapeError } from '../../src/errors';
import { resolve } from '../../src/spec';
import { memoryFiles } from './memory-files';

describe('expressions', () => {
  test.each([
    ['sin(x) * (1 - cos(x)) / exp(x)', Math.sin(2) * (1 - Math.cos(2)) * Math.exp(-2)],
    ['-x^2', -4],
    ['(-x)^2', 4],
    ['--x^2', 4],
    ['-x^2 * 3', -12],
    ['-x^2^x', -16],
    ['((-x))^2', 4],
    ['2^-x', 0.25],
    ['2^3^2', 512],
    ['2**3**2', 512],
    ['2^-x^2', 1 / 16],
    ['x < 3 ? 1 : 2', 1],
    ['x >= 3 || x == 2', 1],
    ['x > 3 && x != 2', 0],
    ['max(x, 4) + min(x, 4) + pow(x, 3)', 14],
    ['step(x - 2) + step(x - 3) + sign(-x)', 0],
    ['log(e) + pi - 7 % 4', 1 + Math.PI - 3],
    ['1.5e1 + .5', 15.5],
  ])('%s at x = 2', (text, value) => {
    expect(compileExpression(text)(2)).toBeCloseTo(value, 12);
  });

  test.each([
    ['sni(x)', 'data.expression "sni(x)" has an unknown function "sni" at character 1. Did you mean "sin"?'],
    ['x + abc', 'data.expression "x + abc" has an unknown name "abc" at character 5. Did you mean "abs"?'],
    ['sin + sin(x)', 'data.expression "sin + sin(x)" needs parentheses after "sin" at character 1.'],
    ['max(1)', 'data.expression "max(1)" has max() with 1 arguments instead of 2 at character 1.'],
    ['2 x', 'data.expression "2 x" must be a single expression; write * between factors.'],
    ['2x', 'data.expression "2x" cannot be read: Variable names cannot start with a number (2x) at character 2.'],
    ['sin(x', 'data.expression "sin(x" cannot be read: Expected ) at character 6.'],
    ['x[0]', 'data.expression "x[0]" has an unexpected "[" at character 2.'],
    ['x.y', 'data.expression "x.y" has something else than numbers, x, functions and operators at character 1.'],
    ['x = 3', 'data.expression "x = 3" cannot be read: Unexpected "=" at character 3.'],
    ['constructor(x)', 'data.expression "constructor(x)" has an unknown function "constructor" at character 1.'],
    ['`x`', 'data.expression "`x`" has an unexpected "`" at character 1.'],
    [
      '('.repeat(101) + 'x' + ')'.repeat(101),
      `data.expression "${'('.repeat(60)}…" has parentheses more than 100 deep.`,
    ],
    ['x+'.repeat(600) + 'x', `data.expression "${'x+'.repeat(30)}…" is longer than 1000 characters.`],
  ])('%s is refused', (text, sentence) => {
    expect(() => compileExpression(text)).toThrow(new ThetascapeError(sentence));
  });

  test('any text is compiled or refused with a ThetascapeError', () => {
    const token = fc.constantFrom(
      'x',
      '(',
      ')',
      '+',
      '-',
      '^',
      '*',
      ',',
      '?',
      ':',
      'sin',
      'max',
      ' ',
      '1',
      '.',
      '<',
      '!',
      'pi',
      '&',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(token, { maxLength: 20 }).map((tokens) => tokens.join('')),
    );
    const property = fc.property(text, (expression) => {
      try {
        expect(typeof compileExpression(expression)(1)).toBe('number');
      } catch (error) {
        expect(error).toBeInstanceOf(ThetascapeError);
      }
    });
    fc.assert(property, { numRuns: 3000, seed: 1 });
  });
});

describe('formula data', () => {
  test('an even grid with both ends, scaled over all rows', async () => {
    const data = await load({ expression: 'x^2', from: -1, to: 3, points: 5, split: 0.4 });
    const rows = [data.train, data.validation].flatMap(({ x, y }) =>
      [...x].map((value, row) => [value, y[row]!] as const),
    );
    rows.sort(([a], [b]) => a - b);
    expect(rows).toEqual([-1, 0, 1, 2, 3].map((x) => [x, Math.fround(x ** 2 / 9)]));
    expect(data.truth!(2)).toBeCloseTo(4 / 9, 12);
    expect(data.description).toBe('y = x^2: 3 rows for training and 2 for validation.');
  });

  test('the truth takes x in the network’s units', async () => {
    const data = await load({
      expression: '2 * x',
      from: 0,
      to: 10,
      points: 11,
      featureScaling: 'min-max',
      targetScaling: 'none',
    });
    expect(data.truth!(0.5)).toBeCloseTo(10, 12);
  });

  test.each([
    ['log(x)', 'data.expression "log(x)" is infinite at x = 0; change the formula, or data.from and data.to.'],
    [
      'sqrt(x - 1)',
      'data.expression "sqrt(x - 1)" is not a number at x = 0; change the formula, or data.from and data.to.',
    ],
    ['x * 1e200', 'data.expression "x * 1e200" is too large at x = 0.5; change the formula, or data.from and data.to.'],
  ])('%s over [0, 1] is refused with its place', async (expression, sentence) => {
    await expect(load({ expression, points: 3 })).rejects.toThrow(new ThetascapeError(sentence));
  });
});

function load(data: object): Promise<Dataset> {
  return loadDataset(resolve({ data: { kind: 'formula', ...data } }).data, 1, memoryFiles({}));
}
