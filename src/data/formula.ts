import { ThetascapeError } from '../errors';
import type { FormulaData } from '../spec/types';
import { compileExpression } from './expression';
import { noisyCurve } from './noisy-curve';
import type { Dataset } from './types';

/** `y = expression(x) + noise` on an even grid. */
export function formulaData(data: FormulaData, key: number): Dataset {
  const evaluate = compileExpression(data.expression);
  const curve = (x: number) => {
    const y = evaluate(x);
    // Beyond this a number of the network's could not hold it unscaled.
    if (Math.abs(y) <= 1e38) return y;
    const what = Number.isFinite(y) ? 'too large' : Number.isNaN(y) ? 'not a number' : 'infinite';
    throw new ThetascapeError(
      `data.expression "${data.expression}" is ${what} at x = ${x}; change the formula, or data.from and data.to.`,
    );
  };
  return noisyCurve(curve, data, key, data.expression);
}
