/** The command line as its users meet it: dist/cli.js in a process of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Papa from 'papaparse';
import { afterAll } from 'vitest';
import { packageRoot } from '../../scripts/folders.mjs';

export interface Outcome {
  code: number | null;
  stdout: string;
  /** Without the warnings that Dawn prints about the driver. */
  stderr: string;
}

export interface Started {
  process: ChildProcess;
  outcome: Promise<Outcome>;
}

/** What is measured and kept here is no business of the user's cache, nor the other way round. */
const CACHE = { THETASCAPE_CACHE: '', XDG_CACHE_HOME: join(tmpdir(), `thetascape-cli-cache-${process.pid}`) };

/** Starts `thetascape ...args` in `cwd`, with `env` added to the environment; `detached`, in a process group of its own. */
export function start(
  args: readonly string[],
  cwd: string,
  env: Record<string, string> = {},
  { detached = false } = {},
): Started {
  const cli = join(packageRoot, 'dist', 'cli.js');
  const options = { cwd, env: { ...process.env, ...CACHE, ...env }, detached };
  const child = spawn(process.execPath, [cli, ...args], { ...options, stdio: 'pipe' });
  const outcome = new Promise<Outcome>((done, fail) => {
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (piece: Buffer) => (stdout += String(piece)));
    child.stderr.on('data', (piece: Buffer) => (stderr += String(piece)));
    child.on('error', fail);
    child.on('close', (code) => done({ code, stdout, stderr: withoutWarnings(stderr) }));
  });
  return { process: child, outcome };
}

/** Runs `thetascape ...args` to its end. */
export function thetascape(args: readonly string[], cwd: string, env?: Record<string, string>): Promise<Outcome> {
  return start(args, cwd, env).outcome;
}

/** Dawn writes its warnings, some with a place in its sources below, past Node to the standard error. */
function withoutWarnings(text: string): string {
  return text.replaceAll(/^Warning: .*\n(?: {4}at .*\n\n?)*/gm, '');
}

/** A folder of this test file's own, removed when its tests are over, with files by name; objects become JSON. */
export function folder(files: Record<string, string | Uint8Array | object> = {}): string {
  const path = mkdtempSync(join(tmpdir(), 'thetascape-cli-'));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    const isFile = typeof content === 'string' || content instanceof Uint8Array;
    writeFileSync(join(path, name), isFile ? content : JSON.stringify(content));
  }
  return path;
}

type Row = Record<string, number | boolean | string | null>;

/** The rows of a CSV table, numbers as numbers. */
export function readTable(path: string): Row[] {
  return Papa.parse<Row>(readFileSync(path, 'utf8'), {
    header: true,
    dynamicTyping: true,
    skipEmptyLines: true,
  }).data;
}

/** A spec whose training takes no time. */
export const TINY = {
  name: 'tiny',
  data: { kind: 'formula', expression: 'sin(6 * x)', points: 40 },
  network: { hidden: [4] },
  training: { epochs: 2, batchSize: 16 },
  axes: [{ path: 'regularization.l2Penalty', values: [0, 0.01] }],
};

/** More models than a report has, in waves of three shapes. */
export const ROWS = {
  ...TINY,
  name: 'rows',
  training: { epochs: 1 },
  axes: [
    { path: 'regularization.l2Penalty', from: 1e-6, to: 1, count: 700, scale: 'log' },
    { path: 'training.batchSize', values: [8, 16, 28] },
  ],
};
