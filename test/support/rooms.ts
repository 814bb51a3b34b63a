/** What each room of `src/` may import of the other rooms: the data path points one way. ARCHITECTURE.md shows it. */
export const ROOMS: Record<string, readonly string[]> = {
  random: [],
  spec: ['random'],
  data: ['spec', 'random'],
  tensors: ['spec'],
  kernels: [],
  plan: ['spec', 'tensors', 'kernels'],
  gpu: ['kernels', 'metrics'],
  buffers: ['plan', 'gpu'],
  metrics: ['spec', 'data', 'plan'],
  train: ['spec', 'data', 'random', 'tensors', 'kernels', 'plan', 'gpu', 'buffers', 'metrics'],
  report: ['spec', 'data', 'tensors', 'plan', 'metrics'],
  reference: ['spec', 'random', 'kernels', 'plan'],
};

/** Rooms from which another room may take types only, never code. */
export const TYPES_ONLY: readonly (readonly [from: string, to: string])[] = [
  ['gpu', 'metrics'],
  ['metrics', 'plan'],
];

/** Files of `src/` that every room may import. */
export const FOR_ALL = ['errors', 'suggest', 'platform'];

/** Where the rooms come together: these may import anything. */
export const ENTRANCES = ['cli', 'index', 'index-node', 'library', 'platform-node'];
