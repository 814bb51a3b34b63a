import * as v from 'valibot';
import { KERNEL_PATHS } from '../../src/plan/kernel-path';

/** The kernels that this project of vite.config.ts trains with. */
export const KERNELS = v.parse(v.optional(v.picklist(KERNEL_PATHS), 'layered'), process.env['THETASCAPE_TEST_KERNELS']);
