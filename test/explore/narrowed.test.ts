import { describe, expect, it } from 'vitest';
import { specOfPoint, specOfPoints, specOfRegion } from '../../src/explore/narrowed';
import { expand, resolve, type Spec } from '../../src/spec';

const L2 = 'regularization.l2Penalty';
const RATE = 'training.learningRate';
const PASSES = 'evaluation.passes';

const SPEC = resolve({
  name: 'two',
  sweeps: [
    {
      name: 'grid',
      set: { 'training.epochs': 7 },
      axes: [
        { path: L2, values: [0, 0.01, 0.1] },
        { path: RATE, values: [0.001, 0.01] },
      ],
    },
    { name: 'drop', axes: [{ path: 'regularization.dropout', values: [0, 0.5] }] },
  ],
  seeds: { first: 3, count: 4 },
});

const SAMPLE = resolve({
  name: 'sampled',
  sample: {
    method: 'sobol',
    count: 40,
    axes: [
      { path: L2, kind: 'log-uniform', from: 1e-5, to: 1 },
      { path: RATE, kind: 'log-uniform', from: 1e-4, to: 1e-2 },
    ],
  },
  seeds: { count: 2, mode: 'independent' },
});

/** What a model's training depends on. */
const trainings = (spec: Spec) => expand(spec).map(({ setting, seed, key }) => ({ setting, seed, key }));

describe('the spec of some models of a run', () => {
  it.each([
    ['a grid with a value of its own', SPEC, 9],
    ['another sweep', SPEC, 27],
    ['a sample with independent seeds', SAMPLE, 61],
  ])('trains one model of %s as the run did', (_, spec, index) => {
    const { sweep, values, seed } = expand(spec)[index]!;
    expect(trainings(resolve(specOfPoint(spec, { sweep, values }, seed)))).toEqual([trainings(spec)[index]]);
  });

  it('has all seeds of a setting', () => {
    const { sweep, values } = expand(SPEC)[9]!;
    expect(trainings(resolve(specOfPoint(SPEC, { sweep, values }, null)))).toEqual(trainings(SPEC).slice(8, 12));
  });

  it('narrows the axes to ranges, and leaves out sweeps that have nothing in them', () => {
    const region = specOfRegion(
      SPEC,
      new Map([
        [L2, [0.001, 1]],
        [RATE, [0.01, 0.01]],
      ] as const),
    );
    expect(region).toBeNull(); // the other sweep has no such axis: its models are listed
    const own = resolve({ name: 'grid', axes: SPEC.sweeps[0]!.axes, seeds: 2 });
    const narrowed = specOfRegion(
      own,
      new Map([
        [L2, [0.001, 1]],
        [RATE, [0.01, 0.01]],
      ] as const),
    )!;
    expect(resolve(narrowed).sweeps[0]!.axes).toEqual([
      { path: L2, values: [0.01, 0.1] },
      { path: RATE, values: [0.01] },
    ]);
  });

  it('keeps axes that go together together, and conditions true', () => {
    const zip = [
      { path: RATE, values: [1, 2, 3] },
      { path: L2, values: [4, 5, 6] },
    ];
    const zipped = specOfRegion(resolve({ zip }), new Map([[L2, [5, 9]]] as const))!;
    expect(resolve(zipped).sweeps[0]!.zip).toEqual([
      { path: RATE, values: [2, 3] },
      { path: L2, values: [5, 6] },
    ]);
    const axes = [
      { path: PASSES, values: [1, 32, 64] },
      { path: RATE, values: [1, 2], when: { path: PASSES, values: [32, 64] } },
    ];
    const conditional = specOfRegion(resolve({ axes }), new Map([[PASSES, [1, 32]]] as const))!;
    expect(resolve(conditional).sweeps[0]!.axes[1]!.when).toEqual({ path: PASSES, values: [32] });
  });

  it('lists points of a sample one by one, to the same settings and keys', () => {
    expect(specOfRegion(SAMPLE, new Map([[L2, [0, 1]]] as const))).toBeNull();
    const models = expand(SAMPLE);
    const points = [4, 10, 30].map((index) => models[index]!);
    const all = trainings(SAMPLE);
    expect(trainings(resolve(specOfPoints(SAMPLE, points)))).toEqual([4, 5, 10, 11, 30, 31].map((index) => all[index]));
  });
});
