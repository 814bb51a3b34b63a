import { strongestDropout } from '../../metrics/claims/families';
import { shownDifference, shownValue } from '../../data/units';
import type { Predictions } from '../../metrics/types';
import type { LiveModel } from '../live-model';
import type { LiveSetting } from '../live-run';
import { selected, stillTrained } from '../selection';
import type { ViewState } from '../view';

/** What is shown of one setting: the predictions of its first seed that did not diverge, in the data's own units. */
export interface ShownPrediction {
  setting: LiveSetting;
  model: LiveModel;
  /** The epoch whose predictions are shown, the nearest one that was kept. */
  epoch: number;
  hasDropout: boolean;
  /** (G,) of the first target. */
  curves: Record<keyof Predictions, Float64Array>;
}

/** Those of the pinned settings, or of a few; and of the hovered one. A setting without predictions is left out. */
export function shownPredictions(state: ViewState): ShownPrediction[] {
  const { sweep, pins, hovered, epoch } = state;
  const base = pins.length > 0 ? [...pins] : examplesOf(stillTrained(sweep.settings, epoch));
  const settings = hovered && !base.includes(hovered) ? [...base, hovered] : base;
  return settings.flatMap((setting) => predictionOf(setting, state) ?? []);
}

/** Those that are shown while none is selected: of what has not stopped the weakest, the middle one and the strongest. */
function examplesOf(settings: readonly LiveSetting[]): LiveSetting[] {
  return [...new Set([settings[0]!, middleOf(settings), settings.at(-1)!])];
}

/** The one in the middle of every axis, since the middle of a list of pairs may have any value of the second axis. */
function middleOf(settings: readonly LiveSetting[]): LiveSetting {
  const values = settings.map(({ models }) => models[0]!.model.values);
  const isMiddle = Object.keys(values[0]!).map((path) => {
    const distinct = [...new Set(values.map((value) => value[path]!))];
    const middle = distinct[Math.floor((distinct.length - 1) / 2)];
    return (value: (typeof values)[number]) => value[path] === middle;
  });
  const middle = values.findIndex((value) => isMiddle.every((is) => is(value)));
  return settings[middle] ?? settings[Math.floor((settings.length - 1) / 2)]!;
}

/** The one whose dropout is shown in detail: hovered, pinned last, or else in the middle of those that have any. */
export function inFocus(shown: readonly ShownPrediction[], state: ViewState): ShownPrediction | null {
  const dropped = shown.filter(({ hasDropout }) => hasDropout);
  const chosen = selected(state);
  const last = dropped.findLast(({ setting }) => chosen.includes(setting));
  return last ?? dropped[Math.floor((dropped.length - 1) / 2)] ?? null;
}

export function predictionOf(setting: LiveSetting, { run, epoch }: ViewState): ShownPrediction | null {
  const model = setting.models.find(({ divergedAt }) => divergedAt === null);
  const kept = model?.predictionsAt(epoch);
  if (!model || !kept || epoch === 0) return null;
  const { targets } = run.dataOf(model.model.index).dataset;
  const { data, regularization } = model.model.setting;
  const curve = (values: Float32Array, shown: typeof shownValue): Float64Array =>
    Float64Array.from({ length: values.length / targets.length }, (_, g) =>
      shown(data, targets[0]!, values[g * targets.length]!),
    );
  const { sample, off, mean, deviation } = kept.predictions;
  return {
    setting,
    model,
    epoch: kept.epoch,
    hasDropout: strongestDropout(regularization.dropout) > 0 || deviation.some((value) => value > 0),
    curves: {
      sample: curve(sample, shownValue),
      off: curve(off, shownValue),
      mean: curve(mean, shownValue),
      deviation: curve(deviation, shownDifference),
    },
  };
}
