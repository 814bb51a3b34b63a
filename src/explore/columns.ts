/** The columns of a models table, whoever wrote it: what each is for is told by its name and by the spec of the run. */
import { variedOf } from '../spec/axes';
import type { Spec } from '../spec/types';

/** `setting`: a number that no model differs in, or part of one that is an axis. */
export type Role = 'identity' | 'axis' | 'setting' | 'metric';

export interface ColumnInfo {
  /** `regularization.l2Penalty`, `validationLoss.log10`, … */
  name: string;
  role: Role;
}

/** What is known of a column before it is read. */
export interface ColumnHead {
  name: string;
  isText: boolean;
  /** Whether all of its cells are known to be the same. */
  isConstant: boolean;
}

const IDENTITY = ['model', 'sweep', 'seed', 'key', 'dataset', 'steps', 'diverged', 'divergedAt'];
const SECTIONS = /^(?:data|network|training|regularization|evaluation|changes)\b/;

/** @param spec of the run, if its manifest is there: else the numbers of settings that differ are the axes */
export function columnsOf(heads: readonly ColumnHead[], spec: Spec | null): ColumnInfo[] {
  const varied = new Set(spec?.sweeps.flatMap((sweep) => variedOf(sweep).map(({ path }) => path)));
  const names = new Set(heads.map(({ name }) => name));
  const isAxis = ({ name, isText, isConstant }: ColumnHead): boolean => {
    if (spec) return varied.has(name);
    // one number may stand for all layers, whose own ones follow it
    const whole = name.replace(/\[\d+\]$/, '');
    return !isText && !isConstant && (whole === name || !names.has(whole));
  };
  return heads.flatMap((head): ColumnInfo[] => {
    const { name } = head;
    if (IDENTITY.includes(name)) return [{ name, role: 'identity' }];
    if (SECTIONS.test(name)) return [{ name, role: isAxis(head) ? 'axis' : 'setting' }];
    return head.isText || head.isConstant ? [] : [{ name, role: 'metric' }];
  });
}
