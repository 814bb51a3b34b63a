/** Holds contenders and times their training: what run.mjs asks of a page, of Deno and of this process alike. */
import { createContender } from './contenders/index.mjs';
import { materialise } from './materialise.mjs';

export { materialise };

/**
 * A function that answers `{ task, name, ... }`: `create` (with `models`), `train` (with `steps`) and `dispose`.
 *
 * @param {GPUDevice} [device] for our own trainer where WebGPU is not a global
 */
export function createHost(device) {
  const contenders = new Map();
  const tasks = {
    async create({ name, models }) {
      const job = await materialise(models, device);
      const contender = await createContender(name, job, device);
      contenders.set(name, contender);
      return { unit: contender.unit };
    },
    async train({ name, steps }) {
      const started = performance.now();
      const losses = await contenders.get(name).train(steps);
      return { seconds: (performance.now() - started) / 1000, losses };
    },
    async dispose({ name }) {
      await contenders.get(name).dispose();
      contenders.delete(name);
      return {};
    },
  };
  return ({ task, ...parameters }) => tasks[task](parameters);
}
