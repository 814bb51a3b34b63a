import { subgroupSteps } from '../../src/kernels';
import { suiteOf, tolerance } from './fused-steps.case';

export const suite = suiteOf(subgroupSteps, [
  {
    name: 'layers and batches wider than those of fused-steps',
    seed: 40,
    tolerance,
    widths: [3, 70, 101, 2],
    batch: 90,
    rows: 200,
    steps: 3,
    models: 2,
  },
]);
