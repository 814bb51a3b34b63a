import { fixed } from '../../metrics/format';
import type { Chart } from '../chart';
import { drawActual } from './actual-panel';
import { drawCurves, type PanelKind } from './curve-panels';
import { predictionNumbers, summaryOf } from './prediction-table';
import { shownData } from './shown-data';
import { inFocus, shownPredictions } from './shown-predictions';
import { nearestPoint } from '../nearest-point';

const PLAIN: readonly PanelKind[] = ['off'];
/** The three things that dropout may do in evaluation. */
const SEMANTICS: readonly PanelKind[] = ['sample', 'off', 'mean'];

/** Predictions of a few settings over the data; with dropout under its three semantics, side by side. */
export const PREDICTIONS: Chart = {
  name: 'predictions',
  draw(context, state, size, theme) {
    context.font = `${theme.fontSize}px ${theme.font}`;
    const shown = shownPredictions(state);
    const model = shown[0]?.model ?? state.sweep.settings[0]!.models[0]!;
    const data = shownData(state.run.dataOf(model.model.index), model.model.setting.data);
    const scene = { context, state, theme, size, shown, data };
    if (!data.isCurve) return nearestPoint(drawActual(scene));
    const focus = inFocus(shown, state);
    return nearestPoint(drawCurves(scene, focus ? SEMANTICS : PLAIN, focus));
  },
  describe(state) {
    const shown = shownPredictions(state);
    if (shown.length === 0) return `Predictions of the sweep ${state.sweep.name}: none yet.`;
    const errors = shown.map((one) => `${one.setting.label}: ${fixed(summaryOf(one, state).error, 3)}`);
    const { model, epoch } = shown[0]!;
    const { target, isCurve } = shownData(state.run.dataOf(model.model.index), model.model.setting.data);
    return `Predictions of ${target.name} after epoch ${epoch}${isCurve ? '' : ' against its actual values'}. RMS errors with dropout off: ${errors.join('; ')}.`;
  },
  numbers: predictionNumbers,
};
