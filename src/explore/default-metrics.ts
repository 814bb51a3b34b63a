/** What ranks, and colours, at first: the first of these that a run has. */
export const DEFAULT_METRICS = ['validationLoss.log10', 'validationLoss.final', 'trainLoss.log10'] as const;
