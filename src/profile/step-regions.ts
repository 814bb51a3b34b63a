import { MAX_PASSES } from '../plan/buffer-table';
import { trainPasses, type Pass } from '../train/passes';
import type { ResidentWave } from '../train/resident-wave';
import { MANY_STEPS, type Region } from './timing';

/** Work of a wave with what its kernels declare, for all models together. */
export interface StepRegion extends Region {
  /** Dispatches of one optimizer step when `repeats` steps are taken at once. */
  calls: (repeats: number) => number;
  /** Floating-point operations of one step. */
  flops: number;
  /** Bytes that one step has to move. */
  bytes: number;
}

/** The whole optimizer step, by the name of a region. */
export const STEP = 'step';

/** The whole step, then each of its kernels over all layers, in the order in which the step first runs them. */
export function stepRegions(wave: ResidentWave): StepRegion[] {
  const passes = trainPasses(wave.inputs.wave, 0, 0).slice(0, MAX_PASSES);
  const kernels = new Set(passes[0]!.dispatches.map(({ kernel }) => kernel));
  const only = (name: string): Pass[] =>
    passes.map((pass) => ({ ...pass, dispatches: pass.dispatches.filter(({ kernel }) => kernel === name) }));
  return [regionOf(wave, STEP, passes), ...[...kernels].map((name) => regionOf(wave, name, only(name)))];
}

/** The steps of an epoch as often as wanted, from its first one on; each repeat takes another batch. */
function regionOf({ inputs, queue }: ResidentWave, name: string, passes: readonly Pass[]): StepRegion {
  const { dispatches } = passes[0]!;
  const models = inputs.wave.models.length;
  const persistent = dispatches.some((dispatch) => dispatch.persistent);
  const perStep = (of: (dispatch: Pass['dispatches'][number]) => number): number =>
    models * dispatches.reduce((total, dispatch) => total + of(dispatch), 0);
  return {
    name,
    flops: perStep(({ flops }) => flops),
    bytes: perStep(({ bytes }) => bytes),
    calls: (repeats) => dispatches.length / (persistent ? Math.min(repeats, passes.length) : 1),
    least: persistent ? MANY_STEPS : 0,
    repeats: (wanted) => (wanted < passes.length ? wanted : passes.length * Math.round(wanted / passes.length)),
    prepare(repeats) {
      const turns = Math.max(1, repeats / passes.length);
      const once = passes.slice(0, repeats);
      queue.upload(once);
      return (compute) => {
        for (let turn = 0; turn < turns; turn++) queue.encode(compute, once, models);
      };
    },
  };
}
