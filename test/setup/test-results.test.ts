import { expect, test } from 'vitest';
import { playwrightCounts, total, vitestCounts } from '../../scripts/test-results.mjs';

test('what the runners counted is what counts', () => {
  expect(vitestCounts({ numPassedTests: 7, numFailedTests: 2 }, 1)).toEqual({ passed: 7, failed: 2 });
  expect(playwrightCounts({ stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 3 } }, 1)).toEqual({
    passed: 5,
    failed: 1,
  });
});

test('a runner that ended badly has failed, even if every test that it counted passed', () => {
  expect(vitestCounts({ numPassedTests: 7, numFailedTests: 0 }, 1)).toEqual({ passed: 7, failed: 1 });
  expect(playwrightCounts({ stats: { expected: 4, unexpected: 0, flaky: 0 } }, null)).toEqual({ passed: 4, failed: 1 });
});

test('a runner that ran nothing, or wrote no report, has failed', () => {
  expect(vitestCounts({ numPassedTests: 0, numFailedTests: 0 }, 0)).toEqual({ passed: 0, failed: 1 });
  expect(vitestCounts(null, 139)).toEqual({ passed: 0, failed: 1 });
  expect(playwrightCounts(null, 0)).toEqual({ passed: 0, failed: 1 });
});

test('counts add up', () => {
  expect(
    total([
      { passed: 1, failed: 0 },
      { passed: 7, failed: 2 },
    ]),
  ).toEqual({ passed: 8, failed: 2 });
});
