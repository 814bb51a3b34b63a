import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadDataset } from '../../src/data';
import { csvRows } from '../../src/data/csv-rows';
import type { Dataset } from '../../src/data/types';
import { ThetascapeError } from '../../src/errors';
import { resolve } from '../../src/spec';
import { memoryFiles } from './memory-files';

const PLAIN = { featureScaling: 'none', targetScaling: 'none' };
const SECOND = { split: { kind: 'file', path: 'b.csv' } };

/** Loads `a.csv` with columns x and y, from pieces of any length. */
function load(text: string, extra: object = {}, second = 'x,y\n0,0\n', pieceLength = 7): Promise<Dataset> {
  const data = { kind: 'csv', path: 'a.csv', features: 'x', targets: 'y', ...PLAIN, ...extra };
  return loadDataset(resolve({ data }).data, 1, memoryFiles({ 'a.csv': text, 'b.csv': second }, pieceLength));
}

describe('forms of CSV', () => {
  test.each([
    ['plain', 'x,y\n1,2\n3,4\n'],
    ['no last line end', 'x,y\n1,2\n3,4'],
    ['byte order mark, CRLF and semicolons', '\uFEFFx;y\r\n1;2\r\n3;4\r\n'],
    ['tabs and old line ends', 'x\ty\r1\t2\r3\t4\r'],
    ['quotes', '"x","y"\n"1","2"\n"3",4\n'],
    ['blank lines and spaces', '\nx , y\n\n 1, 2 \n\n3,4\n\n'],
    ['other columns, with line ends and quotes in them', 'note,y,x\n"a\nb",2,1\n"say ""so"", then",4,3\n'],
    ['number forms', 'x,y\n+1.0,.2e1\n3.,40E-1\n'],
  ])('%s', async (_, text) => {
    for (const pieceLength of [1, 2, 5, 1000]) {
      const { train, validation } = await load(text, SECOND, 'x,y\n5,6\n', pieceLength);
      expect([[...train.x], [...train.y]]).toEqual([[1, 3], [2, 4]]); // prettier-ignore
      expect([[...validation.x], [...validation.y]]).toEqual([[5], [6]]);
    }
  });

  test('without a header the columns are numbered', async () => {
    const named = { header: false, features: ['column2'], targets: ['column1'], ...SECOND };
    const { train } = await load('1,2\n3,4\n', named, '5,6\n');
    expect([...train.x]).toEqual([2, 4]);
  });

  test('several features and targets are row-major in the order asked for', async () => {
    const many = { features: ['c', 'a'], targets: ['b', 'd'], ...SECOND };
    const { train, features } = await load('a,b,c,d\n1,2,3,4\n5,6,7,8\n', many, 'a,b,c,d\n1,2,3,4\n');
    expect([[...train.x], [...train.y]]).toEqual([[3, 1, 7, 5], [2, 4, 6, 8]]); // prettier-ignore
    expect(features.map(({ name }) => name)).toEqual(['c', 'a']);
  });

  test('a column may be called __proto__', async () => {
    const { train } = await load('__proto__,y\n1,2\n3,4\n', { features: '__proto__', ...SECOND }, '__proto__,y\n1,2\n');
    expect([...train.x]).toEqual([1, 3]);
  });

  test('every row is read whole, however the text is cut', async () => {
    const cell = fc.oneof(fc.integer().map(String), fc.string(), fc.constantFrom('', 'a"b', 'c\nd', ';', ',', ' '));
    const table = fc
      .integer({ min: 2, max: 4 })
      .chain((width) =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }),
      );
    const property = fc.asyncProperty(table, fc.integer({ min: 1, max: 9 }), async (rows, pieceLength) => {
      const clean = rows.map((row) =>
        row.map((text) => text.replaceAll('\r', '').replaceAll('\0', '').replaceAll('\uFFFD', '')),
      );
      const text = clean.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')).join('\n');
      const read: string[][] = [];
      for await (const batch of csvRows(memoryFiles({ a: text }, pieceLength).readText('a'), 'a')) {
        read.push(...batch.map(({ cells }) => cells));
      }
      expect(read).toEqual(clean);
    });
    await fc.assert(property, { numRuns: 200, seed: 1 });
  });
});

