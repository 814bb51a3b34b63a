import { isDeepStrictEqual } from 'node:util';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { ThetascapeError } from '../errors';
import type { ManifestFile } from '../journal/manifest-head';
import { list, plural } from '../metrics/format';
import { toRanges } from '../ranges';
import { isInShard } from '../spec';
import { finishedRun, openRun } from './open-run-node';
import type { RunManifest, ShardMark } from './run-manifest';

/** A shard that was trained to its end. */
export interface FinishedShard {
  path: string;
  manifest: RunManifest;
  mark: ShardMark;
}

/**
 * All shards of one sweep, in the order of their numbers, from directories in any order.
 *
 * @throws ThetascapeError when one is none or not finished, when they are not of one sweep and its data, or when one is
 *   missing or there twice
 */
export async function openShards(directories: readonly string[]): Promise<FinishedShard[]> {
  const shards = await Promise.all(directories.map((directory) => openShard(normalize(directory))));
  for (const shard of shards) checkSameSweep(shards[0]!, shard);
  return inOrder(shards);
}

async function openShard(path: string): Promise<FinishedShard> {
  const manifest = await finishedRun(path);
  if (manifest?.status === 'complete' && manifest.shard) return { path, manifest, mark: manifest.shard };
  // what is no run at all, or has no table yet, is explained there
  if (!manifest) await openRun(path);
  const remedy =
    manifest?.status === 'complete'
      ? 'is a whole run and no shard'
      : `is not finished: go on with "thetascape resume ${path}"`;
  throw new ThetascapeError(`The run in "${path}" ${remedy}.`);
}

function checkSameSweep(first: FinishedShard, other: FinishedShard): void {
  const parts: [string, (shard: FinishedShard) => unknown][] = [
    ['spec', ({ manifest }) => manifest.spec],
    ['number of shards', ({ mark }) => mark.of],
    ['data', ({ mark }) => mark.data],
    ['choice of what to keep', ({ mark }) => mark.keeps],
  ];
  const different = parts.find(([, part]) => !isDeepStrictEqual(part(first), part(other)));
  if (!different) return;
  throw new ThetascapeError(
    `"${first.path}" and "${other.path}" are not shards of one sweep: their ${different[0]} differs ` +
      `("thetascape compare" says where); merge shards of one "thetascape run" command.`,
  );
}

function inOrder(shards: readonly FinishedShard[]): FinishedShard[] {
  const { of } = shards[0]!.mark;
  const byNumber = Map.groupBy(shards, ({ mark }) => mark.index);
  const twice = [...byNumber.values()].find(({ length }) => length > 1);
  if (twice) {
    const paths = twice.map(({ path }) => `"${path}"`);
    throw new ThetascapeError(
      `Shard ${twice[0]!.mark.index} of ${of} is there more than once, in ${list(paths)}: give one.`,
    );
  }
  const missing = Array.from({ length: of }, (_, i) => i + 1).filter((number) => !byNumber.has(number));
  if (missing.length > 0) {
    const numbers = toRanges(missing).map(([low, high]) => (low === high ? String(low) : `${low}–${high}`));
    throw new ThetascapeError(
      `${missing.length === 1 ? 'Shard' : 'Shards'} ${list(numbers)} of ${of} ${missing.length === 1 ? 'is' : 'are'} missing: ` +
        `train with "--shard ${missing[0]}/${of}"${missing.length === 1 ? '' : ' and so on'}, and give all directories.`,
    );
  }
  return shards.toSorted((a, b) => a.mark.index - b.mark.index);
}

/**
 * Proves that every file is as it was written, and that the shards hold each of the sweep's models once.
 *
 * @param models how many the spec stands for
 * @throws ThetascapeError when a file is missing or damaged, or a model is
 */
export async function checkShards(shards: readonly FinishedShard[], models: number): Promise<void> {
  const seen = new Uint8Array(models);
  for (const { path, manifest, mark } of shards) {
    for (const file of manifest.files) await readFileOf(path, file);
    const isOwn = isInShard(mark);
    for (const model of await (await openRun(path)).models.numbers('model')) {
      if (isOwn(model)) seen[model]!++;
    }
  }
  const wrong = seen.findIndex((times) => times !== 1);
  if (wrong < 0) return;
  const { path } = shards.find(({ mark }) => isInShard(mark)(wrong))!;
  throw new ThetascapeError(
    `"${path}" has ${plural(seen[wrong]!, 'row')} of model ${wrong}, and should have one: train that shard again.`,
  );
}

/** The bytes of a file of a finished run. Throws ThetascapeError unless they are those that were written. */
export async function readFileOf(directory: string, { path, sha256 }: ManifestFile): Promise<Uint8Array<ArrayBuffer>> {
  const content = await readFile(join(directory, path)).catch(() => null);
  if (content && createHash('sha256').update(content).digest('hex') === sha256) return new Uint8Array(content);
  throw new ThetascapeError(
    `"${join(directory, path)}" is ${content ? 'damaged' : 'missing'}: bring it back, or train that shard again.`,
  );
}
