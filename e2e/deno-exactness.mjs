/**
 * In Deno: `deno run deno-exactness.mjs LIBRARY`. On both paths of kernels, a model is the same bit for bit alone and
 * among others and however its work is cut, and PyTorch's trajectory is followed (test/goldens/README.md says how close).
 */
import { deepStrictEqual, ok } from 'node:assert/strict';
import { allowedErrors, EARLY, golden, goldenSpec, L2_PENALTIES, relativeErrors } from '../test/support/golden.ts';

const { createRun } = await import(`file://${Deno.args[0]}`);
const adapter = await navigator.gpu.requestAdapter();
const { maxComputeWorkgroupStorageSize } = adapter.limits;
const device = await adapter.requestDevice({ requiredLimits: { maxComputeWorkgroupStorageSize } });
const { description } = adapter.info;
const files = {
  async *readText(path) {
    yield await Deno.readTextFile(path);
  },
  readBytes: (path) => Deno.readFile(path),
};

const PENALTIES = [0, 0.01, 0.1];
const small = {
  data: {
    kind: 'formula',
    expression: 'sin(6 * x)',
    points: 90,
    seed: 1,
    split: { kind: 'fraction', fraction: 0.3, seed: 1 },
  },
  network: { hidden: [12, 7] },
  regularization: { dropout: 0.2 },
  training: { epochs: 3, batchSize: 16 },
  evaluation: { passes: 2 },
};
const sweep = { ...small, axes: [{ path: 'regularization.l2Penalty', values: PENALTIES }] };

let failed = 0;
for (const kernels of ['layered', 'scalar', 'fused']) {
  await check(kernels, 'alone as among others', async () => {
    const together = await train(sweep, { kernels });
    for (const [i, penalty] of PENALTIES.entries()) {
      const [alone] = await train(
        { ...small, regularization: { ...small.regularization, l2Penalty: penalty } },
        { kernels },
      );
      same(alone, together[i]);
    }
  });
  await check(kernels, 'however it is cut', async () => {
    const pieces = await train(sweep, { kernels, targetMilliseconds: 0 });
    const whole = await train(sweep, { kernels, targetMilliseconds: 1e9 });
    whole.forEach((result, i) => same(pieces[i], result));
  });
  await check(kernels, "PyTorch's trajectory", () => followGoldens(kernels));
}
Deno.exit(failed > 0 ? 1 : 0);

async function check(kernels, what, work) {
  const started = performance.now();
  const error = await work().then(
    () => null,
    (reason) => reason,
  );
  if (error) failed++;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`Deno ${Deno.version.deno}, ${description}, ${kernels}: ${what} ${error ?? `holds (${seconds} s)`}`);
}

async function train(spec, options) {
  const run = await createRun(spec, { files, device, ...options });
  for await (const { epoch } of run.train()) void epoch;
  const { models } = run.results();
  run.dispose();
  return models;
}

function same(actual, expected) {
  for (const numbers of ['stepLoss', 'validationLoss', 'weights']) deepStrictEqual(actual[numbers], expected[numbers]);
}

async function followGoldens(kernels) {
  const results = await train(goldenSpec(4), { kernels });
  for (const [i, penalty] of L2_PENALTIES.entries()) {
    const { loss_f64: expected, rel_spread: spread } = JSON.parse(
      await Deno.readTextFile(golden(`notebook_adam_lam${penalty}.json`)),
    );
    const { stepLoss } = results[i];
    const allowed = allowedErrors(spread);
    relativeErrors(stepLoss, expected.slice(0, stepLoss.length)).forEach((error, step) => {
      const most = step < EARLY.steps ? EARLY.error : allowed[step];
      ok(error < most, `is left at step ${step + 1} with λ = ${penalty}: off by ${error}`);
    });
  }
}
