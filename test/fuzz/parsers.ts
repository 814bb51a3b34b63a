/** What reads bytes that others have written, and what it may throw. */
import { parseLink, writeLink } from '../../demo/experiment/link';
import { loadDataset } from '../../src/data';
import { compileExpression } from '../../src/data/expression';
import { ThetascapeError } from '../../src/errors';
import { crc32 } from '../../src/journal/crc32';
import { parseManifest } from '../../src/journal/manifest-head';
import { DamagedError } from '../../src/journal/packed';
import {
  finishedModels,
  formatRecord,
  parseJournal,
  type JournalHeader,
  type JournalRecord,
} from '../../src/journal/records';
import { packResults, packState, unpackResults, unpackState } from '../../src/journal/wave-files';
import { PRESETS, resolve } from '../../src/spec';
import { readSafetensors, writeSafetensors } from '../../src/tensors/safetensors';
import { memoryFiles } from '../data/memory-files';
import { tableOf } from '../../src/metrics/table';
import { toParquet } from '../../src/report/tables/parquet';
import { tableRun } from '../report/fixture';
import { readModels } from './parquet-reader';

export interface Parser {
  /** Inputs to begin from. */
  corpus: readonly Uint8Array[];
  /** Reads an input; what it throws is one of `refusals`, or a mistake. */
  parse: (input: Uint8Array) => unknown;
  refusals: readonly (abstract new (...args: never[]) => Error)[];
}

const encoded = (texts: readonly string[]): Uint8Array[] => texts.map((text) => new TextEncoder().encode(text));
const text = (input: Uint8Array): string => new TextDecoder().decode(input);
const joined = (pieces: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(pieces));
const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

/** The JSON of an input, or null; that it is none is told by whoever reads the file. */
function jsonOf(input: Uint8Array): unknown {
  try {
    return JSON.parse(text(input));
  } catch {
    return null;
  }
}

const HEADER: JournalHeader = {
  journal: 1,
  maker: { thetascape: '0', commit: null, webgpu: '0', adapter: { vendor: 'none' }, kernels: ['fused'] },
  data: 'cafe',
  spec: { name: 'θ' },
  models: 300,
  command: null,
  keeps: { stepLosses: false, rowsOnly: false, weights: false },
};
const FILE = { path: 'waves/results-0.bin', bytes: 5, sha256: 'ab'.repeat(32) };

const RECORDS: (JournalHeader | JournalRecord)[] = [
  HEADER,
  { record: 'wave', models: [[0, 99]], files: [FILE], seconds: 3 },
  { record: 'checkpoint', models: [[100, 199]], epoch: 3, file: FILE, seconds: 4 },
  { record: 'maker', maker: HEADER.maker },
];

function journal(): Uint8Array {
  let [lines, checksum] = ['', 0];
  for (const record of RECORDS) {
    const { line, checksum: next } = formatRecord(record, checksum);
    [lines, checksum] = [lines + line, next];
  }
  return new TextEncoder().encode(lines);
}

/** A text as `pack` lays it out, whatever it says. */
function packedText(json: string): Uint8Array {
  const bytes = new TextEncoder().encode(`....${json}`);
  new DataView(bytes.buffer).setUint32(0, bytes.length - 4, true);
  return bytes;
}

/** Gives every line of a journal the checksum that it should have: chance never does, but people may. */
function checksummed(input: Uint8Array): Uint8Array {
  let checksum = 0;
  const lines = text(input)
    .split('\n')
    .map((line) => {
      const json = line.slice(9);
      checksum = crc32(new TextEncoder().encode(json), checksum);
      return `${checksum.toString(16).padStart(8, '0')} ${json}`;
    });
  return new TextEncoder().encode(`${lines.join('\n')}\n`);
}

const results = tableRun()
  .models.slice(0, 2)
  .map((result) => ({ ...result, weights: result.weights.subarray(0, 9), stepLoss: result.stepLoss.subarray(0, 9) }));
