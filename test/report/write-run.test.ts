import { specDocument } from '../../src/spec';
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import * as v from 'valibot';
import { afterAll, describe, expect, it } from 'vitest';
import { writeAtomically } from '../../src/journal/atomic-write-node';
import { claimRunDirectory } from '../../src/journal/run-directory-node';
import { writeRun } from '../../src/report';
import { readSafetensors } from '../../src/tensors/safetensors';
import { fromStateDict, modelPrefix } from '../../src/tensors/state-dict';
import { tableRun } from './fixture';

const MANIFEST = v.looseObject({
  thetascape: v.string(),
  status: v.string(),
  files: v.array(v.object({ path: v.string(), bytes: v.optional(v.number()), sha256: v.optional(v.string()) })),
});

const root = mkdtempSync(join(tmpdir(), 'thetascape-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let made = 0;
const fresh = (): string => join(root, `run-${made++}`);
const read = (path: string): Buffer => readFileSync(path);
const manifestOf = (path: string): v.InferOutput<typeof MANIFEST> =>
  v.parse(MANIFEST, JSON.parse(read(join(path, 'manifest.json')).toString()));
const filesIn = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1));

describe('writeRun', () => {
  const path = fresh();
  const run = tableRun();

  it('writes every file that the manifest lists, with its hash, and no other', async () => {
    expect(await writeRun(path, run, { stepLosses: true })).toBe(join(path, 'report.html'));
    const { files, status, spec, thetascape } = manifestOf(path);
    expect(status).toBe('complete');
    expect(thetascape).toMatch(/^\d/);
    expect(spec).toEqual(specDocument(run.spec));
    expect(filesIn(path).sort()).toEqual([...files.map((file) => file.path), 'manifest.json'].sort());
    for (const { path: file, bytes, sha256 } of files) {
      const content = read(join(path, file));
      expect(content.length).toBe(bytes);
      expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
    }
    for (const name of ['models', 'losses', 'step-losses', 'densities', 'predictions']) {
      expect(files.map((file) => file.path)).toEqual(expect.arrayContaining([`${name}.csv`, `${name}.parquet`]));
    }
  });

  it('names the weights as PyTorch does, so that they go back in', () => {
    const tensors = readSafetensors(read(join(path, 'weights.safetensors')), 'weights.safetensors');
    expect(tensors.size).toBe(run.models.length * 6);
    const { model, weights } = run.models[5]!;
    expect(fromStateDict(model.setting.network, tensors, 'weights', modelPrefix(model.index))).toEqual(weights);
  });

  it('says that a run is partial and what diverged', async () => {
    const partial = fresh();
    const stopped = { ...tableRun(), complete: false };
    stopped.models[3]!.divergedAt = 77;
    await writeRun(partial, stopped);
    expect(manifestOf(partial)).toMatchObject({
      status: 'partial',
      kernels: ['layered'],
      diverged: [{ model: 3, step: 77 }],
    });
  });
});

