import { centralRadius } from '../../metrics/density-summary';
import { percent } from '../../metrics/format';
import { evenly } from '../../metrics/statistics';
import type { ViewState } from '../view';
import type { SceneKind } from './frame';
import type { ShownRow } from './shown-rows';

/** Settings that a description tells of. */
const TOLD = 4;

const KINDS: Record<SceneKind, string> = {
  ridge: 'Ridges',
  field: 'A height field',
  heat: 'A heat map',
  fan: 'A fan of quantiles',
};

/** What a picture of the rows shows, in words. */
export function describe(kind: SceneKind, rows: readonly ShownRow[], { run, sweep, epoch }: ViewState): string {
  const radius = centralRadius(run.initial.grid);
  const settings = evenly(rows.slice(1), TOLD).map(({ label, members, hasDiverged, hasStopped, peak, central }) => {
    if (members.length === 0) return `${label}: ${hasDiverged ? 'diverged' : 'gone with a lost GPU'}`;
    const near = Number.isFinite(central) ? `, ${percent(central)} within ${radius} of zero` : '';
    return `${label}: peak ${Number(peak.toPrecision(2))} times the initial level${near}${hasStopped ? ', stopped at a rung' : ''}`;
  });
  return `${KINDS[kind]} of the density of the parameters of each setting of the sweep ${sweep.name} after epoch ${epoch}. ${settings.join('; ')}.`;
}
