/** The command `thetascape`, for what the page's numbers are compared with. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSafetensors, type Tensor } from '../src/tensors/safetensors';

export interface EpochLosses {
  epoch: number;
  models: { model: number; trainLoss: number; validationLoss: number }[];
}

/** Relative; SwiftShader and lavapipe differed by 1e-7, but adapters may round tanh and exp more freely than these. */
export const ADAPTER_TOLERANCE = 1e-5;

const bin = fileURLToPath(new URL('../bin/thetascape.mjs', import.meta.url));

/** What `thetascape run` makes of a spec or a manifest: the losses of each epoch of each wave, and the parameters. */
export function runCommand(spec: string): { epochs: EpochLosses[]; weights: Map<string, Tensor> } {
  const folder = mkdtempSync(join(tmpdir(), 'thetascape-e2e-'));
  try {
    const [path, run] = [join(folder, 'spec.json'), join(folder, 'run')];
    writeFileSync(path, spec);
    const output = execFileSync(process.execPath, [bin, 'run', path, '--json', '--out', run], { encoding: 'utf8' });
    const lines: unknown[] = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const weights = readSafetensors(readFileSync(join(run, 'weights.safetensors')), 'weights.safetensors');
    return { epochs: lines.filter(isEpoch), weights };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const isEpoch = (line: unknown): line is EpochLosses => typeof line === 'object' && line !== null && 'epoch' in line;
