import { expect, test } from 'vitest';
import { adam } from '../../src/reference/adam';
import type { ModelSettings } from '../../src/reference/types';
import { healthOf, settingsOf, stepOf } from '../support/inputs';

/** (10 steps, 3 weights) */
const GRADIENTS = [
  [1, -2, 0.5],
  [0.5, -1, 0.25],
  [-0.25, 1, 0],
  [2, 0.125, -4],
  [0, 0, 0],
  [-1, 0.5, 0.125],
  [0.75, -0.75, 3],
  [4, -0.03125, -0.5],
  [-2, 2, 1],
  [0.0625, 1, -0.0625],
];
const START = [1, -0.5, 0.25];
const SETTINGS = { learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/**
 * (10 steps, 3 weights) after each step, from the equations of Kingma and Ba 2015 (algorithm 1) and, for the decoupled
 * decay, Loshchilov and Hutter 2019 (θ ← θ(1 − lr·decay) before the step), evaluated step by step with Python's
 * `decimal` at 50 digits and rounded to 15. Both decays are 0.5.
 */
const EXPECTED = {
  none: [
    [0.900000001, -0.4000000005, 0.150000002],
    [0.80678203829816, -0.30678203720851, 0.0567820404774617],
    [0.750415901496329, -0.267111513562186, -0.0152757135438618],
    [0.677047028139388, -0.237623570238591, 0.0341209081648003],
    [0.615033600083933, -0.212699534087508, 0.0758723172802164],
    [0.586816756495175, -0.202104904676827, 0.110222574908614],
    [0.548701631245302, -0.178674335363488, 0.104080459733987],
    [0.488820260624109, -0.157425785013346, 0.103600823370621],
    [0.458658216226284, -0.172234333818565, 0.0936847293039168],
    [0.431156421253725, -0.198996049156549, 0.0854241417813873],
  ],
  coupled: [
    [0.900000000666667, -0.400000000444444, 0.1500000016],
    [0.80357089951714, -0.305851922685459, 0.0562131655503317],
    [0.7238564330102, -0.256946805375011, -0.0187756170331186],
    [0.638149724428689, -0.216811524545545, 0.0278378855104212],
    [0.560272012124159, -0.180712824883869, 0.0670500838128725],
    [0.507331387583218, -0.157837189685896, 0.0987865343128018],
    [0.447605839331782, -0.123934214797345, 0.0905890254160059],
    [0.376268492850036, -0.0924337372332066, 0.0878098577230762],
    [0.332133846971502, -0.0971403592297665, 0.0755900783550648],
    [0.290803089388683, -0.11409706700364, 0.0649143775521382],
  ],
  decoupled: [
    [0.850000001, -0.3750000005, 0.137500002],
    [0.71428203824816, -0.26303203718351, 0.0374070403774617],
    [0.622201799533921, -0.21020991167801, -0.0365210656627348],
    [0.517722836200284, -0.170211472770515, 0.0147016093290639],
    [0.429823266334815, -0.136776862980907, 0.0557179379780269],
    [0.380115259429316, -0.11934339042118, 0.0872822987075231],
    [0.322994371207977, -0.089945651586782, 0.0767760685975195],
    [0.246963282026385, -0.0641998186573011, 0.0724576288042782],
    [0.204453073527241, -0.0757983765296549, 0.0589186532973599],
    [0.16672862487832, -0.0987701730411556, 0.0477121331099623],
  ],
};

test.each([
  ['without decay', {}, [EXPECTED.none, EXPECTED.none]],
  ['coupled, biases too', { l2Penalty: 0.5 }, [EXPECTED.coupled, EXPECTED.coupled]],
  ['coupled, without biases', { l2Penalty: 0.5, decayBiases: 0 }, [EXPECTED.coupled, EXPECTED.none]],
  ['decoupled, biases too', { weightDecay: 0.5 }, [EXPECTED.decoupled, EXPECTED.decoupled]],
  ['decoupled, without biases', { weightDecay: 0.5, decayBiases: 0 }, [EXPECTED.decoupled, EXPECTED.none]],
])('ten steps, %s', (_, decay, [ofWeights, ofBiases]) => {
  const steps = trajectory(decay);
  steps.forEach((parameters, t) => {
    for (let i = 0; i < 3; i++) {
      expect(Math.abs(parameters[i]! - ofWeights![t]![i]!)).toBeLessThan(2e-15);
      expect(Math.abs(parameters[4 + i]! - ofBiases![t]![i]!)).toBeLessThan(2e-15);
    }
  });
});

/** (8,) the same three numbers as weights and as biases, padded. */
const twice = (values: number[]) => Float64Array.of(...values, 0, ...values, 0);

/** (10 steps) of one vec4 of weights and one of biases, both with the three numbers of the table. */
function trajectory(decay: Partial<ModelSettings>): Float64Array[] {
  const parameters = twice(START);
  const firstMoment = new Float64Array(8);
  const secondMoment = new Float64Array(8);
  return GRADIENTS.map((gradient, t) => {
    adam({
      step: stepOf(1, { step: t, correction: 0 }),
      parameterShape: { count: 2, biases: 1 },
      settings: [settingsOf(0, { ...SETTINGS, ...decay })],
      corrections: Float64Array.of(1 / (1 - 0.9 ** (t + 1)), 1 / Math.sqrt(1 - 0.999 ** (t + 1))),
      gradients: twice(gradient),
      parameters,
      firstMoment,
      secondMoment,
      health: healthOf(1),
      updateReports: new Uint32Array(2),
    });
    return parameters.slice();
  });
}
