/** PyTorch as a peer: which Python has it, a BLAS worth comparing with, and the job as contenders/pytorch.py reads it. */
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { distribution, unpackPackage } from '../../scripts/debian.mjs';
import { cacheFolder, fillFolder } from '../../scripts/folders.mjs';
import { libraryFolders } from '../../scripts/lavapipe.mjs';
import { timed } from '../../scripts/say.mjs';
import { libraryEnv } from '../../scripts/vulkan.mjs';
import { ADAM, BATCH, SLOPE } from './job.mjs';

const VERSION = 'import torch; print(torch.__version__)';
/** The libraries of a process that has multiplied matrices, one path a line. */
const LIBRARIES = 'import torch; torch.ones(64, 64) @ torch.ones(64, 64); print(open("/proc/self/maps").read())';

/** `{ python, env, version }` of a Python that imports torch, or null. Its BLAS is in `version`. */
export function findPyTorch() {
  const python = ['python3', '/usr/bin/python3'].find((program) => output(program, VERSION) !== null);
  if (!python) return null;
  // idle threads that spin take the cores of those that work
  const env = { OMP_WAIT_POLICY: 'PASSIVE', OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', ...fastBlas(python) };
  return { python, env, version: `PyTorch ${output(python, VERSION).trim()}, ${blasOf(python, env)}` };
}

/** Debian's PyTorch multiplies with whatever BLAS is installed, by default the reference one, a fifth as fast. */
function fastBlas(python) {
  if (blasOf(python) !== REFERENCE) return {};
  const folder = join(cacheFolder(), 'openblas');
  try {
    if (!existsSync(folder)) timed(`Fetching OpenBLAS into ${folder}`, () => installOpenBlas(folder));
    const [libraries] = libraryFolders(folder);
    return libraryEnv(`${join(libraries, 'openblas-pthread')}:${libraries}`);
  } catch (error) {
    console.error(`Going on without OpenBLAS: ${error.message}.`);
    return {};
  }
}

function installOpenBlas(folder) {
  const system = distribution();
  if (!system) throw new Error('this system has no apt to fetch it with');
  fillFolder(folder, (temporary) => unpackPackage('libopenblas0-pthread', system.codename, temporary, system));
}

const REFERENCE = 'the reference BLAS';

function blasOf(python, env = {}) {
  const libraries = output(python, LIBRARIES, env) ?? '';
  if (/openblas/.test(libraries)) return 'OpenBLAS';
  return /\/libblas\./.test(libraries) ? REFERENCE : 'its own BLAS';
}

/** What a Python program prints, or null when it fails. */
function output(python, program, env = {}) {
  const { status, stdout } = spawnSync(python, ['-c', program], { encoding: 'utf8', env: { ...process.env, ...env } });
  return status === 0 ? stdout : null;
}

/** Writes the numbers of a job into `file`, f32 one after the other, and returns what contenders/pytorch.py reads it by. */
export function writeJob(file, { models, x, y, penalties, layers }) {
  const numbers = [x, y, penalties, ...layers.flatMap(({ weight, bias }) => [weight, bias])];
  writeFileSync(file, Buffer.concat(numbers.map((own) => new Uint8Array(own.buffer, own.byteOffset, own.byteLength))));
  const shapes = layers.map(({ fanIn, fanOut }) => [fanIn, fanOut]);
  return { file, models, rows: x.length, layers: shapes, batch: BATCH, slope: SLOPE, adam: ADAM };
}
