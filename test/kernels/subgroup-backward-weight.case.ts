import { subgroupBackwardWeight } from '../../src/kernels';
import { suiteOf } from './dense-backward-weight.case';

export const suite = suiteOf(subgroupBackwardWeight);
