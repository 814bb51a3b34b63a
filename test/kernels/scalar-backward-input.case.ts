import { scalarBackwardInput } from '../../src/kernels';
import { suiteOf } from './dense-backward-input.case';

export const suite = suiteOf(scalarBackwardInput);
