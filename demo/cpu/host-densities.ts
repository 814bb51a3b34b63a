import type { InitialDensity } from '../../src/metrics/initial-density';
import { inInitialLevels } from '../../src/metrics/density-summary';
import type { DrawnRow } from '../../src/views/scene/flat-rows';
import { shownRows } from '../../src/views/scene/shown-rows';
import type { ViewState } from '../../src/views/view';

/** The densities of one model at every epoch that it has been trained, on the host. */
export class HostDensities {
  /** By epoch from 0, (points,) in multiples of the initial level. */
  readonly #heights: Float64Array[];

  constructor(private readonly initial: InitialDensity) {
    this.#heights = [inInitialLevels(initial.log, initial.level)];
  }

  /** @param density (points,) probabilities after one epoch more; null of a model that has diverged */
  add(density: Float32Array | null): void {
    const { level } = this.initial;
    if (density) this.#heights.push(Float64Array.from(density, (value) => value / level));
  }

  keptEpoch(epoch: number): number {
    return Math.min(epoch, this.#heights.length - 1);
  }

  rowOf(_model: number, epoch: number): number {
    return this.keptEpoch(epoch);
  }

  /** The rows of a state, with their densities; without any where the model has diverged. */
  rows(state: ViewState): DrawnRow[] {
    return shownRows(state, this).map((row) => {
      const heights = this.#heights[row.members[0] ?? -1] ?? new Float64Array(this.initial.grid.points);
      return { ...row, median: heights, low: heights, high: heights };
    });
  }
}
