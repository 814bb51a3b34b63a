import { toCsv } from '../../metrics/csv';
import type { Chart, Size } from '../chart';
import type { Drawing } from '../drawing';
import type { Theme } from '../theme';
import type { ViewState } from '../view';

/** A picture that can be put into files. */
export interface Picture {
  /** Without an ending. */
  name: string;
  description: string;
  draw(context: Drawing, size: Size, theme: Theme): void;
  /** The numbers behind it. */
  csv(): string;
}

export function pictureOf(chart: Chart, state: ViewState): Picture {
  return {
    name: `${chart.name}-${state.sweep.name}-epoch-${state.epoch}`.replaceAll(/[^\w-]+/g, '-'),
    description: chart.describe(state),
    draw: (context, size, theme) => void chart.draw(context, state, size, theme),
    csv: () => [...toCsv(chart.numbers(state))].join(''),
  };
}
