import { afterAll, describe, expect, test } from 'vitest';
import { requestNodeAdapter } from '../../src/gpu/node-gpu';
import { nodePlatform } from '../../src/platform-node';
import { compareWithBaseline, parseBaseline } from '../../src/profile/baseline';
import { checkWave } from '../../src/profile/check';
import { describeProfile } from '../../src/profile/describe';
import { profileSpec, type Profile } from '../../src/profile/profile';
import { profileRows, profileTable } from '../../src/profile/table';
import { chromeTrace } from '../../src/profile/trace';
import { resolve } from '../../src/spec';
import { createRun } from '../../src/train/create-run';
import { testDevice } from '../support/device';

const device = await testDevice();
const adapter = (await requestNodeAdapter())!;
const untimed = await adapter.requestDevice();
afterAll(() => untimed.destroy());

const spec = resolve({
  name: 'small',
  data: { kind: 'formula', expression: 'sin(6 * x)', points: 100 },
  network: { hidden: [16, 16] },
  training: { epochs: 2, batchSize: 16 },
  seeds: 3,
});

const measured = await profileSpec(spec, nodePlatform, { device, kernels: 'layered', compare: 'fused' });
const byTheWall = await profileSpec(spec, nodePlatform, { device: untimed });

/** The same profile with every time `factor` times as long. */
function slowed(profile: Profile, factor: number): Profile {
  const slow = <T extends { median: number; low: number; high: number }>(own: T): T => ({
    ...own,
    median: factor * own.median,
    low: factor * own.low,
    high: factor * own.high,
  });
  return { ...profile, step: slow(profile.step), kernels: profile.kernels.map(slow) };
}

const saved = (profile: object) => parseBaseline(JSON.stringify(profile), 'base.json');

describe('a profile', () => {
  test('is of every kernel of a step, with what the plan counts', async () => {
    const run = await createRun(spec, nodePlatform, { device });
    const wave = run.plan.waves[0]!;
    expect(measured.kernels.map(({ name, calls }) => `${name} ${calls}`)).toEqual([
      'gather-batch 1',
      'dense-forward 3',
      'mse-loss 1',
      'dense-backward-weight 3',
      'dense-backward-input 2',
      'adam 1',
    ]);
    const flops = measured.kernels.reduce((total, kernel) => total + kernel.flops, 0);
    expect(flops).toBe(3 * wave.flopsPerModelStep);
    expect(measured.step).toMatchObject({ calls: 11, flops });
    expect(measured.step.bytes).toBe(measured.kernels.reduce((total, { bytes }) => total + bytes, 0));
  });

  test.each([
    ['timestamps', measured],
    ['wall clock', byTheWall],
  ])('by %s repeats what is shorter than its clock can tell', (kind, { clock, peaks, step, kernels }) => {
    expect(clock.kind).toBe(kind);
    expect(clock.error).toBeGreaterThanOrEqual(clock.quantum);
    expect(peaks.flops).toBeGreaterThan(0);
    expect(peaks.bytes).toBeGreaterThan(0);
    for (const { n, repeats, low, median, high, error } of [step, ...kernels]) {
      expect(n).toBeGreaterThanOrEqual(5);
      expect(error).toBeCloseTo(clock.error / repeats, 12);
      expect(low <= median && median <= high).toBe(true);
    }
  });

  test('says what it measures time with', () => {
    expect(describeProfile(measured)).toContain('GPU timestamps in steps of');
    expect(describeProfile(byTheWall)).toContain('since this device has no timestamps to rely on, ±');
  });

  test('shows no time that is below its error', () => {
    const unknown = slowed(measured, 1e-9);
    for (const cells of profileRows(unknown)) expect(cells[2]).toMatch(/^< /);
    for (const name of ['medianSeconds', 'flopPerSecond', 'shareOfRoof']) {
      const column = profileTable(unknown).columns.find((own) => own.name === name)!;
      expect([...column.cells].every((cell) => cell === null)).toBe(true);
    }
  });

  test('as a trace has every sample on the track of its kernel, in order', () => {
    const { traceEvents } = chromeTrace(measured);
    const events = traceEvents.filter(({ ph }) => ph === 'X');
    expect(events).toHaveLength(measured.samples.length + measured.comparison!.samples.length);
    for (const name of ['adam', 'step']) {
      const starts = events.filter((event) => event.name === name).map(({ ts }) => ts!);
      expect(starts).toEqual(starts.toSorted((a, b) => a - b));
      expect(new Set(events.filter((event) => event.name === name).map(({ tid }) => tid)).size).toBe(1);
    }
  });
});

describe('variants', () => {
  test('are both checked against the CPU reference', () => {
    const { variants, speedup } = measured.comparison!;
    expect(variants.map(({ name, check }) => `${name} ${check.correct}`)).toEqual(['layered true', 'fused true']);
    expect(variants.every(({ check }) => check.models === 3 && check.steps === 5)).toBe(true);
    expect(speedup.low <= speedup.median && speedup.median <= speedup.high).toBe(true);
  });

  test('that compute something else are wrong', async () => {
    const run = await createRun(spec, nodePlatform, { device });
    const wave = await run.openWave(0);
    const weights = wave.buffers.get('parameters');
    device.queue.writeBuffer(weights, weights.size / 2, new Float32Array([1]));
    expect(await checkWave(wave)).toMatchObject({ correct: false });
    wave.buffers.dispose();
  });

  test('that train it anyway are refused', async () => {
    const { kernels } = byTheWall.wave;
    await expect(profileSpec(spec, nodePlatform, { device: untimed, compare: kernels })).rejects.toThrow(
      `The ${kernels} kernels train this sweep anyway`,
    );
  });

  test('are refused where they do not train the network', async () => {
    const wide = resolve({ network: { hidden: [128] } });
    await expect(profileSpec(wide, nodePlatform, { device, compare: 'fused' })).rejects.toThrow(/128 units exceeds/);
  });
});

describe('a baseline', () => {
  const slowerOf = (profile: Profile, tolerance: number) =>
    compareWithBaseline(profile, saved(measured), tolerance).filter(({ slower }) => slower);

  test('is kept by the profile itself', () => {
    expect(slowerOf(measured, 0)).toEqual([]);
  });

  test('is missed by what is slower than the tolerance and the spread', () => {
    const known = [measured.step, ...measured.kernels].filter(({ median, error }) => median > error).length;
    const beyond = 2 * Math.max(...[measured.step, ...measured.kernels].map(({ low, high }) => high / low));
    expect(slowerOf(slowed(measured, beyond), 0.1)).toHaveLength(known);
    expect(slowerOf(slowed(measured, beyond), beyond)).toEqual([]);
  });

  test.each([
    ['adapter', { adapter: { ...measured.adapter, description: 'another' } }],
    ['spec', { spec: { ...measured.spec, seeds: 4 } }],
    ['clock', { clock: byTheWall.clock }],
  ])('of another %s is refused', (what, other) => {
    const baseline = saved({ ...measured, ...other });
    expect(() => compareWithBaseline(measured, baseline, 0.1)).toThrow(`The baseline is of another ${what}`);
  });

  test('that is no profile is refused', () => {
    expect(() => parseBaseline('{"adapter": 3}', 'base.json')).toThrow('"base.json" is not a saved profile');
  });
});
