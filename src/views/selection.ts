import type { LiveSetting } from './live-run';
import { PIN_MARKS, type ViewState } from './view';

type Selection = Pick<ViewState, 'hovered' | 'pins'>;

/** How opaque the others are while settings are hovered or pinned. */
const FADED = 0.3;

/** The pinned settings and the hovered one, on top of all others. */
export function selected({ hovered, pins }: Selection): LiveSetting[] {
  return hovered && !pins.includes(hovered) ? [...pins, hovered] : [...pins];
}

/** From 0 to 1, what a setting's marks are drawn with. */
export function opacityOf(setting: LiveSetting, selection: Selection): number {
  const chosen = selected(selection);
  return chosen.length === 0 || chosen.includes(setting) ? 1 : FADED;
}

/** The setting's label, with its mark if it is pinned. */
export function markedLabel(setting: LiveSetting, { pins }: Selection): string {
  const mark = PIN_MARKS[pins.indexOf(setting)];
  return mark ? `${mark} ${setting.label}` : setting.label;
}

/** `1e-3, 0.1` of `learningRate = 1e-3, weightDecay = 0.1`. */
export function withoutAxes(label: string): string {
  return label.replaceAll(/[\w.[\]λ]+ = /g, '');
}
