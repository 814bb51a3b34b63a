import { test } from 'vitest';
import { create, globals } from 'webgpu';
import { planSweep } from '../src/plan/plan';
import { WaveTrainer } from '../src/train/wave';
import { DeviceWatch, requestDevice } from '../src/gpu/device';
import { initialise } from '../src/train/initialise';
import type { Model, Setting } from '../src/spec/types';
Object.assign(globalThis, globals);
test('x', async () => {
  const gpu = ((globalThis as any).__gpu ??= create([])) as GPU;
  const adapter = (await gpu.requestAdapter())!;
  console.log(adapter.info.description, adapter.info.device);
  const device = await requestDevice(adapter);
  const M = +(process.env.M ?? 8), N = 1000, V = 300, E = +(process.env.E ?? 2);
  const p = +(process.env.P ?? 0);
  const lrelu = { kind: 'leaky-relu' as const, slope: 0.03 };
  const setting = (l2: number): Setting => ({
    data: {} as any,
    network: { widths: [1, 64, 64, 64, 64, 1], activations: [{ kind: 'identity', slope: 0 }, lrelu, lrelu, lrelu], outputActivation: { kind: 'identity', slope: 0 }, inputActivation: false, dropoutPosition: 'before', init: { kind: 'pytorch' } },
    training: { epochs: E, batchSize: 64, shuffle: true, learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    regularization: { l2Penalty: l2, weightDecay: 0, decayBiases: true, dropout: [0, p, p, p] },
    evaluation: { dropout: 'on', passes: 32 },
  });
  const models: Model[] = Array.from({ length: M }, (_, index) => ({ index, sweep: 's', setting: setting(0), values: {}, seed: index, key: index }));
  const x = Float32Array.from({ length: N + V }, (_, i) => ((i * 7919) % (N + V)) / (N + V) * 12.57);
  const y = x.map((v) => 0.5 + 0.3 * Math.sin(v));
  const dataset: any = { train: { count: N, x: x.subarray(0, N), y: y.subarray(0, N) }, validation: { count: V, x: x.subarray(N), y: y.subarray(N) } };
  const points: any = { kind: 'grid', count: 64, x: Float32Array.from({ length: 64 }, (_, i) => i / 5) };
  const plan = planSweep(models, models.map(() => 0), [{ train: N, validation: V, features: 1, targets: 1, gridPoints: 64 }], device.limits);
  const wave = plan.waves[0]!;
  console.log('bytes/model', wave.bytesPerModel, 'flops', wave.flopsPerModelStep);
  const t0 = performance.now();
  const trainer = await WaveTrainer.create(device, new DeviceWatch(device), { wave, models, datasetOf: models.map(() => 0), datasets: [{ dataset, points }], initialWeights: models.map((m) => initialise(m.setting.network, m.key)) }, { targetMilliseconds: 100, density: false });
  console.log('create', (performance.now() - t0).toFixed(0));
  for (let e = 0; e < E; e++) {
    const t = performance.now();
    const r = await trainer.epoch(e);
    const dt = performance.now() - t;
    console.log('epoch', e, dt.toFixed(0), 'ms', ((M * 16) / dt * 1000).toFixed(0), 'model-steps/s', r[0]!.trainLoss, r[0]!.validationLoss, r[0]!.divergedAt, r[0]!.layers[1]!.rms);
  }
  const f = await trainer.finish(E);
  console.log(f[0]!.validation, f[0]!.predictions.off.slice(0, 5), (performance.now() - t0).toFixed(0));
}, 600000);
