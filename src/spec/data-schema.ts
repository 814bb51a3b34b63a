import * as v from 'valibot';
import { choice, either, flag, fraction, kinds, list, number, object, text, whole } from './fields';

const PATH_LENGTH = 4096;
/** Rows of a made data set. */
const MOST_POINTS = 1_000_000;

/** A seed that may be left to the model. */
function seed(description: string) {
  return v.pipe(v.nullable(whole(description, 0, Number.MAX_SAFE_INTEGER)), v.description(description));
}

const Fraction = fraction('Fraction of the rows held out for validation.');
const fractionSplit = object({
  kind: v.pipe(v.literal('fraction'), v.description('Hold out a fraction of the rows, drawn at random.')),
  fraction: v.optional(Fraction, 0.3),
  seed: v.optional(seed('Seed of the draw; null follows the seed of the model.'), null),
});
const fileSplit = object({
  kind: v.pipe(v.literal('file'), v.description('Validate on all rows of a second file.')),
  path: text('Path of the CSV file with the validation rows, with the same columns.', PATH_LENGTH),
});
const ABOUT_SPLIT = 'Which rows are held out: a fraction of the rows, or more exactly an object.';
const SplitByFraction = v.pipe(
  either('a fraction or an object', [Fraction, kinds([fractionSplit])]),
  v.description(ABOUT_SPLIT),
);
const SplitAny = v.pipe(
  either('a fraction or an object', [Fraction, kinds([fractionSplit, fileSplit])]),
  v.description(ABOUT_SPLIT),
);

const points = v.optional(whole('Number of rows, on an even grid.', 2, MOST_POINTS), 10_000);
const noise = v.optional(number('Standard deviation of the normal noise added before scaling.', 0, 1e6), 0.1);
const coefficient = (description: string) => number(description, -1000, 1000);
const noiseSeed = v.optional(seed('Seed of the noise; null follows the seed of the model.'), null);
const split = v.optional(SplitByFraction, 0.3);
const scaling = (what: string, rows: string) =>
  choice(`How ${what} are brought to the network's units, by ${rows}.`, ['min-max', 'standardise', 'none']);

const article = object({
  kind: v.pipe(
    v.literal('article'),
    v.description("The article's curve, y = sin(a·x)(1 − cos(b·x))/exp(c·x) + noise."),
  ),
  points,
  noise,
  a: v.optional(coefficient('Coefficient a.'), 0.952901),
  b: v.optional(coefficient('Coefficient b.'), 1.453983),
  c: v.optional(number('Coefficient c.', -10, 10), -0.0953329),
  seed: noiseSeed,
  split,
});

const randomCurve = object({
  kind: v.pipe(
    v.literal('random-curve'),
    v.description("The article's generator with a, b ~ N(1, 0.5) and c ~ N(0, 0.1) drawn from the seed."),
  ),
  points,
  noise,
  seed: v.optional(seed('Seed of the coefficients and the noise; null follows the seed of the model.'), null),
  split,
});

const formula = object({
  kind: v.pipe(v.literal('formula'), v.description('y = expression(x) + noise on an even grid.')),
  expression: text('Formula of y in x, such as "sin(2 * x) / (1 + x^2)".', 1000),
  from: v.optional(number('First x.', -1e9, 1e9), 0),
  to: v.optional(number('Last x.', -1e9, 1e9), 1),
  points: v.optional(points.wrapped, 1000),
  noise: v.optional(noise.wrapped, 0),
  featureScaling: v.optional(scaling('the features', 'all rows'), 'none'),
  targetScaling: v.optional(scaling('the targets', 'all rows'), 'min-max'),
  seed: noiseSeed,
  split,
});

function columns(description: string) {
  const name = text('Name of a column.', 1000);
  return v.pipe(
    either('a column name or a list of them', [name, list(description, name, 'column names', 1, 256)]),
    v.description(`${description} Without a header the columns are column1, column2, …`),
  );
}

const csv = object({
  kind: v.pipe(v.literal('csv'), v.description('Columns of a CSV file.')),
  path: text('Path of the CSV file.', PATH_LENGTH),
  features: columns('Names of the feature columns.'),
  targets: columns('Names of the target columns.'),
  header: v.optional(flag('Whether the first row holds the names of the columns.'), true),
  missing: v.optional(
    choice('What a cell that holds no number does: stop, or drop its row.', ['error', 'drop']),
    'error',
  ),
  featureScaling: v.optional(scaling('the features', 'the training rows'), 'standardise'),
  targetScaling: v.optional(scaling('the targets', 'the training rows'), 'standardise'),
  split: v.optional(SplitAny, 0.3),
});

const co2 = object({
  kind: v.pipe(v.literal('co2'), v.description('Monthly CO2 at Mauna Loa since 1958, by date.')),
  featureScaling: v.optional(scaling('the features', 'the training rows'), 'standardise'),
  targetScaling: v.optional(scaling('the targets', 'the training rows'), 'standardise'),
  split,
});

export const DataObjectSchema = kinds([article, randomCurve, formula, csv, co2]);

export const DataSchema = v.pipe(
  either('the name of a data set, or an object with a "kind"', [
    choice('A data set with its defaults.', ['article', 'random-curve', 'co2'], ', or an object with a "kind"'),
    DataObjectSchema,
  ]),
  v.title('Data'),
  v.description('What the networks learn: the name of a data set, or an object for its settings.'),
);
