import { permute, shuffleKeys } from '../random/permutation';
import { philoxKey } from '../random/streams';
import { ThetascapeError } from '../errors';
import type { FractionSplit, Scaling } from '../spec/types';
import { fitColumn } from './scaling';
import type { Column, Rows } from './types';

/** Numbers in their own units, before scaling and splitting. */
export interface Table {
  features: string[];
  targets: string[];
  count: number;
  /** (N, D + K) f64, row-major, features first. */
  values: Float64Array;
}

export interface Scalings {
  featureScaling: Scaling;
  targetScaling: Scaling;
}

/** The columns of a table, scaled by the rows given: (rows,) indices. */
export function fitColumns(
  table: Table,
  scalings: Scalings,
  rows: Uint32Array,
): { features: Column[]; targets: Column[] } {
  const width = table.features.length + table.targets.length;
  const fit = (name: string, scaling: Scaling, column: number) => {
    const values = new Float64Array(rows.length);
    rows.forEach((row, n) => {
      values[n] = table.values[row * width + column]!;
    });
    return fitColumn(name, scaling, values);
  };
  return {
    features: table.features.map((name, column) => fit(name, scalings.featureScaling, column)),
    targets: table.targets.map((name, column) => fit(name, scalings.targetScaling, table.features.length + column)),
  };
}

/**
 * Rows of a table in the network's units.
 *
 * @param rows (rows,) indices of the rows to take
 * @throws ThetascapeError when a scaled number is beyond f32, as when a second file lies far from the first
 */
export function toRows(table: Table, columns: { features: Column[]; targets: Column[] }, rows: Uint32Array): Rows {
  const width = table.features.length + table.targets.length;
  const take = (taken: Column[], first: number) => {
    const out = new Float32Array(rows.length * taken.length);
    taken.forEach((column, index) => {
      rows.forEach((row, n) => {
        const value = (table.values[row * width + first + index]! - column.offset) / column.factor;
        out[n * taken.length + index] = value;
      });
    });
    const bad = out.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) {
      throw new ThetascapeError(
        `Column "${taken[bad % taken.length]!.name}" has a number too far from the training rows to be scaled; ` +
          'remove it, or scale with "none".',
      );
    }
    return out;
  };
  return { count: rows.length, x: take(columns.features, 0), y: take(columns.targets, table.features.length) };
}

/** (N,) 0 … count − 1. */
export function allRows(count: number): Uint32Array {
  return new Uint32Array(count).map((_, row) => row);
}

/**
 * Draws the rows to hold out by a seeded permutation. Both parts keep the order of the table and have a row at least.
 *
 * @param key the model's key, for a split without a seed of its own
 */
export function splitRows(
  count: number,
  split: FractionSplit,
  key: number,
): { train: Uint32Array; validation: Uint32Array } {
  const heldOut = Math.min(count - 1, Math.max(1, Math.round(count * split.fraction)));
  const keys = shuffleKeys(philoxKey(split.seed ?? key, 'split'), 0);
  const isHeldOut = new Uint8Array(count);
  for (let index = 0; index < heldOut; index++) isHeldOut[permute(index, count, keys)] = 1;
  const rows = allRows(count);
  return {
    train: rows.filter((row) => isHeldOut[row] === 0),
    validation: rows.filter((row) => isHeldOut[row] === 1),
  };
}

/** "7,000 rows for training and 3,000 for validation", for captions. */
export function describeRows(train: Rows, validation: Rows): string {
  return `${counted(train.count, 'row')} for training and ${validation.count.toLocaleString('en')} for validation`;
}

/** "1 row", "7,000 rows". */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
