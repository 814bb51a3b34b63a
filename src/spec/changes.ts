/** Numbers of a setting that change while its model trains. */
import * as v from 'valibot';
import { settingDocument } from './document';
import { check, mistaken, type Checked } from './mistakes';
import { SettingSchema, type SettingDocument } from './schema';
import type { Change, Setting } from './types';

/** The parts of a setting that hold what may change. */
const ChangeableSchema = v.pick(SettingSchema, ['training', 'regularization']);

/** The setting with the numbers that are in force once `epochs` epochs have been trained. */
export function settingAfter(setting: Setting, epochs: number): Setting {
  return inOrder(setting.changes.filter(({ epoch }) => epoch <= epochs)).reduce(applied, setting);
}

/** Whether units are dropped in any epoch. */
export function everDrops(setting: Setting): boolean {
  return [0, ...setting.changes.map(({ epoch }) => epoch)].some((epochs) =>
    settingAfter(setting, epochs).regularization.dropout.some((p) => p > 0),
  );
}

/** Each change must say what it does in one way. */
export function changesOf(documents: SettingDocument['changes']): Checked<Change[]> {
  const mistakes: string[] = [];
  const changes = documents.flatMap(({ epoch, path, multiply, value }, index): Change[] => {
    if (multiply !== undefined && value !== undefined) {
      mistakes.push(`changes[${index}] gives both multiply and value; keep one of them.`);
    } else if (multiply !== undefined) return [{ epoch, path, multiply }];
    else if (value !== undefined) return [{ epoch, path, value }];
    else mistakes.push(`changes[${index}] needs either multiply or value.`);
    return [];
  });
  return mistakes.length > 0 ? mistaken(...mistakes) : { ok: true, value: changes };
}

/** What each change makes of its number must be in the range of that number. */
export function changeMistakes(setting: Setting): string[] {
  let changed = setting;
  for (const change of inOrder(setting.changes)) {
    changed = applied(changed, change);
    const { training, regularization } = settingDocument(changed);
    const checked = check(ChangeableSchema, { training, regularization });
    const at = setting.changes.indexOf(change);
    if (!checked.ok) return checked.mistakes.map((mistake) => `changes[${at}]: ${mistake}`);
  }
  return [];
}

/** By epoch, and as they are listed within one. */
function inOrder(changes: readonly Change[]): Change[] {
  return changes.toSorted((a, b) => a.epoch - b.epoch);
}

function applied(setting: Setting, change: Change): Setting {
  const { network, training, regularization } = setting;
  const { path } = change;
  const next = (number: number) => ('value' in change ? change.value : number * change.multiply);
  if (path === 'training.learningRate') {
    return { ...setting, training: { ...training, learningRate: next(training.learningRate) } };
  }
  const isBare = (layer: number) => layer === 0 && !network.inputActivation;
  const changed =
    path === 'regularization.dropout'
      ? { dropout: regularization.dropout.map((p, layer) => (isBare(layer) ? p : next(p))) }
      : path === 'regularization.l2Penalty'
        ? { l2Penalty: next(regularization.l2Penalty) }
        : { weightDecay: next(regularization.weightDecay) };
  return { ...setting, regularization: { ...regularization, ...changed } };
}
