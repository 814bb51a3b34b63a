import { describe, expect, test } from 'vitest';
import { appendChange, everDrops, expand, resolve, settingAfter } from '../../src/spec';
import type { Setting } from '../../src/spec/types';

const TIMES_TEN = { epoch: 20, path: 'regularization.l2Penalty', multiply: 10 } as const;
const HALF = { epoch: 5, path: 'regularization.dropout', value: 0.5 } as const;
const BARE = { hidden: [4, 4, 4], inputActivation: false };

const keyOf = (changes: object[]): number => expand(resolve({ changes, seeds: { mode: 'independent' } }))[0]!.key;
const settingOf = (input: object): Setting => expand(resolve(input))[0]!.setting;

test('a number changes after so many epochs and stays', () => {
  const setting = settingOf({ regularization: { l2Penalty: 0.01 }, changes: [TIMES_TEN] });
  const penalties = [0, 19, 20, 21].map((epochs) => settingAfter(setting, epochs).regularization.l2Penalty);
  expect(penalties).toEqual([0.01, 0.01, 0.1, 0.1]);
});

test('changes apply in the order of their epochs, and as listed within one', () => {
  const path = 'training.learningRate';
  const setting = settingOf({
    changes: [
      { epoch: 9, path, multiply: 2 },
      { epoch: 3, path, value: 0.5 },
      { epoch: 9, path, multiply: 3 },
    ],
  });
  expect([2, 3, 9].map((epochs) => settingAfter(setting, epochs).training.learningRate)).toEqual([0.001, 0.5, 3]);
});

test('dropout changes in all layers that may drop', () => {
  const setting = settingOf({ network: BARE, changes: [HALF] });
  expect(settingAfter(setting, 4).regularization.dropout).toEqual([0, 0, 0]);
  expect(settingAfter(setting, 5).regularization.dropout).toEqual([0, 0.5, 0.5]);
});

test('a model drops units if it does in any epoch', () => {
  const off = { ...HALF, epoch: 9, value: 0 };
  expect(
    [[], [HALF], [HALF, off], [off], [{ ...HALF, path: 'training.learningRate' }]].map((changes) =>
      everDrops(settingOf({ changes })),
    ),
  ).toEqual([false, true, true, false, false]);
  expect(everDrops(settingOf({ regularization: { dropout: 0.1 }, changes: [off] }))).toBe(true);
});

test('the factor and the value of a change are axes', () => {
  const axes = [{ path: 'changes[0].multiply', values: [1, 10, 100] }];
  const models = expand(resolve({ regularization: { l2Penalty: 0.01 }, changes: [TIMES_TEN], axes }));
  expect(models.map(({ setting }) => settingAfter(setting, 20).regularization.l2Penalty)).toEqual([0.01, 0.1, 1]);
});

test('the key of an independent seed does not depend on changes', () => {
  expect(keyOf([TIMES_TEN, HALF])).toBe(keyOf([]));
});

describe('a change that is appended', () => {
  test('is in every sweep, also in one that sets its own', () => {
    const sweeps = [{ name: 'plain' }, { name: 'own', set: { changes: [HALF] } }];
    const spec = appendChange(resolve({ sweeps }), TIMES_TEN);
    expect(spec.changes).toEqual([TIMES_TEN]);
    expect(expand(spec).map(({ setting }) => setting.changes)).toEqual([[TIMES_TEN], [HALF, TIMES_TEN]]);
  });

  test('is refused when it drives the number of any model out of its range', () => {
    const spec = resolve({ axes: [{ path: 'regularization.dropout', values: [0, 0.6] }] });
    const double = { epoch: 3, path: 'regularization.dropout', multiply: 2 } as const;
    expect(() => appendChange(spec, double)).toThrow(
      'axes[0], value 1: changes[0]: regularization.dropout must be a number from 0 to 1, not 1.2.',
    );
  });
});
