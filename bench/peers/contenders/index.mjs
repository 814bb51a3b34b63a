/** The contenders that run in a page, in Deno and in Node; each brings its library with it when it is asked for. */
const thetascape = (kernels) => async () => [await import('./thetascape.mjs'), { kernels }];
const jaxJs = (backend) => async () => [await import('./jax-js.mjs'), { backend }];
const tfjs = (backend) => async () => [await import('./tfjs.mjs'), { backend }];

const CONTENDERS = {
  'thetascape layered': thetascape('layered'),
  'thetascape scalar': thetascape('scalar'),
  'thetascape subgroups': thetascape('subgroups'),
  'thetascape fused': thetascape('fused'),
  'thetascape fused-subgroups': thetascape('fused-subgroups'),
  'jax-js webgpu': jaxJs('webgpu'),
  'jax-js wasm': jaxJs('wasm'),
  'tfjs webgpu': tfjs('webgpu'),
  'tfjs wasm': tfjs('wasm'),
};

/** The contender `name` for `job`, ready to train. */
export async function createContender(name, job, device) {
  const [{ create }, options] = await CONTENDERS[name]();
  return create(job, { ...options, device });
}
