import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { chosenEnv } from '../../scripts/chosen-adapter.mjs';

const swiftshader = { vendor: 'google', architecture: 'swiftshader', device: '', description: '', software: true };
let cache = '';

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'thetascape-cache-'));
  mkdirSync(join(cache, 'swiftshader'));
  writeFileSync(join(cache, 'swiftshader', 'vk_swiftshader_icd.json'), '{}');
  vi.stubEnv('THETASCAPE_ADAPTER', 'swiftshader');
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true });
});

test('an adapter is probed once, and again when a driver has changed', () => {
  const probe = vi.fn(() => swiftshader);
  const env = chosenEnv(probe, cache);
  expect(env.VK_DRIVER_FILES).toMatch(/vk_swiftshader_icd\.json$/);
  const probes = probe.mock.calls.length;
  expect(chosenEnv(probe, cache)).toEqual(env);
  expect(probe).toHaveBeenCalledTimes(probes);
  utimesSync(join(cache, 'swiftshader'), 1, 1);
  expect(chosenEnv(probe, cache)).toEqual(env);
  expect(probe.mock.calls.length).toBeGreaterThan(probes);
});

test('a memory that cannot be read is looked up again', () => {
  writeFileSync(join(cache, 'adapter.json'), '{"env":');
  expect(chosenEnv(() => swiftshader, cache).VK_DRIVER_FILES).toMatch(/vk_swiftshader_icd\.json$/);
});

test('that there is no adapter is not remembered', () => {
  expect(chosenEnv(() => null, cache)).toEqual({});
  expect(chosenEnv(() => swiftshader, cache)).not.toEqual({});
});

test('a driver that the environment names is left alone', () => {
  vi.stubEnv('THETASCAPE_ADAPTER', '');
  vi.stubEnv('VK_DRIVER_FILES', '/icd.json');
  const probe = vi.fn();
  expect(chosenEnv(probe, cache)).toEqual({});
  expect(probe).not.toHaveBeenCalled();
});
