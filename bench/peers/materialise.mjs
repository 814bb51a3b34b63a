import { createRun, findPreset } from '../../src/index.ts';
import { spec } from './job.mjs';

/**
 * The job of `models` models as a contender other than Thetascape is handed it: `x` and `y` (EPOCH · BATCH,), the (M,)
 * penalties, and the layers, each with its initial `weight` (M, O, I) and `bias` (M, O), all f32.
 */
export async function materialise(models, device) {
  const run = await createRun(spec(findPreset('article').input, models, 1), { device });
  const { x, y } = run.datasets[0].train;
  const settings = [...run.models];
  const initial = settings.map((model) => run.initialWeights(model));
  const { widths } = settings[0].setting.network;
  const layers = [];
  let first = 0;
  for (const [i, fanOut] of widths.slice(1).entries()) {
    const fanIn = widths[i];
    const take = (size) => stacked(initial, first, (first += size));
    layers.push({ fanIn, fanOut, weight: take(fanIn * fanOut), bias: take(fanOut) });
  }
  const penalties = Float32Array.from(settings, ({ setting }) => setting.regularization.l2Penalty);
  run.dispose();
  return { models, x, y, penalties, layers };
}

/** Numbers `first` … `end` of every model, one model after the other. */
function stacked(initial, first, end) {
  const all = new Float32Array(initial.length * (end - first));
  initial.forEach((weights, model) => all.set(weights.subarray(first, end), model * (end - first)));
  return all;
}
