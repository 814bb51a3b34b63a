import { join } from 'node:path';
import { ThetascapeError } from '../errors';
import { dataChecksum } from '../journal/data-checksum';
import type { Maker } from '../journal/records';
import { unpackResults } from '../journal/wave-files';
import { gridCovering } from '../metrics/density';
import type { ModelResult, RunResult } from '../metrics/types';
import { nodePlatform } from '../platform-node';
import { lastMakerOf, readFileOf, type FinishedShard, type RowFile } from '../report';
import { Models, resolve } from '../spec';
import { initialWeightsOf, startingPoints } from '../train/initial-weights';
import { openData } from '../train/load-data';
import { differentParts, textOf } from './maker';

/** Files of a shard that only the merged report needs. */
const RESULTS = /^results\//;

/**
 * The run that one machine would have trained, from all shards of a sweep; with rows only, without its models.
 *
 * @throws ThetascapeError when the data is not what the shards learned from
 */
export async function mergedRun(shards: readonly FinishedShard[]): Promise<RunResult> {
  const { manifest, mark } = shards[0]!;
  const spec = resolve(manifest.spec);
  const models = new Models(spec);
  const data = await openData(models, nodePlatform.files, false);
  if (dataChecksum(data.datasets) !== mark.data) {
    throw new ThetascapeError(
      'The data has changed since the shards were trained: bring the old data back and merge again.',
    );
  }
  const initialWeights = await initialWeightsOf(models, nodePlatform.files);
  const results: ModelResult[] = [];
  for await (const { index, ...kept } of mark.keeps.rowsOnly ? [] : keptResults(shards)) {
    const model = models.at(index);
    await data.require([model]);
    results.push({ model, dataset: data.datasetOf[index]!, initialWeights: initialWeights(model), ...kept });
  }
  const total = (part: 'setupSeconds' | 'trainingSeconds' | 'modelSteps'): number =>
    shards.reduce((sum, shard) => sum + shard.manifest.timings[part], 0);
  return {
    spec,
    adapter: manifest.adapter,
    kernels: [...new Set(shards.flatMap((shard) => shard.manifest.kernels))],
    datasets: data.datasets,
    predictionPoints: data.points,
    densityGrid: gridCovering(startingPoints(models).map(initialWeights)),
    models: results.sort((a, b) => a.model.index - b.model.index),
    complete: true,
    timings: {
      setupSeconds: total('setupSeconds'),
      trainingSeconds: total('trainingSeconds'),
      modelSteps: total('modelSteps'),
    },
  };
}

async function* keptResults(shards: readonly FinishedShard[]) {
  for (const { path, manifest } of shards) {
    for (const file of manifest.files) if (RESULTS.test(file.path)) yield* unpackResults(await readFileOf(path, file));
  }
}

/** The rows, and weights, of all shards. */
export function* mergedRows(shards: readonly FinishedShard[]): Generator<RowFile> {
  for (const { path, manifest } of shards) {
    for (const file of manifest.files) {
      yield { ...file, from: join(path, file.path), read: () => readFileOf(path, file) };
    }
  }
}

/**
 * All that trained models of the shards, but for what trained the first.
 *
 * @param any whether they may be different
 * @throws ThetascapeError when they are and may not
 */
export function otherMakers(shards: readonly FinishedShard[], any: boolean): Maker[] {
  const first = lastMakerOf(shards[0]!.manifest);
  const others: Maker[] = [];
  for (const { path, manifest } of shards) {
    const maker = lastMakerOf(manifest);
    const part = firstDifference(first, maker);
    if (part && !any) {
      throw new ThetascapeError(
        `"${shards[0]!.path}" was trained with ${textOf(first, part)} and "${path}" with ${textOf(maker, part)}, ` +
          `where results differ in their last bits: ${REMEDIES[part] ?? REMEDIES.other}, or merge them with --any-adapter.`,
      );
    }
    const makers = part ? [...manifest.earlierMakers, maker] : manifest.earlierMakers;
    others.push(...makers.filter((own) => others.every((known) => firstDifference(own, known))));
  }
  return others;
}

/** What to do about shards that were trained in different ways. */
const REMEDIES: Partial<Record<keyof Maker, string>> & { other: string } = {
  kernels: 'train them with the same --kernels',
  other: 'train both on one kind of machine',
};

/** The waves of a shard may come in another order, and with them the kernels that train them. */
const firstDifference = (a: Maker, b: Maker) => differentParts(inOrder(a), inOrder(b))[0];

const inOrder = (maker: Maker): Maker => ({ ...maker, kernels: maker.kernels.toSorted() });
