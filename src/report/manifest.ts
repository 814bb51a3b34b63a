import { specDocument } from '../spec';
import type { ManifestHead } from '../journal/manifest-head';
import type { Claim } from '../metrics/claims/claim';
import type { RunSummary } from '../metrics/summary';
import type { RunResult } from '../metrics/types';
import type { RunContext } from './context';
import type { Figure } from './figures/figure';

export interface ManifestParts {
  run: RunResult;
  summary: RunSummary;
  claims: readonly Claim[];
  figures: readonly Figure[];
  context: RunContext;
}

/** What is known of a finished or partial run, large or small, beside its numbers; `spec` makes the run again. */
export function runManifest(head: ManifestHead, run: RunResult, context: RunContext) {
  const { spec, adapter, kernels, timings, datasets } = run;
  return {
    thetascape: head.thetascape,
    status: head.status,
    complete: run.complete,
    ...context,
    adapter,
    kernels,
    timings,
    datasets: datasets.map(({ description, features, targets, train, validation }) => {
      return { description, features, targets, trainingRows: train.count, validationRows: validation.count };
    }),
    files: head.files,
    spec: specDocument(spec),
  };
}

/** The manifest of a run with a report. */
export function manifest(head: ManifestHead, { run, summary, claims, figures, context }: ManifestParts): unknown {
  const { models } = run;
  const diverged = models.filter(({ divergedAt }) => divergedAt !== null);
  return {
    ...runManifest(head, run, context),
    seeds: [...new Set(models.map(({ model }) => model.seed))],
    models: models.length,
    diverged: diverged.map(({ model, divergedAt }) => ({ model: model.index, step: divergedAt })),
    density: summary.grid,
    claims,
    figures: figures.map(({ name, title, caption }) => ({ name, title, caption })),
  };
}
