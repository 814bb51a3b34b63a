/** Bad input gets one sentence with the place and the remedy, exit code 2, and leaves nothing behind. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeSafetensors, type Tensor } from '../../src/tensors/safetensors';
import { ensureBuilt } from '../support/build';
import { folder, thetascape, TINY } from '../support/cli';

const csv = (path: string) => ({
  ...TINY,
  data: { kind: 'csv', path, features: 'x', targets: 'y' },
});

/** Weights of the network 1-4-1. */
const tensors = new Map<string, Tensor>([
  ['0.weight', { shape: [4, 1], data: new Float32Array(4) }],
  ['0.bias', { shape: [4], data: new Float32Array(4) }],
  ['3.weight', { shape: [1, 4], data: new Float32Array(4) }],
  ['3.bias', { shape: [1], data: new Float32Array(1) }],
]);
const whole = writeSafetensors(tensors);
const misnamed = new Map([...tensors].map(([name, tensor]) => [name.replace('0.weight', '0.wieght'), tensor]));
const misshapen = new Map(tensors).set('0.weight', { shape: [1, 4], data: new Float32Array(4) });
const initFrom = (path: string) => ({ ...TINY, network: { hidden: [4], init: { kind: 'safetensors', path } } });

const work = folder({
  'tiny.json': TINY,
  'misspelt.json': { ...TINY, trainig: { epochs: 3 } },
  'nan.json': '{ "training": { "learningRate": NaN } }',
  'empty.csv': '',
  'one-row.csv': 'x,y\n1,2\n',
  'text.csv': 'x,y\n1,2\n2,three\n3,4\n',
  'ragged.csv': 'x,y\n1,2\n2,3,4\n3,4\n',
  'truncated.safetensors': whole.slice(0, -8),
  'lying.safetensors': Buffer.from(Buffer.from(whole).toString('latin1').replace('[48,52]', '[48,92]'), 'latin1'),
  'misnamed.safetensors': writeSafetensors(misnamed),
  'misshapen.safetensors': writeSafetensors(misshapen),
  ...Object.fromEntries(
    ['empty', 'one-row', 'text', 'ragged', 'absent'].map((name) => [`${name}-csv.json`, csv(`${name}.csv`)]),
  ),
  ...Object.fromEntries(
    ['truncated', 'lying', 'misnamed', 'misshapen'].map((name) => [`${name}.json`, initFrom(`${name}.safetensors`)]),
  ),
});
const before = readdirSync(work);

await ensureBuilt();

/** The path of a file in the working folder, as messages show it. */
const file = (name: string): string => join(work, name);
const damaged = (name: string, problem: string): string =>
  `${file(`${name}.safetensors`)} is not a readable safetensors file: ${problem}; copy or save it again.`;
const unfit = (name: string, problem: string): string =>
  `The initial weights in ${file(`${name}.safetensors`)} do not fit the network 1-4-1: ${problem}`;

describe.concurrent('a spec', () => {
  test.each([
    ['an unknown preset', ['artcle'], 'There is no preset "artcle". Did you mean "article"?'],
    [
      'no preset at all',
      ['weather'],
      'There is no preset "weather". There are article, article-as-written, article-julia, l2-fine, coupling, l2-by-dropout, random-curve, co2, halving.',
    ],
    [
      'an absent file',
      ['absent.json'],
      'The spec "absent.json" cannot be read: it does not exist; give a JSON file or one of the presets article, article-as-written, article-julia, l2-fine, coupling, l2-by-dropout, random-curve, co2, halving.',
    ],
    [
      'a folder',
      ['.'],
      'The spec "." cannot be read: it is a folder; give a JSON file or one of the presets article, article-as-written, article-julia, l2-fine, coupling, l2-by-dropout, random-curve, co2, halving.',
    ],
    ['a misspelt key', ['misspelt.json'], 'The spec has an unknown key "trainig". Did you mean "training"?'],
    [
      'NaN in the file',
      ['nan.json'],
      'The spec "nan.json" is not JSON: Unexpected token \'N\', ..."ingRate": NaN } }" is not valid JSON; mend it there.',
    ],
    [
      'NaN',
      ['tiny.json', '--set', 'training.learningRate=NaN'],
      'training.learningRate must be a number from 0 to 1,000, not "NaN".',
    ],
    [
      'negative epochs',
      ['tiny.json', '--set', 'training.epochs=-1'],
      'training.epochs must be a whole number from 1 to 1,000,000, not -1.',
    ],
    [
      'p = 1.5',
      ['tiny.json', '--set', 'regularization.dropout=1.5'],
      'regularization.dropout must be a number from 0 to 1, not 1.5.',
    ],
    [
      '10,000 units',
      ['tiny.json', '--set', 'network.hidden=[10000]'],
      'network.hidden[0] must be a whole number from 1 to 256, not 10000.',
    ],
    ['no seeds', ['tiny.json', '--seeds', '0'], 'seeds.count must be a whole number from 1 to 1,000,000, not 0.'],
    [
      'a path that is none',
      ['tiny.json', '--set', 'training.epoch=3'],
      '"training.epoch" is not a path of the spec. Did you mean "training.epochs"?',
    ],
    [
      'no value',
      ['tiny.json', '--set', 'training.epochs'],
      '"training.epochs" sets nothing; write path=value, such as training.epochs=100.',
    ],
  ])('with %s', (_, args, sentence) => refused(args, sentence));
});

