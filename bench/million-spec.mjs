/** Networks of 8 units, four steps each, at settings from three distributions: of what a run of very many models is made. */
export const millionSpec = (models) => ({
  name: 'million',
  data: { kind: 'formula', expression: 'sin(6 * x)', points: 32 },
  network: { hidden: [8] },
  training: { epochs: 2, batchSize: 16 },
  sample: {
    count: models,
    axes: [
      { path: 'regularization.l2Penalty', kind: 'log-uniform', from: 1e-6, to: 1 },
      { path: 'regularization.weightDecay', kind: 'log-uniform', from: 1e-6, to: 1 },
      { path: 'training.learningRate', kind: 'log-uniform', from: 1e-4, to: 1e-1 },
    ],
  },
});
