import { scalarForward } from '../../src/kernels';
import { suiteOf } from './dense-forward.case';

export const suite = suiteOf(scalarForward);
