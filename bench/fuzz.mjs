/**
 * `npm run fuzz -- <parser> [seconds] [seed]`: feeds one of the parsers of test/fuzz/parsers.ts, or with `all` each in
 * turn, inputs that are mutated from a seed; those that reach a new part of its code are mutated further. The first one
 * that does what it must not is written to a file, and the exit code is 1.
 */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { seeded } from './kill-loop.mjs';
import { importSource } from './sources.mjs';

const [name = 'all', seconds = 60, seed = 1] = process.argv
  .slice(2)
  .map((value, i) => (i === 0 ? value : Number(value)));
const { PARSERS } = await importSource('test/fuzz/parsers.ts');
const { fuzz } = await importSource('test/fuzz/fuzz.ts');
const names = name === 'all' ? Object.keys(PARSERS) : [name];
if (!names.every((one) => Object.hasOwn(PARSERS, one))) {
  console.error(`There is no parser ${name}; the parsers are ${Object.keys(PARSERS).join(', ')}.`);
  process.exit(2);
}

const eyes = await openEyes();
for (const one of names) {
  const end = performance.now() + 1000 * seconds;
  const result = await fuzz(PARSERS[one], seeded(seed), () => performance.now() < end, eyes);
  const memory = Math.round(process.resourceUsage().maxRSS / 1024);
  const date = new Date().toISOString().slice(0, 10);
  console.log(
    `${date}: ${one}, ${result.inputs} inputs in ${seconds} s from seed ${seed}, ${result.corpus} to begin from, ${memory} MiB at most`,
  );
  if (!result.found) continue;
  const file = `fuzz-${one}.bin`;
  writeFileSync(file, result.found.input);
  console.error(`${one} fails on ${file}: ${result.found.wrong}`);
  process.exit(1);
}
process.exit();

/** Sees which blocks of the project's code were run, by V8's own counters. */
async function openEyes() {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: false, detailed: true });
  const seen = new Set();
  const sawNew = async () => {
    const { result } = await session.post('Profiler.takePreciseCoverage');
    const before = seen.size;
    for (const { url, functions } of result.filter(isOurs)) {
      for (const { ranges } of functions) {
        const run = ranges.map(({ startOffset, count }) => `${startOffset}${count > 0 ? '+' : '-'}`);
        seen.add(`${url} ${run.join('')}`);
      }
    }
    return seen.size > before;
  };
  await sawNew();
  return { sawNew };
}

function isOurs({ url }) {
  return /\/(?:src|demo)\/|papaparse|jsep/.test(url);
}
