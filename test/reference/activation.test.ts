import { expect, test } from 'vitest';
import { activations } from '../../src/reference/activation';
import { erfc } from '../../src/reference/erf';
import { ACTIVATIONS } from '../../src/spec/types';

/** From the C library (Python's `math.erfc`), to 15 digits. */
const ERFC: [x: number, value: number][] = [
  [0, 1],
  [0.5, 0.4795001221869535],
  [1, 0.15729920705028513],
  [1.9, 0.00720957076474253],
  [2, 0.004677734981047266],
  [2.1, 0.00297946665633299],
  [3, 2.209049699858544e-5],
  [5, 1.53745979442803e-12],
  [10, 2.08848758376254e-45],
  [-1, 1.842700792949715],
  [-3, 1.999977909503],
];

test.each(ERFC)('erfc(%d)', (x, value) => {
  expect(Math.abs(erfc(x) / value - 1)).toBeLessThan(1e-13);
});

test.each(ACTIVATIONS)('the derivative of %s is the slope of its value', (kind) => {
  const { value, derivative } = activations[kind];
  const h = 1e-5;
  for (let z = -8.05; z < 8; z += 0.11) {
    const slope = (value(z + h, 0.03) - value(z - h, 0.03)) / (2 * h);
    expect(Math.abs(derivative(z, 0.03) - slope)).toBeLessThan(1e-9);
  }
});

test.each(ACTIVATIONS)('%s has the limits of its formula far out', (kind) => {
  const { value, derivative } = activations[kind];
  const far = 1e30;
  const rises = { identity: 1, relu: 1, 'leaky-relu': 1, tanh: 0, sigmoid: 0, silu: 1, gelu: 1 }[kind];
  const falls = { identity: 1, relu: 0, 'leaky-relu': 0.03, tanh: 0, sigmoid: 0, silu: 0, gelu: 0 }[kind];
  const bounds = { tanh: [-1, 1], sigmoid: [0, 1] }[kind as string] ?? [falls * -far, rises * far];
  expect(value(-far, 0.03) + 0).toBe(bounds[0]! + 0);
  expect(value(far, 0.03)).toBe(bounds[1]);
  expect(derivative(-far, 0.03) + 0).toBe(falls);
  expect(derivative(far, 0.03)).toBe(rises);
});
