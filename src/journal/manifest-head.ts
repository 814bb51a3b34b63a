import * as v from 'valibot';

const FILE = v.object({ path: v.string(), bytes: v.optional(v.number()), sha256: v.optional(v.string()) });

export const MANIFEST_HEAD = v.object({
  thetascape: v.string(),
  status: v.picklist(['unfinished', 'partial', 'complete']),
  files: v.array(FILE),
});

/**
 * What every manifest holds: the version that wrote it (which marks the file as ours), and every file of the run but
 * the manifest, by its path in the directory. A run that is `unfinished` is claimed or being written.
 */
export type ManifestHead = v.InferOutput<typeof MANIFEST_HEAD>;
export type ManifestFile = ManifestHead['files'][number];

/** Reads the part of a manifest that says whether a directory may be written; null when it is none of ours. */
export function parseManifest(text: string): ManifestHead | null {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), MANIFEST_HEAD), text);
  return parsed.success ? parsed.output : null;
}
