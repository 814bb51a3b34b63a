import * as tf from '@tensorflow/tfjs-core';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
// these register themselves
// oxlint-disable import/no-unassigned-import
import '@tensorflow/tfjs-backend-webgpu';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
// oxlint-enable import/no-unassigned-import
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threaded from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import { ADAM, BATCH, EPOCH, SLOPE } from '../job.mjs';

setWasmPaths({
  'tfjs-backend-wasm.wasm': plain,
  'tfjs-backend-wasm-simd.wasm': simd,
  'tfjs-backend-wasm-threaded-simd.wasm': threaded,
});

/** TensorFlow.js: all models stacked along the first axis of its batched products, on `webgpu` or `wasm`. */
export async function create({ models, x, y, penalties, layers }, { backend }) {
  await tf.setBackend(backend);
  const tiled = (data, i) => {
    const rows = tf.tensor3d(data.slice(i * BATCH, (i + 1) * BATCH), [1, BATCH, 1]);
    return tf.tidy(() => tf.tile(rows, [models, 1, 1]));
  };
  const batches = Array.from({ length: EPOCH }, (_, i) => ({ x: tiled(x, i), y: tiled(y, i) }));
  const l2 = tf.tensor3d(penalties, [models, 1, 1]);
  const variables = layers.map(({ fanIn, fanOut, weight, bias }) => ({
    weight: tf.variable(tf.tensor3d(weight, [models, fanOut, fanIn])),
    bias: tf.variable(tf.tensor3d(bias, [models, 1, fanOut])),
  }));
  const named = Object.fromEntries(
    variables.flatMap(({ weight, bias }) => [weight, bias].map((own) => [own.name, own])),
  );
  const optimizer = tf.train.adam(ADAM.learningRate, ADAM.beta1, ADAM.beta2, ADAM.epsilon);
  let done = 0;

  /** One step of all models; returns their losses (M,). */
  const step = (batch) =>
    tf.tidy(() => {
      let losses;
      const { grads } = tf.variableGrads(() => {
        losses = tf.keep(meanSquaredErrors(variables, batch));
        return losses.sum();
      });
      const decayed = Object.entries(grads).map(([name, gradient]) => [name, gradient.add(named[name].mul(l2))]);
      optimizer.applyGradients(Object.fromEntries(decayed));
      return losses;
    });

  return {
    unit: 1,
    async train(steps) {
      await tf.setBackend(backend);
      const losses = [];
      for (let i = 0; i < steps; i++) losses.push(step(batches[done++ % EPOCH]));
      const mean = tf.tidy(() => tf.stack(losses).mean(0));
      const values = await mean.data();
      tf.dispose([losses, mean]);
      return Array.from(values);
    },
    async dispose() {
      optimizer.dispose();
      tf.dispose([batches, l2, named]);
    },
  };
}

function meanSquaredErrors(variables, { x, y }) {
  let a = x;
  variables.forEach(({ weight, bias }, layer) => {
    a = tf.matMul(a, weight, false, true).add(bias);
    if (layer > 0 && layer < variables.length - 1) a = tf.leakyRelu(a, SLOPE);
  });
  return a.sub(y).square().mean([1, 2]);
}
