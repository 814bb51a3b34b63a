/** What was measured on an adapter decides which kernels train there, and a run keeps those that it was begun with. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { describeAdapter } from '../../src/gpu/adapter';
import type { KernelPath } from '../../src/plan/kernel-path';
import { version } from '../../package.json';
import { folder, thetascape, TINY } from '../support/cli';
import { testDevice } from '../support/device';

const adapter = describeAdapter((await testDevice()).adapterInfo);
const work = folder({ 'tiny.json': TINY });
const env = { XDG_CACHE_HOME: join(work, 'cache') };
const cli = (...args: string[]) => thetascape(args, work, env);

/** Keeps that these kernels were twice as fast as the layered ones, for two models of the spec's shape. */
function measured(path: KernelPath): void {
  const file = join(work, 'cache', 'thetascape', 'tunings.json');
  const shape = '2 layers of up to 4 units, batches of up to 16, 2 models';
  const times = [
    { path: 'layered', seconds: 2, low: 2, high: 2 },
    { path, seconds: 1, low: 1, high: 1 },
  ];
  const tuning = { thetascape: version, adapter, shape, measuredAt: '2026-11-28T00:00:00Z', times, dropped: [] };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify([tuning]));
}

const weightsOf = (run: string) => readFileSync(join(work, run, 'weights.safetensors'));
const manifestOf = (run: string) => JSON.parse(readFileSync(join(work, run, 'manifest.json'), 'utf8'));

test('plan and doctor say what was measured, and when', async () => {
  measured('layered/32');
  const why = 'measured on this adapter on 2026-11-28: 2.0 times as fast as the layered ones';
  expect((await cli('plan', 'tiny.json')).stdout).toContain(`trained by the layered/32 kernels: ${why}`);
  expect((await cli('doctor')).stdout).toContain(
    `layered/32 kernels for 2 layers of up to 4 units, batches of up to 16, 2 models: ${why}`,
  );
});

test('a run is made again with its kernels, whatever was measured since', async () => {
  measured('layered/32');
  expect((await cli('run', 'tiny.json', '--out', 'first')).code).toBe(0);
  expect(manifestOf('first').kernels).toEqual(['layered/32']);
  measured('subgroups');
  expect((await cli('run', 'first/manifest.json', '--out', 'again')).code).toBe(0);
  expect(manifestOf('again').kernels).toEqual(['layered/32']);
  expect(weightsOf('again').equals(weightsOf('first'))).toBe(true);
});

test('where too little time is given, it says so', async () => {
  const { code, stderr } = await cli('tune', 'tiny.json', '--budget', '0.001');
  expect(code).toBe(2);
  expect(stderr).toContain('Fewer than two ways to train it were compiled in time');
});
