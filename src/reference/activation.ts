import type { ActivationKind } from '../spec/types';
import { erfc } from './erf';

interface Activation {
  value: (z: number, slope: number) => number;
  /** At the kink of relu and leaky-relu that from the left, as in PyTorch. */
  derivative: (z: number, slope: number) => number;
}

/** Activations of a pre-activation z by their textbook formulas, in forms that neither overflow nor cancel. */
export const activations: Record<ActivationKind, Activation> = {
  identity: { value: (z) => z, derivative: () => 1 },
  relu: { value: (z) => Math.max(z, 0), derivative: (z) => (z > 0 ? 1 : 0) },
  'leaky-relu': { value: (z, slope) => (z > 0 ? z : slope * z), derivative: (z, slope) => (z > 0 ? 1 : slope) },
  tanh: { value: Math.tanh, derivative: (z) => 1 / Math.cosh(z) ** 2 },
  sigmoid: { value: sigmoid, derivative: (z) => sigmoid(z) * sigmoid(-z) },
  silu: { value: (z) => z * sigmoid(z), derivative: (z) => sigmoid(z) * (1 + z * sigmoid(-z)) },
  gelu: { value: (z) => z * normalCdf(z), derivative: (z) => normalCdf(z) + z * normalDensity(z) },
};

function sigmoid(z: number): number {
  return z < 0 ? Math.exp(z) / (1 + Math.exp(z)) : 1 / (1 + Math.exp(-z));
}

function normalCdf(z: number): number {
  return erfc(-z / Math.SQRT2) / 2;
}

function normalDensity(z: number): number {
  return Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
}
