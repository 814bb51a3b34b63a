/** Trains a spec through the command line while its processes are killed, and says what that cost. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { packageRoot } from '../scripts/folders.mjs';

const cli = join(packageRoot, 'dist', 'cli.js');
/** Milliseconds; longer than any run. */
const LONG = 2 ** 31 - 1;
/** Files that hold dates and times. */
const TIMED = ['manifest.json', 'report.html'];

/** Uniform numbers in [0, 1) from a seed (mulberry32). */
export function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Trains `spec` into `directory`, killing the supervisor or its child `kills` times after random delays.
 *
 * @param spec path of a spec
 * @param options `kills`; `random`, uniform in [0, 1); `pause`, the longest delay in milliseconds; `env` of the commands
 * @returns how often which process was killed or lost its GPU, and how many epochs of waves were trained in all
 */
export async function killLoop(spec, directory, { kills, random, pause, env = {} }) {
  const counts = { supervisor: 0, child: 0, lost: 0, epochs: 0 };
  let running = start(spec, directory, counts, env);
  while (!isDone(directory)) {
    const left = kills - counts.supervisor - counts.child;
    await Promise.race([running.ended, sleep(left > 0 ? random() * pause : LONG, undefined, { ref: false })]);
    if (running.process.exitCode === null && left > 0) kill(running, directory, random() < 0.5, counts);
    // a child is started again by its supervisor, a supervisor by nobody; both may have given up
    if (running.killed) await running.ended;
    if (hasEnded(running.process) && !isDone(directory)) {
      // what was killed may have given up
      if (!running.wasHit && left === 0) throw new Error(`the command ended: ${running.stderr.slice(-500)}`);
      running = start(spec, directory, counts, env);
    }
  }
  await running.ended;
  return counts;
}

function start(spec, directory, counts, env) {
  const begun = existsSync(join(directory, 'journal.ndjson'));
  const args = begun ? ['resume', directory] : ['run', spec, '--out', directory];
  const child = spawn(process.execPath, [cli, ...args, '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const running = {
    process: child,
    /** Its supervisor; and whether any of its processes was. */
    killed: false,
    wasHit: false,
    stderr: '',
    ended: new Promise((done) => child.on('close', done)),
  };
  child.stdout.on('data', (piece) => (counts.epochs += String(piece).split('{"wave"').length - 1));
  child.stderr.on('data', (piece) => {
    running.stderr += piece;
    counts.lost += String(piece).split('lost its GPU').length - 1;
  });
  return running;
}

function kill(running, directory, supervisor, counts) {
  const pid = supervisor ? running.process.pid : childOf(directory);
  if (pid === null) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    return; // it has just ended
  }
  counts[supervisor ? 'supervisor' : 'child']++;
  running.killed ||= supervisor;
  running.wasHit = true;
}

/** The process that holds the lock of a run directory is the child. */
function childOf(directory) {
  try {
    const lock = readdirSync(directory).find((file) => file.startsWith('lock-'));
    return lock === undefined ? null : JSON.parse(readFileSync(join(directory, lock), 'utf8')).pid;
  } catch {
    return null;
  }
}

function isDone(directory) {
  const manifest = join(directory, 'manifest.json');
  return (
    existsSync(manifest) &&
    JSON.parse(readFileSync(manifest, 'utf8')).status === 'complete' &&
    !existsSync(join(directory, 'journal.ndjson'))
  );
}

const hash = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');

const hasEnded = ({ exitCode, signalCode }) => exitCode !== null || signalCode !== null;

/** SHA-256 of every file of a run but those that hold times, by path. */
export function hashes(directory) {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !TIMED.includes(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(files.sort().map((file) => [file.slice(directory.length + 1), hash(file)]));
}
