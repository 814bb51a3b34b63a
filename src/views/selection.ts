import type { LiveModel } from './live-model';
import type { LiveSetting } from './live-run';
import { PIN_MARKS, type ViewState } from './view';

type Selection = Pick<ViewState, 'hovered' | 'pins'>;

/** How opaque the others are while settings are hovered or pinned. */
const FADED = 0.3;
/** How opaque settings are that successive halving has stopped. */
const STOPPED = 0.4;

/** The pinned settings and the hovered one, on top of all others. */
export function selected({ hovered, pins }: Selection): LiveSetting[] {
  return hovered && !pins.includes(hovered) ? [...pins, hovered] : [...pins];
}

/** From 0 to 1, what a setting's marks are drawn with. */
export function opacityOf(setting: LiveSetting, state: Selection & Pick<ViewState, 'epoch'>): number {
  const chosen = selected(state);
  if (chosen.includes(setting)) return 1;
  return (chosen.length === 0 ? 1 : FADED) * (hasStopped(setting, state.epoch) ? STOPPED : 1);
}

/** Whether at an epoch no model of a setting is trained any more, because they stopped at rungs or have diverged. */
export function hasStopped({ models }: LiveSetting, epoch: number): boolean {
  const stopped = models.filter((model) => isStopped(model, epoch));
  return stopped.length > 0 && models.every((model) => model.divergedAt !== null || stopped.includes(model));
}

/** The settings that are still trained at an epoch; all of them where none is. */
export function stillTrained(settings: readonly LiveSetting[], epoch: number): readonly LiveSetting[] {
  const trained = settings.filter((setting) => !hasStopped(setting, epoch));
  return trained.length > 0 ? trained : settings;
}

/** Whether a model had stopped at a rung before an epoch. */
export const isStopped = ({ stoppedAt }: LiveModel, epoch: number): boolean => stoppedAt !== null && stoppedAt < epoch;

/** The setting's label, with its mark if it is pinned. */
export function markedLabel(setting: LiveSetting, { pins }: Selection): string {
  const mark = PIN_MARKS[pins.indexOf(setting)];
  return mark ? `${mark} ${setting.label}` : setting.label;
}

/** `1e-3, 0.1` of `learningRate = 1e-3, weightDecay = 0.1`. */
export function withoutAxes(label: string): string {
  return label.replaceAll(/[\w.[\]λ]+ = /g, '');
}
