/**
 * What compilers get of the loops that nearly all of the arithmetic is in. Robust access to memory and loops that must
 * end are theirs to guarantee: where they cannot see it, they add a clamp to each access and a counter to each turn.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { fusedSteps } from '../../src/kernels';
import { shaderSource } from '../../src/kernels/sources';

const DUMP = fileURLToPath(new URL('../support/dump-shader.mjs', import.meta.url));

/** Products of a vector in a loop with the tile of an invocation in it. */
const HOT = 16;

test.each([fusedSteps])('nothing guards the hot loop of $name', ({ name, workgroup }) => {
  const input = JSON.stringify({ code: shaderSource(name).code, constants: { WORKGROUP: workgroup } });
  const options = { input, encoding: 'utf8', maxBuffer: 2 ** 26 } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [DUMP], options);
  expect(status, stderr).toBe(0);
  const loops = innermostLoops(stdout + stderr).filter(
    (loop) => count(loop, /Op(VectorTimesScalar|MatrixTimesVector)/g) >= HOT,
  );
  expect(loops).toHaveLength(1);
  expect(count(loops[0]!, /\bU(Min|Clamp)\b/g)).toBe(0);
  expect(count(loops[0]!, /OpIEqual/g)).toBe(0); // what the counter of a loop that may not end is compared by
});

/** The SPIR-V of each loop without a loop in it. */
function innermostLoops(spirv: string): string[] {
  return [...spirv.matchAll(/OpLoopMerge (%\d+)/g)].flatMap(({ 0: start, 1: merge, index }) => {
    const body = spirv.slice(index + start.length, spirv.indexOf(`${merge} = OpLabel`, index));
    return body.includes('OpLoopMerge') ? [] : [body];
  });
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;