describe('scaling and splitting', () => {
  test('a second file is scaled by the training rows', async () => {
    const scaled = { featureScaling: 'min-max', targetScaling: 'standardise', ...SECOND };
    const { train, validation, features, targets } = await load('x,y\n10,1\n20,3\n', scaled, 'x,y\n30,5\n');
    expect([[...train.x], [...train.y]]).toEqual([[0, 1], [-1, 1]]); // prettier-ignore
    expect([[...validation.x], [...validation.y]]).toEqual([[2], [3]]);
    expect([features[0], targets[0]]).toEqual([
      { name: 'x', scaling: 'min-max', offset: 10, factor: 10 },
      { name: 'y', scaling: 'standardise', offset: 2, factor: 1 },
    ]);
  });

  test('a constant column becomes 0, not NaN', async () => {
    const scaled = { featureScaling: 'standardise', targetScaling: 'min-max', ...SECOND };
    const { train, features } = await load('x,y\n0.1,7\n0.1,7\n0.1,7\n', scaled);
    expect([...train.x, ...train.y]).toEqual([0, 0, 0, 0, 0, 0]);
    expect(features[0]).toMatchObject({ offset: 0.1, factor: 1 });
  });

  test('a fraction is held out by the seed and the training rows keep the order of the file', async () => {
    const text = `x,y\n${Array.from({ length: 100 }, (_, row) => `${row},${row}`).join('\n')}`;
    const [a, b] = await Promise.all(
      [1, 2].map((seed) => load(text, { split: { kind: 'fraction', fraction: 0.2, seed } })),
    );
    expect([a!.train.count, a!.validation.count]).toEqual([80, 20]);
    expect([...a!.train.x]).toEqual([...a!.train.x].toSorted((left, right) => left - right));
    expect(new Set([...a!.train.x, ...a!.validation.x]).size).toBe(100);
    expect(a!.validation.x).not.toEqual(b!.validation.x);
    const scaled = await load(text, { split: 0.2, featureScaling: 'min-max' });
    expect([Math.min(...scaled.train.x), Math.max(...scaled.train.x)]).toEqual([0, 1]);
  });

  test('rows without all numbers are left out where the spec says drop, and counted', async () => {
    const { train, description } = await load('x,y\n1,2\n,3\n4,abc\n5,6\n', { missing: 'drop', ...SECOND });
    expect([...train.x]).toEqual([1, 5]);
    expect(description).toBe(
      'a.csv: y by x, 2 rows for training and 1 for validation; 2 rows without all numbers left out.',
    );
  });

  test('a million rows come through in bounded time', { timeout: 60_000 }, async () => {
    const thousand = Array.from({ length: 1000 }, (_, row) => `${row},${row / 2}\n`).join('');
    const { train, validation } = await load(`x,y\n${thousand.repeat(1000)}`, {}, '', 1 << 16);
    expect([train.count, validation.count]).toEqual([700_000, 300_000]);
    expect(train.y.every((y, row) => y === train.x[row]! / 2)).toBe(true);
  });
});

