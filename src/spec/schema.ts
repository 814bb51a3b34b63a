/**
 * The input document of a sweep: JSON in which everything has a default, with short forms where they read naturally
 * (`"data": "co2"`, `"activation": "tanh"` for all layers). `resolve.ts` makes a {@link Spec} of it.
 */
import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { DataSchema } from './data-schema';
import { choice, decayRate, either, flag, list, name, number, object, text, whole } from './fields';
import { HalvingSchema, SeedsSchema, SpaceSchema, SweepSchema } from './sweep-schema';
import { ACTIVATIONS, CHANGEABLE } from './types';

const MOST_HIDDEN = 8;
const MOST_UNITS = 256;
const MOST_EPOCHS = 1_000_000;
const MOST_CHANGES = 1000;
const DEFAULT_SLOPE = 0.01;

const slope = number('Slope of leaky-relu below zero.', -100, 100);
const activation = either('an activation such as "tanh"', [
  choice('An activation.', ACTIVATIONS),
  object({
    kind: v.pipe(v.literal('leaky-relu'), v.description('Leaky ReLU with a slope of its own.')),
    slope,
  }),
]);

const NetworkSchema = object({
  hidden: v.optional(
    list(
      'Units of each hidden layer; the units at the two ends follow from the data.',
      whole('Units of a hidden layer.', 1, MOST_UNITS),
      'hidden layers',
      0,
      MOST_HIDDEN,
    ),
    [64, 64, 64, 64],
  ),
  activation: v.optional(
    v.pipe(
      either('an activation such as "tanh", or a list of one for each hidden layer', [
        activation,
        list('One activation for each hidden layer.', activation, 'activations', 0, MOST_HIDDEN),
      ]),
      v.description('Activation of all hidden layers, or a list of one for each.'),
    ),
    'leaky-relu',
  ),
  slope: v.optional(
    v.pipe(slope, v.description('Slope below zero of each leaky-relu that does not state its own.')),
    DEFAULT_SLOPE,
  ),
  inputActivation: v.optional(
    flag('False: the first hidden layer is a bare linear layer, with neither activation nor dropout.'),
    true,
  ),
  outputActivation: v.optional(
    v.pipe(activation, v.description('Activation of the output layer; "relu" can die for good.')),
    'identity',
  ),
  dropoutPosition: v.optional(choice('Dropout before or after the activation.', ['before', 'after']), 'after'),
  init: v.optional(
    v.pipe(
      either('an initialisation such as "pytorch"', [
        choice('Initial weights.', ['pytorch', 'glorot-uniform', 'glorot-normal', 'he-uniform', 'he-normal']),
        object({
          kind: v.pipe(v.literal('safetensors'), v.description('Initial weights from a file.')),
          path: text('Path of the safetensors file.', 4096),
        }),
      ]),
      v.description('How the weights start: "pytorch" draws U(±1/√fan-in), or an object names a safetensors file.'),
    ),
    'pytorch',
  ),
});

const TrainingSchema = object({
  epochs: v.optional(whole('Passes over the training rows.', 1, MOST_EPOCHS), 50),
  batchSize: v.optional(whole('Rows of a batch; a short last batch is kept.', 1, 1_000_000), 64),
  shuffle: v.optional(flag('Whether the rows come in a new order in each epoch.'), true),
  learningRate: v.optional(number("Adam's learning rate.", 0, 1000), 1e-3),
  beta1: v.optional(decayRate("Adam's decay of the mean of the gradient."), 0.9),
  beta2: v.optional(decayRate("Adam's decay of the mean of the squared gradient."), 0.999),
  epsilon: v.optional(number("Adam's epsilon.", 1e-30, 1), 1e-8),
});

