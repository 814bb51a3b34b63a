/** How many tests passed and failed, from what the test runners wrote and how they ended. */

/** `{ passed, failed }` of vitest's JSON report; null stands for a report that was not written. */
export function vitestCounts(report, status) {
  return honest({ passed: report?.numPassedTests ?? 0, failed: report?.numFailedTests ?? 0 }, status);
}

/** `{ passed, failed }` of Playwright's JSON report; a test that passed at a second try has passed. */
export function playwrightCounts(report, status) {
  const { expected = 0, flaky = 0, unexpected = 0 } = report?.stats ?? {};
  return honest({ passed: expected + flaky, failed: unexpected }, status);
}

/** A runner that ended badly, or that ran nothing, has failed, whatever it counted. */
function honest({ passed, failed }, status) {
  const wrong = failed === 0 && (status !== 0 || passed === 0);
  return { passed, failed: wrong ? 1 : failed };
}

/** The sum of all counts. */
export function total(counts) {
  return counts.reduce((sum, { passed, failed }) => ({ passed: sum.passed + passed, failed: sum.failed + failed }), {
    passed: 0,
    failed: 0,
  });
}
