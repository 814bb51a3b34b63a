/** Everything but `run`: help, suggestions, doctor, schema, presets, plan. */
import { describe, expect, test } from 'vitest';
import { version } from '../../package.json';
import { PRESETS, resolve } from '../../src/spec';
import { ensureBuilt } from '../support/build';
import { folder, start, thetascape, TINY } from '../support/cli';

const work = folder({ 'tiny.json': TINY });

await ensureBuilt();

describe('help', () => {
  test('lists the commands, with examples and exit codes', async () => {
    const { code, stdout, stderr } = await thetascape(['--help'], work);
    expect([code, stderr]).toEqual([0, '']);
    for (const command of [
      'run',
      'resume',
      'best',
      'compare',
      'merge',
      'submit',
      'worker',
      'plan',
      'profile',
      'doctor',
    ])
      expect(stdout).toContain(`\n  ${command} `);
    expect(stdout).toContain('Examples:\n  thetascape run article');
    expect(stdout).toContain('Exit codes: 0 done, 1 the run failed, 2 wrong flags');
  });

  test('of run names every flag and gives examples', async () => {
    const { code, stdout } = await thetascape(['run', '--help'], work);
    expect(code).toBe(0);
    const flags = [...stdout.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, flag]) => flag);
    const conduct = ['--set', '--seeds', '--kernels', '--any-adapter', '--json', '--target', '--low-priority'];
    expect(flags).toEqual([...conduct, '--out', '--step-losses', '--keep', '--shard', '--resume', '--replace']);
    expect(stdout).toContain('Examples:\n  thetascape run');
  });

  test('is what the bare command prints, as a mistake', async () => {
    const { code, stderr } = await thetascape([], work);
    expect(code).toBe(2);
    expect(stderr).toContain('Usage: thetascape [options] [command]');
  });

  test('the version is that of the package', async () => {
    expect(await thetascape(['--version'], work)).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });
});

test.each([
  { args: ['rn', 'tiny.json'], sentence: "unknown command 'rn' (Did you mean run?)" },
  { args: ['run', 'tiny.json', '--sed', '3'], sentence: "unknown option '--sed' (Did you mean --set?)" },
  { args: ['run'], sentence: "missing required argument 'spec'" },
  {
    args: ['run', 'tiny.json', 'more'],
    sentence: "too many arguments for 'run'. Expected 1 argument but got 2: tiny.json, more.",
  },
  {
    args: ['run', 'tiny.json', '--target', '0'],
    sentence: "option '--target <ms>' argument '0' is invalid. Give milliseconds from 1 to 1000.",
  },
])('$args is refused', async ({ args, sentence }) => {
  expect(await thetascape(args, work)).toEqual({
    code: 2,
    stdout: '',
    stderr: `thetascape: ${sentence}\n(thetascape --help lists the commands and flags)\n`,
  });
});

test('doctor says which adapter would be used and that nothing is missing', async () => {
  const { code, stdout } = await thetascape(['doctor'], work);
  expect(code).toBe(0);
  const lines = new Map(
    stdout
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, 49).trim(), line.slice(49)]),
  );
  expect(lines.get('node')).toBe(process.version);
  expect(lines.get('adapter description')).toBeTruthy();
  expect(lines.get('limit maxStorageBuffersPerShaderStage')).toMatch(/^\d+ \(needs 8\)$/);
  expect(lines.get('missing')).toBe('nothing');
});

test('schema prints the JSON Schema', async () => {
  const { code, stdout } = await thetascape(['schema'], work);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    $schema: 'http://json-schema.org/draft-07/schema#',
    properties: { training: { properties: { epochs: { minimum: 1 } } } },
  });
});

describe('presets', () => {
  test('are listed', async () => {
    const { code, stdout } = await thetascape(['presets'], work);
    expect(code).toBe(0);
    for (const [name, { title }] of Object.entries(PRESETS))
      expect(stdout).toMatch(new RegExp(`^${name} +${title}$`, 'm'));
  });

  test('are printed as specs to start from', async () => {
    const { code, stdout } = await thetascape(['presets', 'co2'], work);
    expect(code).toBe(0);
    expect(resolve(JSON.parse(stdout))).toEqual(resolve(PRESETS['co2']!.input));
  });
});

describe('plan', () => {
  test('prints what would be allocated and dispatched', async () => {
    const { code, stdout } = await thetascape(['plan', 'tiny.json', '--set', 'training.epochs=3'], work);
    expect(code).toBe(0);
    expect(stdout).toContain('2 models in 1 wave, 12 model-steps');
    expect(stdout).toMatch(/^ {2}parameters +[\d,]+ {2}\(M, P\) f32$/m);
    expect(stdout).toMatch(/^ {2}(adam|subgroup-steps) 0 +\d+ × 2/m);
  });

  test('as JSON sums to its own totals', async () => {
    const { code, stdout } = await thetascape(['plan', 'tiny.json', '--json'], work);
    expect(code).toBe(0);
    const plan = JSON.parse(stdout);
    expect(plan.models).toBe(2);
    const bytes = plan.waves[0].buffers.reduce((sum: number, buffer: { bytes: number }) => sum + buffer.bytes, 0);
    expect([plan.waves[0].bytes, plan.peakBytes]).toEqual([bytes, bytes]);
  });
});

test('a sample is planned from a file, where the kinds of its axes name no files', async () => {
  const axes = [{ path: 'regularization.l2Penalty', kind: 'log-uniform', from: 1e-6, to: 1 }];
  const own = folder({ 'sample.json': { network: { hidden: [4] }, sample: { count: 5000, axes } } });
  const { code, stdout, stderr } = await thetascape(['plan', './sample.json'], own);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^5000 models in /m);
});

test('a reader that leaves early is no error', async () => {
  const { process: child, outcome } = start(['schema'], work);
  child.stdout!.destroy();
  expect(await outcome).toEqual({ code: 0, stdout: '', stderr: '' });
});
