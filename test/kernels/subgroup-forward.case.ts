import { subgroupForward } from '../../src/kernels';
import { suiteOf } from './dense-forward.case';

export const suite = suiteOf(subgroupForward);
