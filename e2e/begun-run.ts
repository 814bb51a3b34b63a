/** Directories of runs that did not come to their end. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../bin/thetascape.mjs', import.meta.url));

/** Trains a spec by the command into a directory, and kills all of its processes once a wave is kept; throws when it ended before. */
export async function killedRun(folder: string, name: string, spec: object): Promise<string> {
  const [file, run] = [join(folder, `${name}.json`), join(folder, name)];
  writeFileSync(file, JSON.stringify(spec));
  const command = spawn(process.execPath, [bin, 'run', file, '--out', run], { stdio: 'ignore', detached: true });
  const ended = once(command, 'exit');
  while (command.exitCode === null && !hasWave(run)) await sleep(20);
  if (command.exitCode !== null) throw new Error(`the command ended before a wave was kept: ${command.exitCode}`);
  process.kill(-command.pid!, 'SIGKILL');
  await ended;
  return run;
}

function hasWave(run: string): boolean {
  try {
    return readFileSync(join(run, 'journal.ndjson'), 'utf8').includes('"record":"wave"');
  } catch {
    return false;
  }
}
