import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import type { Claim } from '../journal/run-directory-node';
import { interruptedRun } from '../journal/run-directory-node';
import { nodeDirectory } from '../journal/directory-node';
import { DirectoryStore, type FilesOf } from '../journal/directory-store';
import type { Journal } from '../journal/journal';
import { resultFiles, unpackResults } from '../journal/wave-files';
import { describeAdapter } from '../gpu/adapter';
import { requestDevice } from '../gpu/device';
import { plural } from '../metrics/format';
import type { RunResult } from '../metrics/types';
import { nodePlatform } from '../platform-node';
import { rowFiles, storedRows, writeRows, writeRun } from '../report';
import { isInShard, type Shard, type Spec } from '../spec';
import { createRun } from '../train/create-run';
import type { Run } from '../train/run';
import { isSameAdapter } from '../train/tuning';
import type { ConductFlags } from './conduct-options';
import type { BegunWith } from './load-spec';
import { EXIT } from './exit-codes';
import { Interruption } from './interruption';
import { makersOf } from './maker';
import { checkRoom, leastDiskBytes, needsText, secondsOf } from './needs';
import { createProgress } from './progress';
import { say } from './say';
import { bestTable, summaryTable } from './summary-table';
import { Heart, restarts } from './supervision';

/** Seconds of training that are lost at most when the process is killed within a wave. */
const CHECKPOINT_SECONDS = 15;

/** Milliseconds of a submission beside which a desktop on the same GPU stays fluid. */
const SHORT = 8;

/** Begins or continues the journal of a run that is planned. */
type OpenJournal = (run: Run, claim: Claim) => Promise<Journal>;

/** What is trained: all models of a spec, or those of a shard. */
interface Task {
  spec: Spec;
  shard: Shard | null;
  /** What trained an earlier part of it, or the run that it repeats. */
  begun: BegunWith | null;
}

/** Trains models of a spec into a directory and writes what is to be left of them. */
export async function conduct(
  claiming: Promise<Claim>,
  task: Task,
  flags: ConductFlags,
  openJournal: OpenJournal,
): Promise<void> {
  // from before the directory is marked until the run is written, no signal leaves it half-written
  const interruption = new Interruption(async () => giveUp(await claiming));
  const claim = await claiming;
  void claim.lost.then(() => {
    say(`Another run took "${claim.path}" over while this one was stopped: it goes on there.`);
    process.exit(EXIT.held);
  });
  try {
    await trainInto(claim, task, flags, interruption.signal, openJournal);
  } finally {
    await giveUp(claim);
  }
}

async function giveUp(claim: Claim): Promise<void> {
  if (await interruptedRun(claim.path)) {
    say(`The run is interrupted; go on with "thetascape resume ${claim.path}".`);
  }
  await claim.close();
}

async function trainInto(
  claim: Claim,
  { spec, shard, begun }: Task,
  { target, json = false, lowPriority = false, kernels }: ConductFlags,
  signal: AbortSignal,
  openJournal: OpenJournal,
): Promise<void> {
  // before the first thread of a driver, which inherits it
  if (lowPriority) setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const adapter = await nodePlatform.requestAdapter();
  const device = adapter && (await requestDevice(adapter));
  const run = await createRun(spec, nodePlatform, {
    ...(device && { device }),
    ...(shard && { models: isInShard(shard) }),
    ...(kernels && { kernels }),
    signal,
    // a submission that hung is tried again in smaller ones
    targetMilliseconds: Math.max(1, (lowPriority ? Math.min(SHORT, target) : target) / 2 ** (restarts() ?? 0)),
    lowPriority,
    checkpointSeconds: CHECKPOINT_SECONDS,
    earlierKernels: earlierKernels(begun, device),
  });
  const journal = await openJournal(run, claim);
  const diskBytes = leastDiskBytes(run.plan, journal.header.keeps);
  await checkRoom(claim.path, diskBytes, journal.records.length > 0);
  if (!json) {
    // of what goes on, the bar says how long it takes
    const seconds = journal.records.length > 0 ? null : await secondsOf(run, device!);
    process.stderr.write(`${needsText(run.plan, diskBytes, seconds)}\n`);
  }
  // what fails from here on is not for the user to mend
  process.exitCode = EXIT.failed;
  const store = await DirectoryStore.open(nodeDirectory(claim.path), journal, filesOf(run, journal));
  tellLosses(journal, store);
  await train(run, device!, store, claim, json, signal);
  await journal.close();
  if (run.results().timings.modelSteps === 0) {
    say('Stopped before the first epoch; nothing was written.');
    process.exitCode = EXIT.interrupted;
    return;
  }
  process.stdout.write(await write(run, store, journal, claim, json));
  process.exitCode = run.results().complete ? EXIT.ok : EXIT.interrupted;
}

