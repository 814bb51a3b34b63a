/** What the nouns of the sentence open: the fields of each panel. */
import { SettingSchema, SpecSchema } from '../../src/spec/schema';
import { ACTIVATIONS } from '../../src/spec/types';
import type { Spec } from '../../src/index';
import { DATA_STARTS, type DataKind } from './data-starts';
import * as nouns from './nouns';

/** A range that is proposed where a number becomes an axis. */
interface Range {
  from: number;
  to: number;
  count: number;
}

interface Common {
  /** Where it stands in the document. */
  path: string;
  label: string;
  hint?: string;
}

export type FieldDefinition = Common &
  (
    | { kind: 'text' | 'flag' | 'sweeps' | 'file' }
    | { kind: 'choice'; options: readonly string[] }
    /** A number, or one that differs from model to model. */
    | { kind: 'number'; range: Range }
  );

export interface PanelDefinition {
  name: 'network' | 'data' | 'decay' | 'dropout' | 'training' | 'seeds' | 'evaluation' | 'sweeps';
  title: string;
  /** What can be changed there, for the list of commands. */
  about: string;
  /** What the noun says. */
  noun(spec: Spec): string;
  fields(spec: Spec): readonly FieldDefinition[];
}

const NETWORK = SettingSchema.entries.network.wrapped.entries;
const EVALUATION = SettingSchema.entries.evaluation.wrapped.entries;
const SEEDS = SpecSchema.entries.seeds.wrapped.options[1].entries;
const SCALINGS = ['min-max', 'standardise', 'none'];

const NETWORK_FIELDS: readonly FieldDefinition[] = [
  { kind: 'text', path: 'network.hidden', label: 'Units of the hidden layers', hint: 'Such as 64-64-64.' },
  { kind: 'choice', path: 'network.activation', label: 'Activation', options: ACTIVATIONS },
  { kind: 'text', path: 'network.slope', label: 'Slope of leaky-relu below zero' },
  { kind: 'flag', path: 'network.inputActivation', label: 'Activation and dropout on the first layer, too' },
  { kind: 'choice', path: 'network.outputActivation', label: 'Activation of the output', options: ACTIVATIONS },
  { kind: 'choice', path: 'network.init', label: 'Initial weights', options: NETWORK.init.wrapped.options[0].options },
];

const DECAY_FIELDS: readonly FieldDefinition[] = [
  {
    kind: 'number',
    path: 'regularization.l2Penalty',
    label: 'Coupled λ',
    hint: 'λθ is added to the gradient: weight_decay of PyTorch’s Adam.',
    range: { from: 1e-5, to: 1, count: 8 },
  },
  {
    kind: 'number',
    path: 'regularization.weightDecay',
    label: 'Decoupled λ',
    hint: 'θ shrinks beside the step: AdamW.',
    range: { from: 1e-5, to: 1, count: 8 },
  },
  { kind: 'flag', path: 'regularization.decayBiases', label: 'Biases decay, too' },
];

const DROPOUT_FIELDS: readonly FieldDefinition[] = [
  {
    kind: 'number',
    path: 'regularization.dropout',
    label: 'Probability to drop a unit',
    hint: 'One for all hidden layers, or one for each, such as 0/0.1/0.1/0.2.',
    range: { from: 0, to: 1, count: 10 },
  },
  {
    kind: 'choice',
    path: 'network.dropoutPosition',
    label: 'Before or after the activation',
    options: NETWORK.dropoutPosition.wrapped.options,
  },
];

const TRAINING_FIELDS: readonly FieldDefinition[] = [
  { kind: 'text', path: 'training.epochs', label: 'Epochs' },
  { kind: 'number', path: 'training.batchSize', label: 'Rows of a batch', range: { from: 16, to: 256, count: 5 } },
  {
    kind: 'number',
    path: 'training.learningRate',
    label: 'Learning rate of Adam',
    range: { from: 1e-4, to: 1e-2, count: 5 },
  },
  { kind: 'text', path: 'training.beta1', label: 'β₁' },
  { kind: 'text', path: 'training.beta2', label: 'β₂' },
  { kind: 'text', path: 'training.epsilon', label: 'ε' },
  { kind: 'flag', path: 'training.shuffle', label: 'A new order of the rows in each epoch' },
  {
    kind: 'text',
    path: 'changes',
    label: 'Changes while it trains',
    hint: 'Such as 20:l2*10;30:lr=1e-4, from after epoch 20 and 30 on.',
  },
  {
    kind: 'text',
    path: 'halving',
    label: 'Successive halving',
    hint: 'Such as 5-15:0.25: after 5 epochs, and after 15, the best quarter goes on and the others stop. Or none.',
  },
];