describe('claimRunDirectory', () => {
  it('makes the directory, and takes it away again when released', async () => {
    const path = fresh();
    const nested = join(path, 'a', 'b');
    const claim = await claimRunDirectory(nested);
    expect(manifestOf(nested).status).toBe('unfinished');
    await claim.close();
    expect(existsSync(path)).toBe(false);
  });

  it('refuses a directory that holds another run, unless it is to be replaced', async () => {
    const path = fresh();
    await writeRun(path, tableRun(), { stepLosses: true });
    const before = read(join(path, 'manifest.json'));
    await expect(claimRunDirectory(path)).rejects.toThrow(
      `The directory "${path}" holds another run; name another one with --out, or replace that run with --replace.`,
    );
    const claim = await claimRunDirectory(path, { replace: true });
    expect(read(join(path, 'manifest.json'))).toEqual(before);
    await claim.close();
    expect(read(join(path, 'manifest.json'))).toEqual(before);
    await writeRun(claim, { ...tableRun(), models: [] });
    expect(filesIn(path)).not.toContain('step-losses.csv');
    expect(filesIn(path).sort()).toEqual([...manifestOf(path).files.map((file) => file.path), 'manifest.json'].sort());
  });

  it('knows its own files however the path is spelt', async () => {
    const path = fresh();
    await (await claimRunDirectory(path)).close();
    const claim = await claimRunDirectory(`${relative('.', path)}/./`);
    await writeRun(claim, { ...tableRun(), models: [] });
    await claim.close();
    await expect(claimRunDirectory(`${path}/../${basename(path)}/`)).rejects.toThrow('holds another run');
  });

  it('refuses files that are not of a run, and leaves them alone', async () => {
    const path = fresh();
    mkdirSync(join(path, 'sub'), { recursive: true });
    writeFileSync(join(path, 'sub', 'thesis.tex'), 'text');
    await expect(claimRunDirectory(path, { replace: true })).rejects.toThrow(
      `The directory "${path}" holds files that are not of a run, such as "sub/thesis.tex"; name an empty or new one with --out.`,
    );
    expect(filesIn(path)).toEqual([join('sub', 'thesis.tex')]);
  });

  it.each(['{}', 'null', '{"thetascape": 1}', 'not json', '{"thetascape":"1","status":"complete","files":[{}]}'])(
    "takes the manifest %s for somebody else's",
    async (text) => {
      const path = fresh();
      mkdirSync(path);
      writeFileSync(join(path, 'manifest.json'), text);
      await expect(claimRunDirectory(path, { replace: true })).rejects.toThrow('"manifest.json"');
    },
  );

  it('takes over what a process left that died, and sweeps its temporary files', async () => {
    const path = fresh();
    mkdirSync(path);
    const { pid } = spawnSync(process.execPath, ['--version']);
    writeFileSync(join(path, 'lock-3'), JSON.stringify({ pid, host: hostname(), started: null }));
    const head = { thetascape: '0', status: 'unfinished', files: [{ path: 'models.csv' }] };
    writeFileSync(join(path, 'manifest.json'), JSON.stringify(head));
    writeFileSync(join(path, 'models.csv'), 'half');
    writeFileSync(join(path, '.losses.csv.thetascape-tmp'), 'half');
    const claim = await claimRunDirectory(path);
    expect(claim.previous).toEqual(['models.csv']);
    expect(filesIn(path).sort()).toEqual(['lock-4', 'manifest.json', 'models.csv']);
  });

  it('refuses a directory that a living process is writing', async () => {
    const path = fresh();
    const claim = await claimRunDirectory(path);
    await expect(claimRunDirectory(path)).rejects.toThrow(`is being written by another run (process ${process.pid})`);
    await claim.close();
    expect(existsSync(path)).toBe(false);
  });

  it('says in one sentence that a directory cannot be written', async () => {
    const file = fresh();
    writeFileSync(file, '');
    await expect(claimRunDirectory(file)).rejects.toThrow(
      `The directory "${file}" cannot be written: it is a file; name another one with --out.`,
    );
    await expect(claimRunDirectory(join(file, 'below'))).rejects.toThrow('a part of its path is a file');
    await expect(claimRunDirectory('/proc/thetascape')).rejects.toThrow(
      /^The directory "\/proc\/thetascape" cannot be/,
    );
  });
});

function* interrupted(): Generator<string> {
  yield 'half of the new o';
  throw new Error('the power is gone');
}

describe('writeAtomically', () => {
  it('leaves the old file and no half one when it is interrupted', async () => {
    const path = join(root, 'numbers.csv');
    await writeAtomically(path, ['whole']);
    await expect(writeAtomically(path, interrupted())).rejects.toThrow('the power is gone');
    expect(read(path).toString()).toBe('whole');
    expect(readdirSync(root).filter((name) => name.includes('numbers'))).toEqual(['numbers.csv']);
  });

  it('leaves no half file under the final name when its process is killed', () => {
    const path = join(root, 'killed.bin');
    const module = new URL('../../src/journal/atomic-write-node.ts', import.meta.url).href;
    const script = `
      const { writeAtomically } = await import(${JSON.stringify(module)});
      function* pieces() { for (let i = 0; ; i++) { if (i === 3) process.kill(process.pid, 'SIGKILL'); yield new Uint8Array(1e6); } }
      await writeAtomically(${JSON.stringify(path)}, pieces());`;
    const { signal } = spawnSync(process.execPath, ['--input-type=module', '--eval', script]);
    expect(signal).toBe('SIGKILL');
    expect(readdirSync(root).filter((name) => name.includes('killed'))).toEqual(['.killed.bin.thetascape-tmp']);
  });
});