/** The kernels that began a run, which go on on the same adapter: on another one the bits differ anyway. */
function earlierKernels(begun: BegunWith | null, device: GPUDevice | null): string[] {
  const here = device && describeAdapter(device.adapterInfo);
  return begun && here && isSameAdapter({ ...here, ...begun.adapter }, here) ? begun.kernels : [];
}

async function train(
  run: Run,
  device: GPUDevice,
  store: DirectoryStore,
  { path }: Claim,
  json: boolean,
  signal: AbortSignal,
): Promise<void> {
  let wave = 1;
  const heart = new Heart(path, () => `wave ${wave} of ${run.plan.waves.length}${run.spec.halving ? ' and more' : ''}`);
  heart.watch(device);
  store.onKept = () => heart.begin(true);
  const progress = createProgress(run, json, signal);
  heart.begin();
  try {
    for await (const snapshot of run.train(store)) {
      wave = snapshot.wave + 1;
      progress.update(snapshot);
    }
  } finally {
    progress.finish();
    heart.rest();
  }
}

/** Writes what the run leaves, and returns what to print of it. */
async function write(run: Run, store: DirectoryStore, journal: Journal, claim: Claim, json: boolean): Promise<string> {
  const { command, keeps, shard, data } = journal.header;
  const options = { stepLosses: keeps.stepLosses, command, earlierMakers: makersOf(journal).slice(0, -1) };
  const results = run.results();
  const { complete } = results;
  if (keeps.rowsOnly || shard) {
    const summary = await writeRows(claim, results, () => storedRows(claim.path, store), {
      ...options,
      shard: shard ? { ...shard, data, keeps } : null,
    });
    const rows = join(claim.path, 'models');
    return json ? `${JSON.stringify({ rows, complete, ...summary })}\n` : bestTable(results, summary, rows);
  }
  const whole = await withKept(run, store);
  const report = await writeRun(claim, whole, options);
  return json ? `${JSON.stringify({ report, complete })}\n` : summaryTable(whole, report);
}

/** What was lost of what an earlier process had kept. */
function tellLosses({ cut }: Journal, { damaged }: DirectoryStore): void {
  if (cut > 0)
    process.stderr.write(`The journal ended in ${plural(cut, 'byte')} of a torn record: they are kept aside.\n`);
  for (const file of damaged) process.stderr.write(`${file} is missing or damaged: its models are trained again.\n`);
}

/** A shard leaves rows, and for a report that is made when the shards are merged all results. */
function filesOf(run: Run, { header: { keeps, shard } }: Journal): FilesOf {
  const [rows, results] = [rowFiles(run.results(), keeps), resultFiles(keeps.stepLosses)];
  if (keeps.rowsOnly) return rows;
  return shard ? (wave) => [...rows(wave), ...results(wave)] : results;
}

/** All results: those that a store has, and those in memory of a run that was stopped. */
async function withKept(run: Run, store: DirectoryStore): Promise<RunResult> {
  const results = run.results();
  const models = new Map(results.models.map((result) => [result.model.index, result]));
  for await (const { bytes } of store.files()) {
    for (const { index, ...kept } of unpackResults(bytes)) {
      const model = run.models.at(index)!;
      await run.requireData([model]);
      const of = { model, dataset: run.datasetOf(index), initialWeights: run.initialWeights(model) };
      models.set(index, { ...of, ...kept });
    }
  }
  return { ...results, models: [...models.values()].sort((a, b) => a.model.index - b.model.index) };
}
