import { describe, expect, test } from 'vitest';
import { ThetascapeError } from '../../src/errors';
import type { NetworkSpec } from '../../src/spec/types';
import { readSafetensors, writeSafetensors, type Tensor } from '../../src/tensors/safetensors';
import { fromStateDict, modelPrefix, prefixFor, stateDict } from '../../src/tensors/state-dict';

function network(widths: number[], inputActivation = false): NetworkSpec {
  const identity = { kind: 'identity', slope: 0 } as const;
  return {
    widths,
    activations: widths.slice(2).map(() => identity),
    outputActivation: identity,
    inputActivation,
    dropoutPosition: 'before',
    init: { kind: 'pytorch' },
  };
}

const small = network([1, 3, 2, 1]);
const count = 3 + 3 + 6 + 2 + 2 + 1;
const weights = Float32Array.from({ length: count }, (_, i) => i + 0.5);

const problem = (text: string) => `The initial weights in init.safetensors do not fit the network 1-3-2-1: ${text}`;

/** The sentence with which tensors are refused as the small network's. */
function refusal(change: (tensors: Map<string, Tensor>) => void): string {
  const tensors = stateDict(small, weights);
  change(tensors);
  try {
    fromStateDict(small, tensors, 'init.safetensors');
  } catch (error) {
    if (error instanceof ThetascapeError) return error.message;
    throw error;
  }
  return 'not refused';
}

describe('stateDict', () => {
  test("names the article's parameters as PyTorch does", () => {
    const article = network([1, 64, 64, 64, 64, 1]);
    const tensors = stateDict(article, new Float32Array(12_673));
    expect([...tensors].map(([name, { shape }]) => `${name} ${shape.join('x')}`)).toEqual([
      '0.weight 64x1',
      '0.bias 64',
      '1.weight 64x64',
      '1.bias 64',
      '4.weight 64x64',
      '4.bias 64',
      '7.weight 64x64',
      '7.bias 64',
      '10.weight 1x64',
      '10.bias 1',
    ]);
  });

  test('counts dropout and activation of the first hidden layer where it has them', () => {
    const names = [...stateDict(network([2, 4, 4, 1], true), new Float32Array(37)).keys()];
    expect(names.filter((name) => name.endsWith('weight'))).toEqual(['0.weight', '3.weight', '6.weight']);
  });

  test('a network without hidden layers', () => {
    expect([...stateDict(network([3, 2]), new Float32Array(8)).keys()]).toEqual(['0.weight', '0.bias']);
  });

  test('splits the parameters in order', () => {
    const tensors = stateDict(small, weights);
    expect([...tensors.get('0.bias')!.data]).toEqual([3.5, 4.5, 5.5]);
    expect([...tensors.values()].flatMap(({ data }) => [...data])).toEqual([...weights]);
  });
});

describe('fromStateDict', () => {
  test('returns what stateDict was given, through a file with one group per model', () => {
    const other = weights.map((value) => -value);
    const tensors = new Map([
      ...stateDict(small, weights, modelPrefix(1)),
      ...stateDict(small, other, modelPrefix(10)),
    ]);
    const read = readSafetensors(writeSafetensors(tensors), 'x');
    expect(fromStateDict(small, read, 'x', prefixFor(read, 1))).toEqual(weights);
    expect(fromStateDict(small, read, 'x', prefixFor(read, 10))).toEqual(other);
  });

  test('a file without groups serves every model', () => {
    const tensors = stateDict(small, weights);
    expect(fromStateDict(small, tensors, 'x', prefixFor(tensors, 5))).toEqual(weights);
  });

  test('reads the Linear layers of any nn.Sequential, in numerical order', () => {
    const renamed = new Map(
      [...stateDict(network([1, 3, 2, 1]), weights)].map(([name, found]) => [
        name.replace(/^4\./, '10.').replace(/^1\./, '9.'),
        found,
      ]),
    );
    expect([...renamed.keys()]).toContain('10.weight');
    expect(fromStateDict(small, renamed, 'x')).toEqual(weights);
  });

  test('names a tensor that is missing', () => {
    expect(refusal((tensors) => tensors.delete('1.bias'))).toBe(problem('tensor "1.bias" of shape (2) is missing.'));
  });

  test('names a tensor that is misspelt', () => {
    expect(
      refusal((tensors) => {
        tensors.set('1.wieght', tensors.get('1.weight')!);
        tensors.delete('1.weight');
      }),
    ).toBe(problem('it has no parameter "1.wieght". Did you mean "1.weight"?'));
  });

  test('tells both shapes, also of a transposed weight', () => {
    expect(refusal((tensors) => (tensors.get('1.weight')!.shape = [3, 2]))).toBe(
      problem('tensor "1.weight" has shape (3, 2), needed is (2, 3).'),
    );
  });

  test('counts the layers', () => {
    const missing = problem(
      'it has 3 linear layers, the file 2; needed are 0.weight, 0.bias, 1.weight, 1.bias, 4.weight, 4.bias.',
    );
    expect(
      refusal((tensors) => {
        tensors.delete('1.weight');
        tensors.delete('1.bias');
      }),
    ).toBe(missing);
    expect(refusal((tensors) => tensors.set('7.bias', { shape: [1], data: new Float32Array(1) }))).toMatch(
      /the file 4;/,
    );
    expect(refusal((tensors) => tensors.clear())).toMatch(/the file 0;/);
  });

  test('finds the value that is not finite', () => {
    expect(refusal((tensors) => (tensors.get('4.weight')!.data = new Float32Array([1, NaN])))).toBe(
      problem('value 1 of tensor "4.weight" is NaN; only finite numbers can be trained.'),
    );
  });

  test('names the group that a file lacks', () => {
    const tensors = stateDict(small, weights, modelPrefix(0));
    expect(() => fromStateDict(small, tensors, 'w.safetensors', prefixFor(tensors, 4))).toThrow(
      /the file 0; needed are model4\/0\.weight/,
    );
  });
});
