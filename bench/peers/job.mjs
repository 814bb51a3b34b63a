/**
 * The job that every contender trains: the article's network on a small cut of its data, in batches in file order, so
 * that all of them see the same rows at the same step and their losses can be compared.
 */
export const BATCH = 64;
/** Batches of an epoch: the steps whose losses are compared, and the least that our trainer runs at a time. */
export const EPOCH = 11;
export const SLOPE = 0.03;
export const ADAM = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
/** Coupled decay of the models in turn. */
const L2_PENALTIES = [1e-4, 0, 1e-5, 3e-5, 3e-4, 1e-3, 3e-3, 1e-2];
/** Rows held out: Thetascape validates after every epoch, here on one batch. */
const HELD_OUT = BATCH;

/** Whether so many models share the penalties evenly. */
export function isSize(models) {
  return models > 0 && (models <= L2_PENALTIES.length ? Number.isInteger(models) : models % L2_PENALTIES.length === 0);
}

/** The spec of `models` models, made of the article's preset: the penalties, each with as many seeds as that takes. */
export function spec(article, models, epochs) {
  const settings = Math.min(models, L2_PENALTIES.length);
  const rows = BATCH * EPOCH + HELD_OUT;
  return {
    ...article,
    data: { kind: 'article', points: rows, seed: 0, split: { kind: 'fraction', fraction: HELD_OUT / rows, seed: 0 } },
    network: { ...article.network, slope: SLOPE },
    training: { ...ADAM, epochs, batchSize: BATCH, shuffle: false },
    sweeps: [{ name: 'l2', axes: [{ path: 'regularization.l2Penalty', values: L2_PENALTIES.slice(0, settings) }] }],
    seeds: { count: models / settings },
  };
}
