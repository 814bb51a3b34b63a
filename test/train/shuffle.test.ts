import { expect, test } from 'vitest';
import { gatherBatch } from '../../src/kernels';
import { planOf, datasetOf } from '../support/sweep';
import { trainPasses } from '../../src/train/passes';
import { floatOf } from '../support/compare';
import { testDevice } from '../support/device';
import { runDispatch } from '../support/dispatch';
import { settingsOf } from '../support/inputs';
import { poisoned } from '../support/kernel-buffers';
import { modelsOf } from '../support/models';

const device = await testDevice();
const MODELS = 3;

/** (epochs, models, rows) the rows that the kernel gathers, in order. */
async function gathered(rows: number, batchSize: number, shuffle: boolean, epochs: number): Promise<number[][][]> {
  const models = modelsOf(Array.from({ length: MODELS }, () => ({ training: { batchSize, shuffle } })));
  const wave = planOf({ models, datasets: [datasetOf(1, rows, 1)] }).waves[0]!;
  const orders = Array.from({ length: epochs }, () => Array.from({ length: MODELS }, (): number[] => []));
  // each row's target is its own number
  const samples = Float32Array.from({ length: 8 * rows }, (_, i) => (i % 8 === 4 ? (i - 4) / 8 : 0));
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const { step } of trainPasses(wave, epoch, 0)) {
      const { batchTargets } = await runDispatch(device, {
        kernel: gatherBatch,
        overrides: {},
        workgroups: gatherBatch.workgroups({ batch: wave.batch }),
        models: MODELS,
        buffers: {
          step: { ...step, following: 0 },
          layer: wave.layout.layers[0]!,
          dataShape: { rows, featureStride: 1, targetStride: 1 },
          settings: models.map(({ index }) => settingsOf(index)),
          samples,
          activations: poisoned(4 * MODELS * wave.layout.activationStride),
          batchTargets: poisoned(4 * MODELS * wave.batch),
        },
      });
      for (let model = 0; model < MODELS; model++) {
        for (let b = 0; b < step.batchRows; b++) {
          orders[epoch]![model]!.push(floatOf(batchTargets![4 * (model * wave.batch + b)]!));
        }
      }
    }
  }
  return orders;
}

const sorted = (order: number[]): number[] => order.toSorted((a, b) => a - b);
const inOrder = (rows: number): number[] => Array.from({ length: rows }, (_, i) => i);

test.each([
  [1, 8],
  [7, 8],
  [45, 8],
  [64, 64],
  [300, 64],
  [705, 700],
])('%i rows in batches of %i: every epoch visits every row once', async (rows, batchSize) => {
  const orders = await gathered(rows, batchSize, true, 2);
  for (const order of orders.flat()) expect(sorted(order)).toEqual(inOrder(rows));
});

test('every epoch and every model has an order of its own', async () => {
  const orders = (await gathered(45, 8, true, 3)).flat();
  expect(new Set(orders.map((order) => order.join())).size).toBe(3 * MODELS);
});

test('without shuffling every epoch takes the rows as they come', async () => {
  const orders = await gathered(45, 8, false, 2);
  for (const order of orders.flat()) expect(order).toEqual(inOrder(45));
});
