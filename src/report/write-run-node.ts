import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { version } from '../../package.json';
import { writeAtomically } from '../journal/atomic-write-node';
import type { ManifestFile } from '../journal/manifest-head';
import type { Maker } from '../journal/records';
import { explained, goOn } from '../journal/refusals-node';
import {
  claimRunDirectory,
  forgetJournal,
  interruptedRun,
  MANIFEST,
  writeHead,
  type Claim,
} from '../journal/run-directory-node';
import { judgeClaims } from '../metrics/claims/claims';
import { summarise } from '../metrics/summary';
import { nodeContext } from './context-node';
import { figuresOf } from './figures/figures';
import { reportHtml } from './html/report';
import { manifest, type ManifestParts } from './manifest';
import { toPng } from './png-node';
import { toCsv } from '../metrics/csv';
import { densitiesTable } from './tables/densities-table';
import { lossesTable, stepLossesTable } from './tables/losses-table';
import { modelsTable } from './tables/models-table';
import { toParquet } from './tables/parquet';
import { predictionsTable } from './tables/predictions-table';
import { weightsFile } from './weights';
import type { RunResult } from '../metrics/types';
import type { Table } from '../metrics/table';

export interface WriteOptions {
  /** Also write the loss of every optimizer step. */
  stepLosses?: boolean;
  /** The command line that made the run, for the report. */
  command?: string | null;
  /** What trained models before the run went on elsewhere. */
  earlierMakers?: readonly Maker[];
}

/** A file of the run directory, made when its turn comes so that not all of them lie in memory. */
interface Output {
  path: string;
  pieces: () => Iterable<string | Uint8Array>;
}

/**
 * Writes everything that a run leaves: tables as CSV and Parquet, weights, figures, `report.html`, and last the
 * manifest that says the rest is whole.
 *
 * @param directory a path, or what {@link claimRunDirectory} gave for it before the training
 * @returns the path of the report
 * @throws ThetascapeError when the directory holds another run or cannot be written
 */
export async function writeRun(directory: string | Claim, run: RunResult, options: WriteOptions = {}): Promise<string> {
  if (typeof directory !== 'string') return writeInto(directory, run, options);
  const claim = await claimRunDirectory(directory);
  try {
    return await writeInto(claim, run, options);
  } finally {
    await claim.close();
  }
}

async function writeInto({ path, previous }: Claim, run: RunResult, options: WriteOptions): Promise<string> {
  const parts = derive(run, options);
  const outputs = outputsOf(parts, options);
  const names = new Set(outputs.map((output) => output.path));
  const leftovers = previous.filter((file) => !names.has(file));
  const advice = (await interruptedRun(path)) ? goOn(path) : undefined;
  await explained(path, writeAll(path, [...names, ...leftovers], outputs, leftovers, parts), advice);
  return join(path, 'report.html');
}

function derive(run: RunResult, { command = null, earlierMakers = [] }: WriteOptions): ManifestParts {
  const summary = summarise(run);
  return {
    run,
    summary,
    claims: judgeClaims(run, summary),
    figures: figuresOf(run, summary),
    context: { ...nodeContext(), command, earlierMakers },
  };
}

async function writeAll(
  path: string,
  all: string[],
  outputs: readonly Output[],
  leftovers: readonly string[],
  parts: ManifestParts,
): Promise<void> {
  await writeHead(path, all);
  const files: ManifestFile[] = [];
  for (const output of outputs) {
    files.push({ path: output.path, ...(await writeAtomically(join(path, output.path), output.pieces())) });
  }
  for (const file of leftovers) await rm(join(path, file), { force: true });
  const head = { thetascape: version, status: parts.run.complete ? 'complete' : 'partial', files } as const;
  await writeAtomically(join(path, MANIFEST), [`${JSON.stringify(manifest(head, parts), null, 2)}\n`]);
  if (parts.run.complete) await forgetJournal(path);
}

function outputsOf(parts: ManifestParts, { stepLosses = false }: WriteOptions): Output[] {
  const { run, summary, figures } = parts;
  return [
    ...tableOutputs('models', () => modelsTable(summary.models)),
    ...tableOutputs('losses', () => lossesTable(run.models)),
    ...(stepLosses ? tableOutputs('step-losses', () => stepLossesTable(run.models)) : []),
    ...tableOutputs('densities', () => densitiesTable(summary)),
    ...tableOutputs('predictions', () => predictionsTable(run)),
    { path: 'weights.safetensors', pieces: () => [weightsFile(run)] },
    ...figures.flatMap(({ name, svg }): Output[] => [
      { path: `figures/${name}.svg`, pieces: () => [svg] },
      { path: `figures/${name}.png`, pieces: () => [toPng(svg)] },
    ]),
    { path: 'report.html', pieces: () => [reportHtml(parts)] },
  ];
}

function tableOutputs(name: string, make: () => Table): Output[] {
  return [
    { path: `${name}.csv`, pieces: () => toCsv(make()) },
    { path: `${name}.parquet`, pieces: () => [toParquet(make())] },
  ];
}