const SEEDS_FIELDS: readonly FieldDefinition[] = [
  { kind: 'text', path: 'seeds.count', label: 'Seeds for each setting' },
  {
    kind: 'choice',
    path: 'seeds.mode',
    label: 'Initial weights, noise and batches',
    options: SEEDS.mode.wrapped.options,
    hint: 'Paired: a seed means the same in each setting.',
  },
  { kind: 'text', path: 'seeds.first', label: 'First seed' },
];

const EVALUATION_FIELDS: readonly FieldDefinition[] = [
  {
    kind: 'choice',
    path: 'evaluation.dropout',
    label: 'Dropout when a model is evaluated',
    options: EVALUATION.dropout.wrapped.options,
    hint: 'On: one random pass, as the article has it. Mean: of several.',
  },
  { kind: 'text', path: 'evaluation.passes', label: 'Random passes of a mean' },
];

const FILE: FieldDefinition = { kind: 'file', path: 'data', label: 'A CSV file of your own' };
const POINTS: FieldDefinition = { kind: 'text', path: 'data.points', label: 'Points' };
const NOISE: FieldDefinition = {
  kind: 'number',
  path: 'data.noise',
  label: 'Noise, standard deviation',
  range: { from: 0.01, to: 1, count: 5 },
};
const SPLIT: FieldDefinition = { kind: 'text', path: 'data.split.fraction', label: 'Fraction held out for validation' };
const SCALED: readonly FieldDefinition[] = [
  { kind: 'choice', path: 'data.featureScaling', label: 'Scaling of the features', options: SCALINGS },
  { kind: 'choice', path: 'data.targetScaling', label: 'Scaling of the targets', options: SCALINGS },
];
const DATA_KIND: FieldDefinition = {
  kind: 'choice',
  path: 'data.kind',
  label: 'Data',
  options: Object.keys(DATA_STARTS),
};

const DATA_FIELDS: Readonly<Record<DataKind, readonly FieldDefinition[]>> = {
  article: [
    POINTS,
    NOISE,
    { kind: 'text', path: 'data.a', label: 'a of sin(a·x)(1 − cos(b·x))/exp(c·x)' },
    { kind: 'text', path: 'data.b', label: 'b' },
    { kind: 'text', path: 'data.c', label: 'c' },
    SPLIT,
  ],
  'random-curve': [POINTS, NOISE, SPLIT],
  formula: [
    { kind: 'text', path: 'data.expression', label: 'y =', hint: 'Such as sin(x) * x, of one x.' },
    { kind: 'text', path: 'data.from', label: 'First x' },
    { kind: 'text', path: 'data.to', label: 'Last x' },
    POINTS,
    NOISE,
    ...SCALED,
    SPLIT,
  ],
  csv: [
    { kind: 'text', path: 'data.features', label: 'Features', hint: 'Names of columns, with commas between them.' },
    { kind: 'text', path: 'data.targets', label: 'Targets' },
    { kind: 'flag', path: 'data.header', label: 'The first row holds the names' },
    { kind: 'choice', path: 'data.missing', label: 'Rows with cells that hold no number', options: ['error', 'drop'] },
    ...SCALED,
    SPLIT,
  ],
  co2: [...SCALED, SPLIT],
};

/** In the order of the sentence. */
export const PANELS: readonly PanelDefinition[] = [
  {
    name: 'network',
    title: 'Network',
    about: 'layers, activations, initial weights',
    noun: nouns.networkNoun,
    fields: () => NETWORK_FIELDS,
  },
  {
    name: 'data',
    title: 'Data',
    about: 'a curve, a formula, a CSV file',
    noun: nouns.dataNoun,
    fields: ({ data }) => [DATA_KIND, FILE, ...DATA_FIELDS[data.kind]],
  },
  {
    name: 'decay',
    title: 'Weight decay',
    about: 'λ coupled and decoupled, biases',
    noun: nouns.decayNoun,
    fields: () => DECAY_FIELDS,
  },
  {
    name: 'dropout',
    title: 'Dropout',
    about: 'probability, place',
    noun: nouns.dropoutNoun,
    fields: () => DROPOUT_FIELDS,
  },
  {
    name: 'training',
    title: 'Training',
    about: 'epochs, batches, learning rate, successive halving',
    noun: nouns.trainingNoun,
    fields: () => TRAINING_FIELDS,
  },
  {
    name: 'seeds',
    title: 'Seeds',
    about: 'how many, paired or independent',
    noun: nouns.seedsNoun,
    fields: () => SEEDS_FIELDS,
  },
  {
    name: 'evaluation',
    title: 'Evaluation',
    about: 'dropout on, off, mean of passes',
    noun: nouns.evaluationNoun,
    fields: () => EVALUATION_FIELDS,
  },
  {
    name: 'sweeps',
    title: 'Sweeps',
    about: 'which are trained',
    noun: nouns.sweepsNoun,
    fields: () => [{ kind: 'sweeps', path: 'sweeps', label: 'Trained sweeps' }],
  },
];
