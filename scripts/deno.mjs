/** Deno, which brings wgpu: a second implementation of WebGPU. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './folders.mjs';
import { installPeers } from './prepare.mjs';

/** The path of its program: THETASCAPE_DENO when it is set, else the one among the peers' packages. */
export function findDeno(wanted = process.env.THETASCAPE_DENO) {
  if (wanted && !existsSync(wanted)) throw new Error(`THETASCAPE_DENO is "${wanted}", which is not there.`);
  if (wanted) return wanted;
  installPeers();
  const name = process.platform === 'win32' ? 'deno.cmd' : 'deno';
  return join(packageRoot, 'bench', 'peers', 'node_modules', '.bin', name);
}
