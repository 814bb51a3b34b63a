/** dist/, for tests that use the package as its users do. */
import { mkdirSync, rmdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { packageRoot } from '../../scripts/folders.mjs';
import { build } from '../../scripts/prepare.mjs';

const LOCK = join(tmpdir(), `thetascape-build${packageRoot.replaceAll(/\W+/g, '-')}`);
/** Longer than any build takes: a lock that is older was left by a process that died. */
const STALE_MILLISECONDS = 60_000;

/** Builds dist/ when a source is newer. Test files run side by side: one of them builds, the others wait. */
export async function ensureBuilt(): Promise<void> {
  while (!takeLock()) await setTimeout(100);
  try {
    build();
  } finally {
    rmdirSync(LOCK);
  }
}

function takeLock(): boolean {
  try {
    mkdirSync(LOCK);
    return true;
  } catch {
    const made = statSync(LOCK, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - made > STALE_MILLISECONDS) rmdirSync(LOCK);
    return false;
  }
}