describe('bad files', () => {
  test.each([
    ['empty', '', 'a.csv: the file is empty.'],
    ['blank', '\n \n', 'a.csv: the file is empty.'],
    ['header only', 'x,y\n', 'a.csv: the file has no rows below its header, but at least 2 are needed.'],
    ['one row', 'x,y\n1,2\n', 'a.csv: the file has only 1 row, but at least 2 are needed.'],
    [
      'text cell',
      'x,y\n1,2\n3,abc\n',
      'a.csv, line 3: column "y" holds "abc", which is not a number; correct it, or set data.missing to "drop" to leave such rows out.',
    ],
    [
      'missing cell',
      'x,y\n1,2\n,4\n',
      'a.csv, line 3: column "x" is empty; correct it, or set data.missing to "drop" to leave such rows out.',
    ],
    [
      'line of a cell below a cell of two lines',
      'note,x,y\n"a\nb",1,2\n,3,NaN\n',
      'a.csv, line 4: column "y" holds "NaN", which is not a number; correct it, or set data.missing to "drop" to leave such rows out.',
    ],
    [
      'decimal comma',
      'x;y\n1;2\n3;4,5\n',
      'a.csv, line 3: column "y" holds "4,5", which is not a number (write decimals with a point); correct it, or set data.missing to "drop" to leave such rows out.',
    ],
    [
      'hexadecimal',
      'x,y\n1,0x10\n',
      'a.csv, line 2: column "y" holds "0x10", which is not a number; correct it, or set data.missing to "drop" to leave such rows out.',
    ],
    [
      'overflow',
      'x,y\n1,1e400\n',
      'a.csv, line 2: column "y" holds 1e400, which is too large for a 32-bit float; correct it, or set data.missing to "drop" to leave such rows out.',
    ],
    ['ragged row', 'x,y\n1,2\n3\n', 'a.csv, line 3: the row has 1 cell, but the first row has 2.'],
    ['wrong column', 'xx,y\n1,2\n', 'a.csv: there is no column "x"; the columns are xx, y. Did you mean "xx"?'],
    ['column twice', 'x,x,y\n1,2,3\n', 'a.csv: two columns are named "x"; rename one of them.'],
    [
      'no header',
      '1,2\n3,4\n',
      'a.csv: there is no column "x", but numbers in the first row; set data.header to false for such a file.',
    ],
    [
      'open quote',
      'x,y\n1,2\n"3,4\n5,6\n',
      'a.csv, line 3: the row does not end; perhaps a quote (") is never closed.',
    ],
    [
      'text after a quote',
      'x,y\n1,2\n"3"a,4\n',
      'a.csv, line 3: a quoted cell goes on after its closing quote; write "" for a quote in it.',
    ],
    ['UTF-16', 'x\0,\0y\0', 'a.csv is not a text in UTF-8; save it as CSV UTF-8.'],
    [
      'a line of 2 MB',
      `x,y\n${'1'.repeat(2e6)}`,
      'a.csv, line 2: the row does not end; perhaps a quote (") is never closed.',
    ],
    [
      '5,000 columns',
      Array.from({ length: 5000 }, (_, index) => `c${index}`).join(','),
      'a.csv: the file has 5000 columns, but at most 4096 can be read.',
    ],
  ])('%s', async (_, text, sentence) => {
    await expect(load(text, {}, '', 1000)).rejects.toThrow(new ThetascapeError(sentence));
  });

  test('a bad second file is named', async () => {
    const sentence =
      'b.csv, line 2: column "y" is empty; correct it, or set data.missing to "drop" to leave such rows out.';
    await expect(load('x,y\n1,2\n3,4\n', SECOND, 'x,y\n1,\n')).rejects.toThrow(new ThetascapeError(sentence));
  });

  test('a second file too far from the first is refused instead of becoming infinite', async () => {
    const scaled = { featureScaling: 'min-max', ...SECOND };
    await expect(load('x,y\n0,2\n1e-30,4\n', scaled, 'x,y\n1e30,1\n')).rejects.toThrow(
      new ThetascapeError(
        'Column "x" has a number too far from the training rows to be scaled; remove it, or scale with "none".',
      ),
    );
  });

  test('any text is read or refused with a ThetascapeError', async () => {
    const token = fc.constantFrom(
      'x',
      'y',
      ',',
      ';',
      '\n',
      '\r',
      '"',
      '1',
      '2.5',
      '-',
      ' ',
      '\uFEFF',
      '\t',
      'e',
      '__proto__',
    );
    const text = fc.array(token, { maxLength: 40 }).map((tokens) => `x,y\n${tokens.join('')}`);
    const property = fc.asyncProperty(
      fc.oneof(fc.string(), text),
      fc.integer({ min: 1, max: 9 }),
      async (any, pieceLength) => {
        const outcome: unknown = await load(any, {}, '', pieceLength).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(ThetascapeError);
      },
    );
    await fc.assert(property, { numRuns: 1000, seed: 3 });
  });
});
