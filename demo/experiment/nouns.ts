/** What the nouns of the sentence say of a spec. */
import type { Spec } from '../../src/index';
import { count, list, percent, plural, settingText } from '../../src/metrics/format';
import type { Activation } from '../../src/spec/types';

export function networkNoun({ network }: Spec): string {
  const hidden = network.widths.slice(1, -1);
  if (hidden.length === 0) return 'no hidden';
  const kinds = [...new Set(network.activations.slice(network.inputActivation ? 0 : 1).map(activationText))];
  const start = network.init.kind === 'pytorch' ? '' : ` from ${network.init.kind}`;
  return `${hidden.join('–')} ${list(kinds)}${start}`;
}

/** The data in a few words. */
export function dataNoun({ data }: Pick<Spec, 'data'>): string {
  switch (data.kind) {
    case 'article':
      return 'the article’s curve';
    case 'random-curve':
      return 'random curves';
    case 'formula':
      return `y = ${data.expression}`;
    case 'csv':
      return `${list(data.targets)} by ${few(data.features)} of ${data.path}`;
    case 'co2':
      return 'CO₂ at Mauna Loa';
    default:
      return data satisfies never;
  }
}

export function decayNoun(spec: Spec): string {
  const { regularization } = spec;
  const decays = [
    numberNoun(spec, 'regularization.l2Penalty', regularization.l2Penalty, 'coupled λ'),
    numberNoun(spec, 'regularization.weightDecay', regularization.weightDecay, 'decoupled λ'),
  ].filter((text) => text !== '');
  if (decays.length === 0) return 'no weight decay';
  return `${list(decays)}${regularization.decayBiases ? '' : ', weights only'}`;
}

export function dropoutNoun(spec: Spec): string {
  const [first = 0, ...rest] = new Set(spec.regularization.dropout.slice(spec.network.inputActivation ? 0 : 1));
  if (rest.length > 0) return `dropout ${spec.regularization.dropout.map((p) => settingText(p)).join('–')}`;
  return numberNoun(spec, 'regularization.dropout', first, 'dropout') || 'no dropout';
}

export function trainingNoun(spec: Spec): string {
  const { epochs, batchSize, learningRate } = spec.training;
  const rate = numberNoun(spec, 'training.learningRate', learningRate, 'rate');
  const changed = spec.changes.map(({ epoch }) => count(epoch));
  const changes = changed.length === 0 ? '' : `, changed after epoch ${list(changed)}`;
  const rungs = spec.halving?.rungs.map(count) ?? [];
  const halved =
    rungs.length === 0 ? '' : `, the best ${percent(spec.halving!.keep)} going on after epoch ${list(rungs)}`;
  return `${plural(epochs, 'epoch')} of batches of ${count(batchSize)}, ${rate}${changes}${halved}`;
}

export function seedsNoun({ seeds }: Spec): string {
  return seeds.count === 1 ? '1 seed' : `${count(seeds.count)} ${seeds.mode} seeds`;
}

export function evaluationNoun({ evaluation: { dropout, passes } }: Spec): string {
  return dropout === 'mean' ? `the mean of ${count(passes)} passes` : `dropout ${dropout}`;
}

export function sweepsNoun({ sweeps }: Spec): string {
  return `${sweeps.length} sweeps: ${list(sweeps.map(({ name }) => name))}`;
}

/** `word 1e-5 … 1 (8 values)`, `word 0.1`, or nothing for a 0 that is not varied. */
function numberNoun({ sweeps }: Spec, path: string, value: number, word: string): string {
  const axis = sweeps.flatMap(({ axes }) => axes).find((one) => one.path === path);
  if (!axis) return value === 0 ? '' : `${word} ${settingText(value)}`;
  const { values } = axis;
  if (values.length === 1) return `${word} ${settingText(values[0]!)}`;
  return `${word} ${settingText(values[0]!)} … ${settingText(values.at(-1)!)} (${plural(values.length, 'value')})`;
}

function activationText({ kind, slope }: Activation): string {
  return kind === 'leaky-relu' ? `${kind} ${settingText(slope)}` : kind;
}

function few(names: readonly string[]): string {
  return names.length > 3 ? `${names.length} columns` : list(names);
}
