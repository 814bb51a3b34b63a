/** What colours and ranks at first: the first of these that a run has. */
export const DEFAULT_METRICS = ['validationLoss.log10', 'validationLoss.final', 'trainLoss.log10'];

/** Metrics that the table shows beside the one that is chosen. */
export const TABLE_METRICS = [
  'validationLoss.log10',
  'trainLoss.log10',
  'gap',
  'entropy',
  'divergence',
  'theta.rms',
  'theta.nearZero',
];
