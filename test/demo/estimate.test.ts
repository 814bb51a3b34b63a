import { describe, expect, test } from 'vitest';
import { estimate, estimateText, refusal } from '../../demo/experiment/estimate';
import { modestFor, smallFor } from '../../demo/experiment/small-for';
import { TimeLeft } from '../../demo/experiment/time-left';
import { findPreset, PRESETS, resolve } from '../../src/index';
import { expand } from '../../src/spec';
import { planSweep } from '../../src/plan/plan';
import { DEFAULT_LIMITS } from '../support/sweep';

const MIB = 2 ** 20;
const shape = { train: 7000, validation: 3000, features: 1, targets: 1, gridPoints: 400, livePoints: 0 };

function planned(seeds: number, values: number) {
  const spec = resolve({
    axes: [{ path: 'regularization.l2Penalty', from: 0, to: 1, count: values }],
    seeds,
    training: { epochs: 10 },
  });
  const models = expand(spec);
  return {
    spec,
    plan: planSweep(
      models,
      models.map(() => 0),
      [shape],
      DEFAULT_LIMITS,
    ),
  };
}

describe('the estimate', () => {
  const { spec, plan } = planned(4, 20);

  test('says what the plan says', () => {
    const { models, modelSteps, deviceBytes, hostBytes } = estimate(spec, plan, 12.3);
    expect({ models, modelSteps, deviceBytes }).toEqual({
      models: 80,
      modelSteps: 80 * 10 * 110,
      deviceBytes: plan.peakBytes,
    });
    // 12,673 parameters twice, in f32, and 10 epochs
    expect(hostBytes).toBe(80 * (12_673 * 8 + 10 * 128));
    expect(estimateText(estimate(spec, plan, 12.3))).toMatch(
      /^80 models · 88,000 model-steps · about 12 s to 18 s · \d+ MiB on the device · 8 MiB in the page$/,
    );
  });

  test('within the budget nothing is refused', () => {
    expect(refusal(spec, { device: plan.peakBytes, host: 8 * MIB }, plan)).toBe('');
  });

  test('beyond it the largest number of settings that fits is said, with all seeds', () => {
    const { settings, bytes } = largest(4, plan.peakBytes / 2);
    expect(bytes).toBeLessThanOrEqual(plan.peakBytes / 2);
    expect(planned(4, settings + 1).plan.peakBytes).toBeGreaterThan(plan.peakBytes / 2);
    expect(refusal(spec, { device: plan.peakBytes / 2, host: 1e9 }, plan)).toMatch(
      new RegExp(`at most ${settings * 4} models fit, ${settings} settings × 4 seeds\\.$`),
    );
  });

  test('a sweep far too large is refused before it is planned, and seeds are taken away last', () => {
    const huge = resolve({ seeds: 900_000 });
    expect(refusal(huge, { device: 1, host: 100 * MIB })).toBe(
      '900,000 models need 90.3 GiB in the page, and this page takes at most 100 MiB: at most 972 models fit, ' +
        '1 setting × 972 seeds.',
    );
    expect(refusal(huge, { device: 1, host: 1000 })).toMatch(/not even one fits/);
  });

  /** Found by planning each size. */
  function largest(seeds: number, budget: number) {
    let settings = 2;
    while (planned(seeds, settings + 1).plan.peakBytes <= budget) settings++;
    return { settings, bytes: planned(seeds, settings).plan.peakBytes };
  }
});

describe('the time that is left', () => {
  const { plan } = planned(1, 2);
  const speed = { perFlop: 1e-9, perDispatch: 0, perModelEpoch: 0, perEpoch: 0, perWave: 0 };
  const after = (epoch: number, seconds: number) => ({
    wave: 0,
    epoch,
    models: [],
    modelSteps: (plan.modelSteps * epoch) / 10,
    totalModelSteps: plan.modelSteps,
    seconds,
  });

  test('is known once two epochs have shown how fast it is, whatever was estimated', () => {
    const left = new TimeLeft(plan, speed, 0, false);
    expect(left.after(after(1, 20))).toBeNull();
    // five seconds for each of eight epochs, and the evaluations after them
    expect(left.after(after(2, 25))).toBeGreaterThan(40);
    expect(left.after(after(2, 25))).toBeLessThan(60);
    expect(left.after(after(9, 60))).toBeLessThan(15);
    expect(left.after(after(10, 65))).toBeNull();
  });
});

test('a GPU with low limits trains one seed of the same', () => {
  const { input, sentence } = modestFor({ ...findPreset('article').input, seeds: 4 });
  expect(sentence).toBe('Shrunk for a GPU with low limits: 1 of 4 seeds.');
  expect(resolve(input)).toEqual(resolve({ ...findPreset('article').input, seeds: 1 }));
});

describe('small for an adapter on the CPU', () => {
  test.each(Object.entries(PRESETS))('%s', (_, { input }) => {
    const { input: small, sentence } = smallFor(input);
    const models = expand(resolve(small));
    const steps = models.reduce((sum, { setting: { training, data } }) => {
      const rows = 'points' in data ? 0.7 * data.points : 700;
      return sum + training.epochs * Math.ceil(rows / training.batchSize);
    }, 0);
    expect(models.length).toBeLessThanOrEqual(16);
    expect(steps).toBeLessThanOrEqual(60_000);
    expect(sentence).toMatch(/^Shrunk for an adapter that runs on the CPU: |^$/);
  });

  test('what was shrunk is said', () => {
    const { sentence, input } = smallFor({ ...findPreset('article').input, seeds: 4 });
    expect(sentence).toBe(
      'Shrunk for an adapter that runs on the CPU: 1,000 of 10,000 points, 4 of 8 values of λ, 4 of 10 values of p, ' +
        '1 of 4 seeds and 30 of 50 epochs.',
    );
    expect(resolve(input).sweeps.map(({ axes }) => axes.map(({ values }) => values))).toEqual([
      [],
      [[1e-5, 1e-4, 1e-2, 1]],
      [[0, 1 / 3, 2 / 3, 1].map((p) => expect.closeTo(p, 12))],
    ]);
  });
});
