import { version } from '../../package.json';
import { ThetascapeError } from '../errors';
import { dataChecksum } from '../journal/data-checksum';
import type { Journal } from '../journal/journal';
import type { JournalHeader, Maker } from '../journal/records';
import { nodeContext } from '../report/context-node';
import { specDocument } from '../spec';
import type { Run } from '../train/run';

/** Everything of a run that its journal has to say before the first record. */
export function headerOf(run: Run, more: Pick<JournalHeader, 'command' | 'keeps' | 'shard'>): JournalHeader {
  return {
    journal: 1,
    maker: makerOf(run),
    data: dataChecksum(run.datasets),
    spec: specDocument(run.spec),
    models: run.plan.models,
    ...more,
  };
}

/** All that trained models of a run, in their order. */
export const makersOf = ({ header, records }: Journal): Maker[] => [
  header.maker,
  ...records.filter((record) => record.record === 'maker').map(({ maker }) => maker),
];

/**
 * Goes on with a journal, here and now.
 *
 * @throws ThetascapeError when the data has changed; or when something else would train, unless `any` will do
 */
export async function continueJournal(run: Run, journal: Journal, directory: string, any: boolean): Promise<void> {
  if (dataChecksum(run.datasets) !== journal.header.data) {
    throw new ThetascapeError(
      `The data of the run in "${directory}" has changed since it began: bring the old data back, or begin a new run.`,
    );
  }
  const [was, is] = [makersOf(journal).at(-1)!, makerOf(run)];
  const [different] = differentParts(was, is);
  if (!different) return;
  if (!any) {
    throw new ThetascapeError(
      `The run in "${directory}" was trained with ${textOf(was, different)} and would go on with ${textOf(is, different)}, ` +
        `where results differ in their last bits: go on where it began, or here with --any-adapter.`,
    );
  }
  await journal.append({ record: 'maker', maker: is });
}

const PARTS = ['adapter', 'thetascape', 'commit', 'webgpu', 'kernels'] as const;

/** In what two makers differ. */
export const differentParts = (a: Maker, b: Maker): (keyof Maker)[] =>
  PARTS.filter((part) => JSON.stringify(a[part]) !== JSON.stringify(b[part]));

function makerOf(run: Run): Maker {
  const { commit, versions } = nodeContext();
  const { adapter, kernels } = run.results();
  return { thetascape: version, commit, webgpu: versions.webgpu!, adapter: { ...adapter }, kernels };
}

/** A part of a maker, for people. */
export function textOf(maker: Maker, part: keyof Maker): string {
  const { adapter, kernels, commit } = maker;
  return {
    adapter: `the adapter "${adapter.description || adapter.device}"`,
    thetascape: `thetascape ${maker.thetascape}`,
    commit: `thetascape's commit ${commit ?? 'unknown'}`,
    webgpu: `webgpu ${maker.webgpu}`,
    kernels: `${kernels.join(' and ')} kernels`,
  }[part];
}
