/** `thetascape profile` as a gate against regressions: what it saves, and its exit codes. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ensureBuilt } from '../support/build';
import { folder, thetascape, TINY } from '../support/cli';

const work = folder({ 'tiny.json': TINY, 'other.json': { adapter: 'none' } });
const read = (name: string) => JSON.parse(readFileSync(join(work, name), 'utf8'));

await ensureBuilt();

test('saves a baseline and a trace, and fails when a kernel has become slower', async () => {
  const saving = ['--save', 'base.json', '--trace', 'trace.json', '--json', '--quiet'];
  const { code, stdout, stderr } = await thetascape(['profile', 'tiny.json', ...saving], work);
  expect([code, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toEqual(read('base.json'));
  expect(read('trace.json').traceEvents.length).toBeGreaterThan(20);

  const base = read('base.json');
  writeFileSync(join(work, 'faster.json'), JSON.stringify({ ...base, step: scaled(base.step, 0.001) }));
  const slower = await thetascape(['profile', 'base.json', '--baseline', 'faster.json', '--tolerance', '100%'], work);
  expect(slower.code).toBe(1);
  expect(slower.stdout).toMatch(/^step +\d+ × +SLOWER$/m);
});

test.each([
  [
    ['--compare', 'fusd'],
    'There are no kernels "fusd": name some of layered, layered/32, layered/128, layered/256, scalar, subgroups, fused, fused-subgroups. Did you mean "fused"?',
  ],
  [['--kernels', 'layred'], 'Did you mean "layered"?'],
  [['--kernels', 'fused', '--compare', 'fused'], 'The fused kernels train this sweep anyway: compare them with'],
  [['--baseline', 'nothing.json'], 'The baseline "nothing.json" cannot be read'],
  [['--baseline', 'other.json'], 'The baseline "other.json" is not a saved profile'],
  [['--tolerance', 'some'], 'Give a share such as 10% or 0.1.'],
])('refuses %j', async (flags, sentence) => {
  const { code, stderr } = await thetascape(['profile', 'tiny.json', ...flags], work);
  expect(code).toBe(2);
  expect(stderr).toContain(sentence);
});

function scaled({ median, low, high, ...rest }: { median: number; low: number; high: number }, factor: number) {
  return { ...rest, median: factor * median, low: factor * low, high: factor * high, error: 0 };
}