const dropout = number('Probability to drop a unit.', 0, 1);
const RegularizationSchema = object({
  l2Penalty: v.optional(
    number("Coupled decay: l2Penalty·θ is added to the gradient (Adam's weight_decay).", 0, 1e6),
    0,
  ),
  weightDecay: v.optional(
    number('Decoupled decay: θ is multiplied by 1 − learningRate·weightDecay (AdamW).', 0, 1e6),
    0,
  ),
  decayBiases: v.optional(flag('Whether both decays touch the biases.'), true),
  dropout: v.optional(
    v.pipe(
      either('a probability or a list of one for each hidden layer', [
        dropout,
        list('One probability for each hidden layer.', dropout, 'probabilities', 0, MOST_HIDDEN),
      ]),
      v.description('Probability to drop a unit of the hidden layers, or a list of one for each.'),
    ),
    0,
  ),
});

const EvaluationSchema = object({
  dropout: v.optional(
    choice('Dropout in evaluation: on (one random pass), off, or the mean of several random passes.', [
      'on',
      'off',
      'mean',
    ]),
    'off',
  ),
  passes: v.optional(whole('Random passes that the mean and the spread are taken over.', 1, 1024), 32),
});

const ChangeSchema = object({
  epoch: whole('The change is in force after so many trained epochs.', 1, MOST_EPOCHS),
  path: choice('Path of the number that changes; dropout changes in all layers that may drop.', CHANGEABLE),
  multiply: v.optional(number('Factor of the number; or give value.', 0, 1e6)),
  value: v.optional(number('The number from then on.', 0, 1e6)),
});

/** What is varied from model to model. */
export const SettingSchema = object({
  data: v.optional(DataSchema, 'article'),
  network: v.optional(
    v.pipe(
      NetworkSchema,
      v.title('Network'),
      v.description('The layers: their widths, activations and initial weights.'),
    ),
    {},
  ),
  training: v.optional(
    v.pipe(TrainingSchema, v.title('Training'), v.description('Batches and the Adam optimizer.')),
    {},
  ),
  regularization: v.optional(
    v.pipe(RegularizationSchema, v.title('Regularization'), v.description('Weight decay and dropout.')),
    {},
  ),
  evaluation: v.optional(
    v.pipe(EvaluationSchema, v.title('Evaluation'), v.description('What dropout does when a model is evaluated.')),
    {},
  ),
  changes: v.optional(
    v.pipe(
      list('Numbers that change while the models train.', ChangeSchema, 'changes', 0, MOST_CHANGES),
      v.title('Changes'),
    ),
    [],
  ),
});

export const SpecSchema = object({
  $schema: v.optional(text('Address of this schema, for editors.', 4096)),
  version: v.optional(v.pipe(v.literal(1, 'must be 1.'), v.description('Version of this format.')), 1),
  name: v.optional(name('Name of the run.'), 'sweep'),
  description: v.optional(v.pipe(v.string('must be a text.'), v.description('What the run is about.')), ''),
  ...SettingSchema.entries,
  ...SpaceSchema.entries,
  sweeps: v.optional(
    v.pipe(list('Several sweeps around the setting above.', SweepSchema, 'sweeps', 1, 100), v.title('Sweeps')),
  ),
  seeds: v.optional(
    v.pipe(
      either('a number of seeds or an object', [SeedsSchema.entries.count.wrapped, SeedsSchema]),
      v.title('Seeds'),
      v.description('How many seeds each setting is trained with, or more exactly an object.'),
    ),
    1,
  ),
  halving: v.optional(
    v.pipe(
      v.nullable(HalvingSchema),
      v.title('Halving'),
      v.description(
        'Successive halving: after some epochs only the best models go on, and others take their places. ' +
          'Without it, or null, every model is trained to its end.',
      ),
    ),
    null,
  ),
});

/** The document that a user writes. */
export type SpecInput = v.InferInput<typeof SpecSchema>;
/** A setting whose scalar defaults are filled in and whose short forms are not yet resolved. */
export type SettingDocument = v.InferOutput<typeof SettingSchema>;
export type SpecDocument = v.InferOutput<typeof SpecSchema>;

/** The JSON Schema (draft 7) of the input document. */
export function jsonSchema(): object {
  return {
    title: 'Thetascape sweep',
    ...toJsonSchema(SpecSchema, { typeMode: 'input', target: 'draft-07', ignoreActions: ['finite'] }),
  };
}
