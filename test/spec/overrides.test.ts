import { describe, expect, test } from 'vitest';
import { applyOverrides, findPreset, resolve } from '../../src/spec';

const article = (...assignments: string[]) => resolve(applyOverrides(findPreset('article').input, assignments));

describe('overrides', () => {
  test('values are JSON or text', () => {
    const spec = article('seeds=8', 'training.learningRate=3e-4', 'training.shuffle=false', 'evaluation.dropout=mean');
    expect(spec.seeds.count).toBe(8);
    expect(spec.training).toMatchObject({ learningRate: 3e-4, shuffle: false });
    expect(spec.evaluation.dropout).toBe('mean');
  });

  test('an override holds in every sweep', () => {
    expect(article('training.epochs=2').sweeps[0]?.set).toEqual({});
    expect(article('training.batchSize=2').sweeps[0]?.set).toEqual({ 'training.epochs': 100 });
    expect(article('training={"epochs":3}').sweeps[0]?.set).toEqual({});
  });

  test('short forms can be reached into', () => {
    const spec = article('data=co2', 'data.split.fraction=0.2', 'network.hidden=32', 'regularization.dropout[2]=0.5');
    expect(spec.data).toMatchObject({ kind: 'co2', split: { fraction: 0.2 } });
    expect(spec.network.widths).toEqual([1, 32, 32, 32, 32, 1]);
    expect(spec.regularization.dropout).toEqual([0, 0, 0.5, 0]);
  });

  test('what fits only together can be set one after the other', () => {
    const spec = article(
      'network.hidden=[8,8]',
      'regularization.dropout=[0,0.5]',
      'network.activation=["identity","tanh"]',
    );
    expect(spec.regularization.dropout).toEqual([0, 0.5]);
    expect(article('regularization.dropout=[0,0.5]', 'network.hidden=[8,8]')).toMatchObject({
      network: { widths: [1, 8, 8, 1] },
    });
  });

  test.each([
    ['trainig.epochs=3', '"trainig.epochs" is not a path of the spec. Did you mean "training.epochs"?'],
    ['training.epohs=3', '"training.epohs" is not a path of the spec. Did you mean "training.epochs"?'],
    ['training.epochs', '"training.epochs" sets nothing; write path=value, such as training.epochs=100.'],
    ['training.epochs=abc', 'training.epochs must be a whole number from 1 to 1,000,000, not "abc".'],
    ['__proto__.polluted=1', '"__proto__.polluted" is not a path of the spec.'],
    [
      'training.constructor.prototype.polluted=1',
      '"training.constructor.prototype.polluted" is not a path of the spec.',
    ],
    ['training={"__proto__":{"polluted":1}}', 'training has an unknown key "__proto__".'],
    ['sweeps=5', 'sweeps must be a list of sweeps, not 5.'],
    ['sweeps[9].name=x', '"sweeps[9].name" is not a path of the spec.'],
  ])('%s', (assignment, sentence) => {
    expect(() => article(assignment)).toThrow(sentence);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});
