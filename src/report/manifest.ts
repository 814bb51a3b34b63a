import * as v from 'valibot';
import { specDocument } from '../spec';
import type { Claim } from '../metrics/claims/claim';
import type { RunSummary } from '../metrics/summary';
import type { RunResult } from '../metrics/types';
import type { RunContext } from './context';
import type { Figure } from './figures/figure';

const MANIFEST_HEAD = v.object({
  thetascape: v.string(),
  status: v.picklist(['unfinished', 'partial', 'complete']),
  process: v.optional(v.object({ pid: v.number(), host: v.string() })),
  files: v.array(v.object({ path: v.string(), bytes: v.optional(v.number()), sha256: v.optional(v.string()) })),
});

/**
 * What every manifest holds: the version that wrote it (which marks the file as ours), the process that is writing, and every
 * file of the run but the manifest, by its path in the directory. A run that is `unfinished` is claimed or being
 * written, and free to be written again once its process is gone.
 */
export type ManifestHead = v.InferOutput<typeof MANIFEST_HEAD>;
export type ManifestFile = ManifestHead['files'][number];

export interface ManifestParts {
  run: RunResult;
  summary: RunSummary;
  claims: readonly Claim[];
  figures: readonly Figure[];
  context: RunContext;
}

/** All that is known of a finished or partial run beside its numbers; `spec` makes the run again. */
export function manifest(head: ManifestHead, { run, summary, claims, figures, context }: ManifestParts): unknown {
  const { spec, adapter, kernels, timings, models, datasets } = run;
  const diverged = models.filter(({ divergedAt }) => divergedAt !== null);
  return {
    thetascape: head.thetascape,
    status: head.status,
    complete: run.complete,
    ...context,
    adapter,
    kernels,
    seeds: [...new Set(models.map(({ model }) => model.seed))],
    timings,
    models: models.length,
    diverged: diverged.map(({ model, divergedAt }) => ({ model: model.index, step: divergedAt })),
    density: summary.grid,
    datasets: datasets.map(({ description, features, targets, train, validation }) => {
      return { description, features, targets, trainingRows: train.count, validationRows: validation.count };
    }),
    claims,
    figures: figures.map(({ name, title, caption }) => ({ name, title, caption })),
    files: head.files,
    spec: specDocument(spec),
  };
}

/** Reads the part of a manifest that says whether a directory may be written; null when it is none of ours. */
export function parseManifest(text: string): ManifestHead | null {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), MANIFEST_HEAD), text);
  return parsed.success ? parsed.output : null;
}
