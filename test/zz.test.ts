import { test } from 'vitest';
import { applyOverrides, findPreset, resolve } from '../src/spec';
import { createRun } from '../src/train/run';
import { nodePlatform } from '../src/platform-node';
import { describePlan } from '../src/plan';
test('x', async () => {
  const spec = resolve(applyOverrides(findPreset(process.env.PRESET ?? 'article').input, (process.env.SET ?? 'training.epochs=3 sweeps[0].set={}').split(' ')));
  const run = await createRun(spec, nodePlatform);
  console.log(describePlan(run.plan).slice(0, 1500));
  for await (const s of run.train()) console.log(s.wave, s.epoch, s.modelSteps, s.totalModelSteps, s.seconds.toFixed(2), s.models.slice(0, 3).map((m) => [m.trainLoss, m.validationLoss]).flat().map((x) => Math.log10(x).toFixed(2)).join(' '));
  const r = run.results();
  console.log(r.timings, r.models.map((m) => [m.model.sweep, JSON.stringify(m.model.values), m.validation, m.divergedAt]));
  run.dispose();
}, 600000);
