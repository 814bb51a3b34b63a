import { logDensity } from '../../metrics/density';
import type { InitialDensity } from '../../metrics/initial-density';
import { maximum, median } from '../../metrics/statistics';
import type { DensityNumbers } from '../../metrics/types';
import type { DensityStore } from '../density-store';
import type { LiveModel } from '../live-model';
import type { LiveSetting } from '../live-run';
import { hasStopped } from '../selection';
import type { ViewState } from '../view';

/** A row of the scene: the initial parameters, or a setting with the models whose densities it shows. */
export interface ShownRow {
  label: string;
  /** From 0 to 1; null for the initial parameters. */
  strength: number | null;
  setting: LiveSetting | null;
  /** Rows of the store; none where all models have diverged, or where the store has lost them with its device. */
  members: number[];
  hasDiverged: boolean;
  /** Whether successive halving has stopped all models that have not diverged. */
  hasStopped: boolean;
  /** Greatest density in multiples of the initial level. Medians over the models, as those below. */
  peak: number;
  /** Fraction of the parameters within three bandwidths of 0; NaN where it is not known. */
  central: number;
  /** Fractions of the parameters below and above the grid. */
  below: number;
  above: number;
}

/** The initial parameters in front, then a row per setting, the strongest at the back, without its diverged models. */
export function shownRows(
  { run, sweep, epoch }: ViewState,
  store: Pick<DensityStore, 'rowOf' | 'keptEpoch'>,
): ShownRow[] {
  const rowsAt = (models: readonly LiveModel[], at: number) =>
    models.flatMap(({ model }) => store.rowOf(model.index, at) ?? []);
  const shown = store.keptEpoch(epoch);
  const first: ShownRow = {
    label: 'initial',
    strength: null,
    setting: null,
    members: rowsAt(sweep.settings[0]!.models, 0),
    hasDiverged: false,
    hasStopped: false,
    ...initialNumbers(run.initial),
  };
  const rest = sweep.settings.map((setting): ShownRow => {
    const { label, strength, models } = setting;
    const healthy = models.filter((live) => isHealthy(live, shown));
    const numbers = numbersOf(healthy, shown, run.initial) ?? initialNumbers(run.initial);
    const members = rowsAt(healthy, epoch);
    const fate = { hasDiverged: healthy.length === 0, hasStopped: hasStopped(setting, epoch) };
    return { label, strength, setting, members, ...fate, ...numbers };
  });
  return [first, ...rest];
}

/** What follows the label of a row that has no density, or none that changes, and why. */
export function fateOf({ members, hasDiverged, hasStopped: isStopped }: ShownRow): string {
  if (hasDiverged) return ' ✕';
  if (members.length === 0) return ' (gone)';
  return isStopped ? ' (stopped)' : '';
}

/** Greatest density that an estimate can show, all parameters being 0, in multiples of the initial level. */
export function ceilingOf({ grid, level }: InitialDensity): number {
  return Math.exp(maximum(logDensity(new Float32Array(1), grid))) / level;
}

/** Whether a model had not diverged yet after an epoch. */
const isHealthy = (live: LiveModel, epoch: number): boolean =>
  live.divergedAt === null || epoch === 0 || Number.isFinite(live.lossAt(epoch).train);

const initialNumbers = ({ log, level, below, above }: InitialDensity) => ({
  peak: Math.exp(maximum(log)) / level,
  central: NaN,
  below,
  above,
});

function numbersOf(models: readonly LiveModel[], epoch: number, { level }: InitialDensity) {
  const numbers = models.flatMap((live) => live.densityAt(epoch) ?? []);
  if (numbers.length === 0) return null;
  const across = (value: keyof DensityNumbers) => median(numbers.map((model) => model[value]));
  return { peak: across('peak') / level, central: across('central'), below: across('below'), above: across('above') };
}