const state = packState({
  checkpoint: { epoch: 3, tick: 21, state: [Uint8Array.of(1, 2, 3).buffer], bytes: 3 },
  histories: [],
});
const tensors = writeSafetensors(
  new Map([
    ['a', { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, NaN) }],
    ['b', { shape: [], data: Float32Array.of(7) }],
  ]),
);

const FORMULAS = ['sin(6 * x)', '-x^2 + 3 * max(0, x - 0.5)', 'x < 0 ? exp(-x) : log(1 + x)', 'pi * e ** -abs(x)'];
const TABLES = [
  'x,y\n1,2\n3,4\n5,6\n',
  '\uFEFFx;y\r\n1;2\r\n3;4\r\n',
  '"note","x","y"\n"a\nb",2,1\n"say ""so"", then",4,3\n',
  'x\ty\r1\t.2e1\r3\t4\r',
];
const LINKS = [
  writeLink({ sweeps: [{ name: 'a', axes: [{ path: 'regularization.l2Penalty', values: [0, 0.1] }] }] }),
  '#v=1&p=article&l2=log(1e-5,1,64)&seeds=8&ep=20&view=lines&sel=1;2&cam=30',
  '#p=co2&data=formula&data.expression=sin(x)&network.hidden=[8,8]&sweeps=l2,dropout',
];

/** Numbers, whole numbers, words, truths, and cells that are empty. */
const MODELS = tableOf(
  ['model', 'sweep', 'seed', 'diverged', 'stoppedAt', 'training.learningRate', 'validationLoss.log10'],
  Array.from({ length: 40 }, (_, i) => [
    i,
    i % 3 ? 'a' : 'b',
    i % 2,
    i === 7,
    i % 5 ? null : 3,
    0.1 / (i + 1),
    Math.sin(i),
  ]),
);

export const PARSERS: Record<string, Parser> = {
  csv: {
    corpus: encoded(TABLES),
    parse: async (input) => {
      const { data } = resolve({ data: { kind: 'csv', path: 'a.csv', features: 'x', targets: 'y' } });
      await loadDataset(data, 1, memoryFiles({ 'a.csv': text(input) }));
    },
    refusals: [ThetascapeError],
  },
  // what a link gives always resolves
  link: { corpus: encoded(LINKS), parse: (input) => resolve(parseLink(text(input)).input), refusals: [] },
  spec: {
    corpus: encoded([...Object.values(PRESETS).map(({ input }) => JSON.stringify(input)), deep(20_000)]),
    parse: (input) => resolve(jsonOf(input)),
    refusals: [ThetascapeError],
  },
  formula: {
    corpus: encoded(FORMULAS),
    parse: (input) => {
      const value = compileExpression(text(input))(0.5);
      if (typeof value !== 'number') throw new TypeError(`it gives ${String(value)}`);
    },
    refusals: [ThetascapeError],
  },
  safetensors: {
    corpus: [tensors],
    parse: (input) => readSafetensors(input, 'a.safetensors'),
    refusals: [ThetascapeError],
  },
  journal: {
    corpus: [journal()],
    parse: (input) => {
      for (const bytes of [input, checksummed(input)]) finishedModels(parseJournal(bytes, 'j').records);
    },
    refusals: [ThetascapeError],
  },
  manifest: {
    corpus: encoded(['{"thetascape":"0.1.0","status":"complete","files":[{"path":"a","bytes":3}]}', deep(20_000)]),
    parse: (input) => parseManifest(text(input)),
    refusals: [],
  },
  results: {
    corpus: [joined(packResults(results, true)), packedText(deep(20_000))],
    parse: unpackResults,
    refusals: [DamagedError],
  },
  checkpoint: { corpus: [joined(state)], parse: unpackState, refusals: [DamagedError] },
  parquet: { corpus: [toParquet(MODELS)], parse: readModels, refusals: [ThetascapeError] },
};
