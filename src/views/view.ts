import type { LiveRun, LiveSetting, LiveSweep } from './live-run';

/** All that a view draws: its picture is a function of this and of its size and theme. */
export interface ViewState {
  run: LiveRun;
  /** The sweep of the run that is looked at. */
  sweep: LiveSweep;
  /** Epochs trained, from 0 (initial), at the moment that is shown; models that are not so far yet show their latest. */
  epoch: number;
  /** The setting under the pointer or the keyboard's cursor, in whichever view. */
  hovered: LiveSetting | null;
  /** At most {@link MOST_PINS}, each with its mark of {@link PIN_MARKS} by position. */
  pins: readonly LiveSetting[];
}

export const MOST_PINS = 4;
/** Shapes, so that pins are told apart without colours. */
export const PIN_MARKS = ['●', '■', '▲', '◆'] as const;

/** How a view tells that the visitor points at a setting. */
export interface Pointing {
  hover(setting: LiveSetting | null): void;
  /** Pins the setting, or unpins it. */
  pin(setting: LiveSetting): void;
}

/** Draws into the element that it was made with, owns what it makes, and disposes of it. */
export interface View {
  update(state: ViewState): void;
  dispose(): void;
}
