import { isFrozen, isStorable, type Floats, type Health, type ModelSettings, type Step } from './types';

interface Buffers {
  step: Step;
  parameterShape: { count: number; biases: number };
  settings: readonly ModelSettings[]; // (M)
  corrections: Floats; // (C, S, 2): 1/(1 - β₁ᵗ), 1/√(1 - β₂ᵗ)
  gradients: Floats; // (M, P)
  parameters: Floats; // (M, P)
  firstMoment: Floats; // (M, P)
  secondMoment: Floats; // (M, P)
  health: readonly Health[]; // (M)
  updateReports: Uint32Array; // (M, 2)
}

/** One Adam update. Four parameters that share a vec4 stay as they are when one of them would not be finite. */
export function adam(buffers: Buffers): void {
  const { step, parameterShape, settings, parameters, firstMoment, secondMoment, health, updateReports } = buffers;
  settings.forEach((own, model) => {
    if (isFrozen(health[model]!)) return;
    for (let p = 0; p < parameterShape.count; p++) {
      const first = 4 * (model * parameterShape.count + p);
      const four = [0, 1, 2, 3].map((i) => update(buffers, own, first + i, p >= parameterShape.biases));
      if (four.every(({ theta, v }) => isStorable(theta, parameters) && isStorable(v, parameters))) {
        four.forEach(({ theta, m, v }, i) => {
          parameters[first + i] = theta;
          firstMoment[first + i] = m;
          secondMoment[first + i] = v;
        });
      } else {
        updateReports[2 * model] = Math.max(updateReports[2 * model]!, step.step + 1);
      }
    }
    updateReports[2 * model + 1] = step.stamp;
  });
}

/** The new values of one parameter (Kingma and Ba 2015, algorithm 1; decays as in the shader's header). */
function update(buffers: Buffers, own: ModelSettings, at: number, isBias: boolean) {
  const { step, corrections, gradients, parameters, firstMoment, secondMoment } = buffers;
  const correction = 2 * (own.corrections + step.correction);
  const decays = isBias ? own.decayBiases : 1;
  const theta = parameters[at]!;
  const g = gradients[at]! + own.l2Penalty * decays * theta;
  const m = own.beta1 * firstMoment[at]! + own.oneMinusBeta1 * g;
  const v = own.beta2 * secondMoment[at]! + own.oneMinusBeta2 * g * g;
  const mHat = m * corrections[correction]!;
  const rootVHat = Math.sqrt(v) * corrections[correction + 1]!;
  const decayed = theta * (1 - own.learningRate * own.weightDecay * decays);
  return { theta: decayed - (own.learningRate * mHat) / (rootVHat + own.epsilon), m, v };
}
