/** PyTorch's trajectories of the notebook's training, and how close is right (test/goldens/README.md); Deno reads this, too. */

export const golden = (name: string): string => new URL(`../goldens/${name}`, import.meta.url).pathname;

export const L2_PENALTIES = [0, 0.01];
export const STEPS_PER_EPOCH = 11;
/** Steps before chaos, and how far their losses may be off. */
export const EARLY = { steps: 25, error: 5e-6 };

/** The document of what PyTorch trained. */
export function goldenSpec(epochs: number) {
  return {
    name: 'golden',
    data: {
      kind: 'csv' as const,
      path: golden('data_train.csv'),
      features: 'x',
      targets: 'y',
      featureScaling: 'none' as const,
      targetScaling: 'none' as const,
      split: { kind: 'file' as const, path: golden('data_val.csv') },
    },
    network: {
      hidden: [64, 64, 64, 64],
      activation: 'leaky-relu' as const,
      slope: 0.03,
      inputActivation: false,
      init: { kind: 'safetensors' as const, path: golden('init_notebook.safetensors') },
    },
    training: { epochs, batchSize: 64, shuffle: false, learningRate: 1e-3 },
    axes: [{ path: 'regularization.l2Penalty', values: L2_PENALTIES }],
  };
}

/** How far a correct implementation may be off after each step: training with a kinked activation is chaotic. */
export const allowedErrors = (spread: readonly number[]): number[] =>
  spread.map((_, step) => Math.max(2e-3, 10 * Math.max(...spread.slice(0, step + 1))));

export function relativeErrors(actual: ArrayLike<number>, expected: readonly number[]): number[] {
  if (actual.length !== expected.length) throw new Error(`${actual.length} numbers instead of ${expected.length}`);
  return expected.map((value, i) => Math.abs(actual[i]! / value - 1));
}
