import { blockUntilReady, defaultDevice, init, jit, nn, numpy as np, tree, valueAndGrad, vmap } from '@jax-js/jax';
import { ADAM, BATCH, EPOCH, SLOPE } from '../job.mjs';

/** jax-js: `jit(vmap(step))` over all models, on `webgpu` or `wasm`. */
export async function create({ models, x, y, penalties, layers }, { backend }) {
  const available = await init(backend);
  if (!available.includes(backend)) throw new Error(`jax-js finds no ${backend} here`);
  defaultDevice(backend);
  const array = (data, ...shape) => np.array(data, { shape, device: backend });
  const batches = Array.from({ length: EPOCH }, (_, i) => ({
    x: array(x.slice(i * BATCH, (i + 1) * BATCH), BATCH, 1),
    y: array(y.slice(i * BATCH, (i + 1) * BATCH), BATCH, 1),
  }));
  const l2 = array(penalties, models);
  const params = layers.map(({ fanIn, fanOut, weight, bias }) => ({
    weight: array(weight, models, fanOut, fanIn),
    bias: array(bias, models, fanOut),
  }));
  const zeros = () => tree.map((leaf) => np.zeros(leaf.shape, { device: backend }), tree.ref(params));
  let state = { params, m: zeros(), v: zeros(), total: np.zeros([models], { device: backend }) };
  const step = jit(vmap(trainStep, [0, 0, null, null, null]), { device: backend });
  let done = 0;
  return {
    unit: 1,
    async train(steps) {
      defaultDevice(backend);
      state.total.dispose();
      state.total = np.zeros([models], { device: backend });
      for (let i = 0; i < steps; i++) {
        const batch = batches[done % EPOCH];
        done++;
        const corrections = array(new Float32Array([1 / (1 - ADAM.beta1 ** done), 1 / (1 - ADAM.beta2 ** done)]), 2);
        state = step(state, l2.ref, batch.x.ref, batch.y.ref, corrections);
        // unawaited steps pile up, which costs wasm more than the steps themselves
        await blockUntilReady(state);
      }
      const total = await state.total.ref.data();
      return Array.from(total, (loss) => loss / steps);
    },
    async dispose() {
      tree.dispose([state, batches, l2]);
    },
  };
}

/** One step of one model; `state` is { params, m, v, total }. Arrays are used up unless their `.ref` is. */
function trainStep({ params, m, v, total }, l2, x, y, corrections) {
  const [loss, gradients] = valueAndGrad(meanSquaredError)(tree.ref(params), x, y);
  const decayed = tree.map((g, p) => g.add(p.mul(l2.ref)), gradients, tree.ref(params));
  l2.dispose();
  const first = tree.map((own, g) => own.mul(ADAM.beta1).add(g.mul(1 - ADAM.beta1)), m, tree.ref(decayed));
  const second = tree.map((own, g) => own.mul(ADAM.beta2).add(np.square(g).mul(1 - ADAM.beta2)), v, decayed);
  const [correct1, correct2] = np.split(corrections, 2).map((own) => own.reshape([]));
  const moved = tree.map(
    (p, own1, own2) =>
      p.sub(
        own1
          .mul(correct1.ref)
          .mul(ADAM.learningRate)
          .div(np.sqrt(own2.mul(correct2.ref)).add(ADAM.epsilon)),
      ),
    params,
    tree.ref(first),
    tree.ref(second),
  );
  tree.dispose([correct1, correct2]);
  return { params: moved, m: first, v: second, total: total.add(loss) };
}

function meanSquaredError(params, x, y) {
  let a = x;
  params.forEach(({ weight, bias }, layer) => {
    a = np.matmul(a, weight.transpose()).add(bias);
    if (layer > 0 && layer < params.length - 1) a = nn.leakyRelu(a, SLOPE);
  });
  return np.square(a.sub(y)).mean();
}
