/** What is varied from model to model: the axes, zip and sample of a sweep, and the seeds. */
import * as v from 'valibot';
import { choice, finite, kinds, list, name, object, text, whole } from './fields';

export const MOST_MODELS = 1_000_000;
const MOST_AXES = 16;

const path = text('Path of a number of the spec, such as "regularization.l2Penalty".', 200);
const value = finite('A value of the number.');
const valuesOf = (description: string) => list(description, value, 'values', 1, MOST_MODELS);

const RangeSchema = object({
  path,
  values: v.optional(valuesOf('The values; or give from, to and count.')),
  from: v.optional(finite('First value of a range.')),
  to: v.optional(finite('Last value of a range.')),
  count: v.optional(whole('Number of values in the range.', 2, MOST_MODELS)),
  scale: v.optional(choice('Spacing of the range: equal steps or equal ratios.', ['linear', 'log'])),
});

const ConditionSchema = object({
  path: text('Path of an axis before this one.', 200),
  values: valuesOf('Those of its values with which this axis applies.'),
});

const AxisSchema = object({
  ...RangeSchema.entries,
  when: v.optional(
    v.pipe(ConditionSchema, v.description('The axis applies only where an axis before it has one of some values.')),
  ),
});

const interval = {
  path,
  from: finite('Lower end of the interval.'),
  to: finite('Upper end of the interval.'),
};
const DistributionSchema = kinds([
  object({ kind: v.pipe(v.literal('uniform'), v.description('Any value of the interval alike.')), ...interval }),
  object({
    kind: v.pipe(v.literal('log-uniform'), v.description('Any order of magnitude of the interval alike.')),
    ...interval,
  }),
  object({
    kind: v.pipe(v.literal('normal'), v.description('A normal distribution.')),
    path,
    mean: finite('Its mean.'),
    deviation: v.pipe(finite('Its standard deviation.'), v.gtValue(0, 'must be above 0.')),
  }),
  object({
    kind: v.pipe(v.literal('choice'), v.description('Any of some values alike.')),
    path,
    values: valuesOf('The values to choose from.'),
  }),
]);

const SampleSchema = object({
  method: v.optional(
    choice('How the points are drawn: as a Sobol sequence, which leaves fewer holes, or independently.', [
      'sobol',
      'random',
    ]),
    'sobol',
  ),
  count: whole('Number of points.', 1, MOST_MODELS),
  seed: v.optional(whole('Seed of the draw.', 0, Number.MAX_SAFE_INTEGER), 0),
  axes: list('What is drawn for each point.', DistributionSchema, 'axes', 1, MOST_AXES),
});

/** The settings of a sweep: the product of its axes, its zip and its sample. */
export const SpaceSchema = object({
  axes: v.optional(
    v.pipe(
      list('The product of these axes is trained.', AxisSchema, 'axes', 0, MOST_AXES),
      v.title('Axes'),
      v.description('Axes of which every combination is trained; several sweeps go into "sweeps".'),
    ),
  ),
  zip: v.optional(
    v.pipe(
      list('Axes that go together.', RangeSchema, 'axes', 2, MOST_AXES),
      v.title('Zip'),
      v.description('Axes that go together, value by value: the first values of all, the second ones, …'),
    ),
  ),
  sample: v.optional(
    v.pipe(SampleSchema, v.title('Sample'), v.description('Points drawn from a space of several numbers.')),
  ),
});

export const SweepSchema = object({
  name: name('Name of the sweep.'),
  set: v.optional(
    v.pipe(
      v.record(v.string(), v.unknown(), 'must be an object of paths and values.'),
      v.description('Values by path, such as {"training.epochs": 100}, set before the axes.'),
    ),
    {},
  ),
  ...SpaceSchema.entries,
});

export const SeedsSchema = object({
  first: v.optional(whole('The first seed; the others follow it.', 0, Number.MAX_SAFE_INTEGER), 0),
  count: v.optional(whole('Number of seeds: so many models are trained for each setting.', 1, MOST_MODELS), 1),
  mode: v.optional(
    choice(
      'Paired: a seed means the same noise, split, initial weights and batch order in each setting; or independent.',
      ['paired', 'independent'],
    ),
    'paired',
  ),
});

/** Which models stop before their last epoch. */
export const HalvingSchema = object({
  rungs: list(
    'Trained epochs after which models are compared, ascending.',
    whole('Trained epochs.', 1, 1_000_000),
    'rungs',
    1,
    16,
  ),
  keep: v.optional(
    v.pipe(
      finite(
        'Share of the models that goes on from a rung: of all that have come there so far, those with the least validation loss.',
      ),
      v.gtValue(0, 'must be above 0.'),
      v.ltValue(1, 'must be below 1.'),
    ),
    0.25,
  ),
});

export type RangeDocument = v.InferOutput<typeof RangeSchema>;
export type AxisDocument = v.InferOutput<typeof AxisSchema>;
export type SpaceDocument = v.InferOutput<typeof SpaceSchema>;
