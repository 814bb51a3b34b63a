import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { name, version } from '../../package.json';
import type { RunContext } from './context';

/** Date, versions and commit of this process. */
export function nodeContext(): Pick<RunContext, 'date' | 'versions' | 'commit'> {
  return {
    date: new Date().toISOString(),
    versions: { thetascape: version, node: process.version, webgpu: webgpuVersion() },
    commit: commit(),
  };
}

function webgpuVersion(): string {
  return readPackage(createRequire(import.meta.url).resolve('webgpu/package.json')).version;
}

function readPackage(path: string): { name?: string | undefined; version: string } {
  const schema = v.object({ name: v.optional(v.string()), version: v.optional(v.string(), '') });
  return v.parse(v.pipe(v.string(), v.parseJson(), schema), readFileSync(path, 'utf8'));
}

/** Null unless Thetascape's own folder is a git checkout: the surrounding project's commit would mean nothing. */
function commit(): string | null {
  const root = packageRoot();
  if (!existsSync(join(root, '.git'))) return null;
  try {
    const git = (...words: string[]): string =>
      execFileSync('git', ['-C', root, ...words], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    const changed = git('status', '--porcelain', '--untracked-files=no') !== '';
    return git('rev-parse', 'HEAD') + (changed ? ' with uncommitted changes' : '');
  } catch {
    return null;
  }
}

/** The nearest folder above this file that holds our package.json; the same from sources and from a build. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (folder !== dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file) && readPackage(file).name === name) break;
    folder = dirname(folder);
  }
  return folder;
}
