import type { Spec, SpecInput } from '../../src/index';
import { count, list } from '../../src/metrics/format';
import { axisSymbol } from '../../src/metrics/setting-label';
import { resolve } from '../../src/spec';
import { modelCount } from '../../src/spec/sweeps';
import type { Axis } from '../../src/spec/types';
import { withAxis, withValues, type ExplicitDocument } from './edits';
import { explicit } from './link-edits';

/** Weights times batch rows times steps: 3,000 steps of the article's network, about 20 s on a CPU. */
const MOST_PRODUCTS = 3000 * 64 * 12_416;
const MOST_POINTS = 1000;
const MOST_VALUES = 4;
/** Training rows of data whose size is not in the spec. */
const USUAL_ROWS = 700;

/** A smaller experiment, and what was shrunk of it, in a sentence that is empty if nothing was. */
interface Shrunk {
  input: SpecInput;
  sentence: string;
}

/** The same experiment for an adapter that runs on the CPU, small enough to end in about 20 s. */
export function smallFor(input: SpecInput): Shrunk {
  const shrinks = [withFewerPoints, withFewerValues, withOneSeed, withFewerEpochs];
  return shrunk(input, shrinks, 'an adapter that runs on the CPU');
}

/** Whether an adapter that runs on the CPU ends it in about 20 s as it is. */
export function isShort(spec: Spec): boolean {
  return spec.training.epochs * productsPerEpoch(spec) <= MOST_PRODUCTS;
}

/** The same experiment for a GPU with low limits, such as a phone's. */
export function modestFor(input: SpecInput): Shrunk {
  return shrunk(input, [withOneSeed], 'a GPU with low limits');
}

function shrunk(
  input: SpecInput,
  shrinks: readonly ((document: ExplicitDocument) => ExplicitDocument)[],
  whom: string,
) {
  const document = explicit(input);
  const small = shrinks.reduce((one, shrink) => shrink(one), document);
  return { input: small, sentence: sentenceOf(resolve(document), resolve(small), whom) };
}

function withFewerPoints(document: ExplicitDocument): ExplicitDocument {
  return pointsOf(resolve(document)) > MOST_POINTS ? withValue(document, 'data.points', MOST_POINTS) : document;
}

function withFewerValues(document: ExplicitDocument): ExplicitDocument {
  return axesOf(document)
    .filter(({ values }) => values.length > MOST_VALUES)
    .map(({ path, values }) => ({ path, values: spread(values) }))
    .reduce(withAxis, document);
}

function withOneSeed(document: ExplicitDocument): ExplicitDocument {
  return withValue(document, 'seeds.count', 1);
}

function withFewerEpochs(document: ExplicitDocument): ExplicitDocument {
  const { epochs } = document.training;
  const most = Math.max(1, Math.floor(MOST_PRODUCTS / productsPerEpoch(resolve(document))));
  return epochs > most ? withValue(withRungsBelow(document, most), 'training.epochs', most) : document;
}

/** Rungs that no model would pass are left out. */
function withRungsBelow(document: ExplicitDocument, epochs: number): ExplicitDocument {
  const { halving } = document;
  const rungs = halving?.rungs.filter((rung) => rung < epochs) ?? [];
  return { ...document, halving: halving && rungs.length > 0 ? { ...halving, rungs } : null };
}

function withValue(document: ExplicitDocument, path: string, value: number): ExplicitDocument {
  return explicit(withValues(document, [[path, value]]));
}

/** The first, the last and evenly those between. */
function spread(values: readonly number[]): number[] {
  const step = (values.length - 1) / (MOST_VALUES - 1);
  return Array.from({ length: MOST_VALUES }, (_, i) => values[Math.round(i * step)]!);
}

function productsPerEpoch(spec: Spec): number {
  const { widths } = spec.network;
  const weights = widths.slice(1).reduce((sum, width, i) => sum + width * widths[i]!, 0);
  const points = pointsOf(spec);
  const rows = points > 0 ? 0.7 * points : USUAL_ROWS;
  const batch = Math.min(rows, spec.training.batchSize);
  return modelCount(spec.sweeps, spec.seeds) * weights * batch * Math.ceil(rows / batch);
}

function pointsOf({ data }: Spec): number {
  return 'points' in data ? data.points : 0;
}

function axesOf({ sweeps }: { sweeps: readonly { axes: Axis[] }[] }): Axis[] {
  return sweeps.flatMap(({ axes }) => axes);
}

function sentenceOf(full: Spec, small: Spec, whom: string): string {
  const axes = axesOf(full).map(({ path, values }, i) => {
    return [axesOf(small)[i]!.values.length, values.length, `values of ${axisSymbol(path)}`] as const;
  });
  const sizes = [
    [pointsOf(small), pointsOf(full), 'points'] as const,
    ...axes,
    [small.seeds.count, full.seeds.count, 'seeds'] as const,
    [small.training.epochs, full.training.epochs, 'epochs'] as const,
  ];
  const less = sizes
    .filter(([left, of]) => left < of)
    .map(([left, of, what]) => `${count(left)} of ${count(of)} ${what}`);
  return less.length === 0 ? '' : `Shrunk for ${whom}: ${list(less)}.`;
}
