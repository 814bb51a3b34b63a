/** Metrics that the table shows beside the one that is chosen. */
export const TABLE_METRICS = [
  'epochs',
  'validationLoss.log10',
  'trainLoss.log10',
  'gap',
  'entropy',
  'divergence',
  'theta.rms',
  'theta.nearZero',
];
