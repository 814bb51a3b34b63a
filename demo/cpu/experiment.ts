import { findPreset, resolve, type Spec } from '../../src/index';
import { gridCovering } from '../../src/metrics/density';
import { expand } from '../../src/spec';
import { initialWeightsOf } from '../../src/train/initial-weights';
import { openData } from '../../src/train/load-data';
import type { RunFacts } from '../../src/views/live-run';
import { DroppedFiles } from '../experiment/files';
import type { Task } from './training';

/** Of the article's 10,000: a CPU trains an epoch of them in some tenths of a second. */
export const POINTS = 2000;
/** A quarter of the article's, so that an epoch has nearly as many steps as the article's. */
export const BATCH = 16;
const EPOCHS = 50;

export const LAMBDAS = [0, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1] as const;
export const PROBABILITIES = [0, 0.1, 0.2, 0.3, 0.5, 0.7] as const;

/** The article's network on fewer points, with one λ and one p. */
export function oneModelSpec(lambda: number, p: number): Spec {
  const { input } = findPreset('article');
  return resolve({
    ...input,
    name: 'one-model',
    description: `The article's network on ${POINTS} points in batches of ${BATCH}.`,
    data: { kind: 'article', points: POINTS },
    training: { ...input.training, epochs: EPOCHS, batchSize: BATCH },
    sweeps: [
      {
        name: 'one-model',
        axes: [
          { path: 'regularization.l2Penalty', values: [lambda] },
          { path: 'regularization.dropout', values: [p] },
        ],
      },
    ],
  });
}

/** The only model of a spec: what views need of it, and what it is trained from. */
export async function prepare(spec: Spec): Promise<{ facts: RunFacts; task: Task }> {
  const models = expand(spec);
  const files = new DroppedFiles();
  const { datasets, livePoints } = await openData(models, files, true);
  const initialWeights = await initialWeightsOf(models, files);
  const [model, dataset, points] = [models[0]!, datasets[0]!, livePoints[0]!];
  const weights = initialWeights(model);
  const grid = gridCovering([weights]);
  const { train, validation } = dataset;
  return {
    facts: {
      spec,
      models,
      densityGrid: grid,
      datasets,
      livePoints,
      datasetOf: () => 0,
      initialWeights,
      finalWeights: () => null,
      stoppedAt: () => null,
      recorded: () => null,
    },
    task: { model, data: { train, validation }, points: points.x, initialWeights: weights, grid },
  };
}
