import { test } from 'vitest';
import { create, globals } from 'webgpu';
import { planSweep } from '../src/plan/plan';
import { allocate } from '../src/buffers/allocate';
import { bindKernels } from '../src/train/bind-kernels';
import { uploadWave, structLayout } from '../src/train/upload';
import { packStruct } from '../src/gpu/structs';
import { trainPasses } from '../src/train/passes';
import { requestDevice } from '../src/gpu/device';
import { initialise } from '../src/train/initialise';
import type { Model, Setting } from '../src/spec/types';
Object.assign(globalThis, globals);
test('x', async () => {
  const gpu = ((globalThis as any).__gpu ??= create([])) as GPU;
  const adapter = (await gpu.requestAdapter())!;
  const device = await requestDevice(adapter);
  device.addEventListener('uncapturederror', (e) => console.log(e.error.message));
  const M = +(process.env.M ?? 8), N = 1000, V = 300;
  const p = +(process.env.P ?? 0);
  const lrelu = { kind: 'leaky-relu' as const, slope: 0.03 };
  const setting = (l2: number): Setting => ({
    data: {} as any,
    network: { widths: [1, 64, 64, 64, 64, 1], activations: [{ kind: 'identity', slope: 0 }, lrelu, lrelu, lrelu], outputActivation: { kind: 'identity', slope: 0 }, inputActivation: false, dropoutPosition: 'before', init: { kind: 'pytorch' } },
    training: { epochs: 1, batchSize: 64, shuffle: true, learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
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
  const buffers = await allocate(device, wave.buffers);
  uploadWave(device, buffers, { wave, models, datasetOf: models.map(() => 0), datasets: [{ dataset, points }], initialWeights: models.map((m) => initialise(m.setting.network, m.key)) });
  const bound = await bindKernels(device, wave, buffers);
  const passes = trainPasses(wave, 0, 0);
  const u = new ArrayBuffer(256); packStruct(structLayout('adam', 'Step'), { ...passes[0]!.step }, new DataView(u)); device.queue.writeBuffer(buffers.get('step'), 0, u);
  const run = async (list: any[], n: number) => {
    const e = device.createCommandEncoder(); const c = e.beginComputePass();
    for (let i = 0; i < n; i++) for (const { kernel, layer, workgroups } of list) { const b = bound.get(`${kernel} ${layer}`)!; c.setPipeline(b.pipeline); c.setBindGroup(0, b.group, [0]); c.dispatchWorkgroups(workgroups, M); }
    c.end(); device.queue.submit([e.finish()]); const t = performance.now(); await device.queue.onSubmittedWorkDone(); return performance.now() - t;
  };
  let total = 0; const lines = [];
  for (const d of passes[0]!.dispatches) {
    const first = await run([d], 1);
    const times = []; for (let i = 0; i < 5; i++) times.push(await run([d], 20) / 20);
    times.sort((a, b) => a - b);
    total += times[2]!;
    lines.push(`${(d.kernel + ' ' + d.layer).padEnd(26)} first ${first.toFixed(0).padStart(6)} ms, ${times[2]!.toFixed(3)} (${times[0]!.toFixed(3)}) ms, ${(d.flops * M / times[2]! / 1e6).toFixed(2)} GFLOP/s`);
  }
  console.log(lines.join('\n'), '\ntotal', total, 'model-steps/s', (M / total * 1000).toFixed(0));
}, 600000);
