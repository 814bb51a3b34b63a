/** Models of tests: small networks with settings given where a test cares for them. */
import type {
  ActivationKind,
  Change,
  EvaluationSpec,
  Model,
  NetworkSpec,
  RegularizationSpec,
  Setting,
  TrainingSpec,
} from '../../src/spec/types';

export interface ModelFields {
  widths?: number[];
  /** Of every hidden layer, or one for each. */
  activation?: ActivationKind | ActivationKind[];
  outputActivation?: ActivationKind;
  dropoutPosition?: NetworkSpec['dropoutPosition'];
  /** Of every hidden layer, or one for each. */
  dropout?: number | number[];
  init?: NetworkSpec['init'];
  training?: Partial<TrainingSpec>;
  regularization?: Partial<Omit<RegularizationSpec, 'dropout'>>;
  evaluation?: Partial<EvaluationSpec>;
  changes?: Change[];
  key?: number;
}

/** Slope of every leaky-relu of a test, as the article's. */
export const SLOPE = 0.03;

/** One model; its position among others is given by {@link modelsOf}. */
export function modelOf(fields: ModelFields = {}): Model {
  const { key = 1 } = fields;
  return { index: 0, sweep: 'test', setting: settingOf(fields), values: {}, seed: key, key };
}

/** A sweep of several models. */
export const modelsOf = (all: readonly ModelFields[]): Model[] =>
  all.map((fields, index) => ({ ...modelOf({ key: 100 + index, ...fields }), index }));

const activationOf = (kind: ActivationKind) => ({ kind, slope: kind === 'leaky-relu' ? SLOPE : 0 });

function settingOf(fields: ModelFields): Setting {
  const { widths = [1, 6, 5, 1], activation = 'leaky-relu', dropout = 0, outputActivation = 'identity' } = fields;
  const hidden = widths.length - 2;
  const perHidden = <T>(value: T | T[]): T[] =>
    Array.isArray(value) ? value : Array.from({ length: hidden }, () => value);
  return {
    data: {
      kind: 'random-curve',
      points: 10,
      noise: 0,
      seed: null,
      split: { kind: 'fraction', fraction: 0.3, seed: null },
    },
    network: {
      widths,
      activations: perHidden(activation).map(activationOf),
      outputActivation: activationOf(outputActivation),
      inputActivation: true,
      dropoutPosition: fields.dropoutPosition ?? 'before',
      init: fields.init ?? { kind: 'pytorch' },
    },
    training: {
      epochs: 1,
      batchSize: 8,
      shuffle: false,
      learningRate: 1e-2,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
      ...fields.training,
    },
    regularization: {
      l2Penalty: 0,
      weightDecay: 0,
      decayBiases: true,
      ...fields.regularization,
      dropout: perHidden(dropout),
    },
    evaluation: { dropout: 'off', passes: 4, ...fields.evaluation },
    changes: fields.changes ?? [],
  };
}