describe.concurrent('a CSV file', () => {
  test.each([
    [
      'that is absent',
      'absent',
      `The file "${file('absent.csv')}" cannot be read: it does not exist; check the path in the spec.`,
    ],
    ['that is empty', 'empty', `${file('empty.csv')}: the file is empty.`],
    ['with one row', 'one-row', `${file('one-row.csv')}: the file has only 1 row, but at least 2 are needed.`],
    [
      'with a text cell',
      'text',
      `${file('text.csv')}, line 3: column "y" holds "three", which is not a number; correct it, or set data.missing to "drop" to leave such rows out.`,
    ],
    ['with a ragged row', 'ragged', `${file('ragged.csv')}, line 3: the row has 3 cells, but the first row has 2.`],
  ])('%s', (_, name, sentence) => refused([`${name}-csv.json`], sentence));
});

describe.concurrent('a safetensors file', () => {
  test.each([
    ['that is truncated', 'truncated', damaged('truncated', 'the tensors take 52 bytes, but 44 follow the header')],
    [
      'that lies about its offsets',
      'lying',
      damaged('lying', 'tensor "3.bias" of shape (1) and dtype F32 needs 4 bytes, but its data_offsets hold 44'),
    ],
    ['with a wrong shape', 'misshapen', unfit('misshapen', 'tensor "0.weight" has shape (1, 4), needed is (4, 1).')],
    ['with a wrong name', 'misnamed', unfit('misnamed', 'it has no parameter "0.wieght". Did you mean "0.weight"?')],
  ])('%s', (_, name, sentence) => refused([`${name}.json`], sentence));
});

describe.concurrent('a directory', () => {
  test('that is a file', () =>
    refused(
      ['tiny.json', '--out', 'text.csv'],
      'The directory "text.csv" cannot be written: it is a file; name another one with --out.',
    ));

  test('below a file', () =>
    refused(
      ['tiny.json', '--out', 'text.csv/run'],
      `The directory "${join('text.csv', 'run')}" cannot be written: a part of its path is a file; name another one with --out.`,
    ));

  test('with files of somebody else', () =>
    refused(
      ['tiny.json', '--out', '.'],
      `The directory "." holds files that are not of a run, such as "${before[0]!}"; name an empty or new one with --out.`,
    ));

  // a file system that makes no directories stands for a lack of permission, which the superuser does not know
  test.runIf(existsSync('/sys/kernel'))('that nobody can write', () =>
    refused(
      ['tiny.json', '--out', '/sys/kernel/run'],
      'The directory "/sys/kernel/run" cannot be written: permission is denied; name another one with --out.',
    ),
  );
});

test('no adapter', async () => {
  const nowhere = { VK_DRIVER_FILES: file('absent'), VK_ICD_FILENAMES: file('absent') };
  await refused(
    ['tiny.json'],
    'No WebGPU adapter was found: update the graphics driver or, without a GPU, run `thetascape doctor` to see what is missing.',
    nowhere,
  );
  const { code, stdout } = await thetascape(['doctor'], work, nowhere);
  expect(code).toBe(1);
  expect(stdout).toContain('No WebGPU adapter was found. Install a graphics driver');
});

let runs = 0;

/** Runs `thetascape run` into a directory of its own, unless `args` name one. */
async function refused(args: string[], sentence: string, env: Record<string, string> = {}): Promise<void> {
  const out = `out-${runs++}`;
  const outcome = await thetascape(['run', ...args, ...(args.includes('--out') ? [] : ['--out', out])], work, env);
  expect(outcome).toEqual({ code: 2, stdout: '', stderr: `thetascape: ${sentence}\n` });
  expect(existsSync(join(work, out))).toBe(false);
}
