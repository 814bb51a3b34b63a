/** What the manifest of a shard says, so that shards can be merged. */
import * as v from 'valibot';
import { MANIFEST_HEAD } from '../journal/manifest-head';
import { KEEPS, MAKER } from '../journal/records';
import { ADAPTER } from '../metrics/adapter-schema';
import { KERNEL_PATHS } from '../plan/kernel-path';

const NUMBER = v.pipe(v.number(), v.safeInteger());

const SHARD_MARK = v.object({
  /** From 1. */
  index: NUMBER,
  of: NUMBER,
  /** Checksum of the rows that the whole sweep learns from. */
  data: v.string(),
  keeps: KEEPS,
});

export type ShardMark = v.InferOutput<typeof SHARD_MARK>;

/** The manifest of any run that has been written, as far as other commands read it. */
export const RUN_MANIFEST = v.object({
  ...MANIFEST_HEAD.entries,
  spec: v.unknown(),
  date: v.string(),
  commit: MAKER.entries.commit,
  versions: v.object({ webgpu: v.string() }),
  adapter: ADAPTER,
  kernels: v.array(v.picklist(KERNEL_PATHS)),
  earlierMakers: v.array(MAKER),
  timings: v.object({ setupSeconds: v.number(), trainingSeconds: v.number(), modelSteps: v.number() }),
  shard: v.optional(v.nullable(SHARD_MARK), null),
});

export type RunManifest = v.InferOutput<typeof RUN_MANIFEST>;

/** Null for a text that is no manifest of a run that has been written. */
export function parseRunManifest(text: string): RunManifest | null {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), RUN_MANIFEST), text);
  return parsed.success && parsed.output.spec !== undefined ? parsed.output : null;
}

/** What trained a run last. */
export const lastMakerOf = ({ thetascape, commit, versions, adapter, kernels }: RunManifest) => ({
  thetascape,
  commit,
  webgpu: versions.webgpu,
  adapter: { ...adapter },
  kernels,
});
