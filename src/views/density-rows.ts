import type { DensityGrid } from '../density-grid';
import { logDensity } from '../metrics/density';
import { inInitialLevels } from '../metrics/density-summary';
import { plateau } from '../metrics/entropy';
import { percent } from '../metrics/format';
import { maximum, median } from '../metrics/statistics';
import type { LiveModel, LiveSetting, LiveSweep } from './live-run';
import { heightOf } from './ridge-geometry';

/** The density of the parameters that a sweep starts from: what all others are measured by. */
export interface InitialDensity {
  grid: DensityGrid;
  /** (points,) in multiples of `level`. */
  curve: Float64Array;
  /** Height of its plateau, as a probability per point: for the article's network 0.0048. */
  level: number;
  /** Greatest density that the estimate can show, all parameters being 0, in multiples of `level`. */
  ceiling: number;
}

/** @param weights (P,) initial parameters of one model */
export function initialDensity(weights: Float32Array, grid: DensityGrid): InitialDensity {
  const log = logDensity(weights, grid);
  const level = plateau(log);
  const ceiling = Math.exp(maximum(logDensity(new Float32Array(1), grid))) / level;
  return { grid, curve: inInitialLevels(log, level), level, ceiling };
}

export interface DensityRow {
  label: string;
  /** From 0 to 1; null for the initial parameters. */
  strength: number | null;
  /** (points,) in multiples of the initial level. */
  curve: Float64Array;
}

/** What the scene shows: the initial parameters in front, then a row per setting, the strongest at the back. */
export interface DensityRows {
  rows: DensityRow[];
  points: number;
  /** The rows span θ = ±limit. */
  limit: number;
  /** Greatest height that a row can have. */
  tallest: number;
  /** What the picture shows, in words. */
  description: string;
}

/** A row is the median over the seeds; models that diverged are left out, and before its first epoch it is the initial one. */
export function densityRows({ name, settings }: LiveSweep, initial: InitialDensity): DensityRows {
  const { grid, curve, ceiling } = initial;
  const rows = settings.map((setting) => ({
    label: setting.label,
    strength: setting.strength,
    curve: curveOf(setting, initial),
  }));
  const near = settings.map(({ label, models }) => `${label}: ${nearZeroText(models)}`);
  return {
    rows: [{ label: 'initial', strength: null, curve }, ...rows],
    points: grid.points,
    limit: grid.limit,
    tallest: heightOf(ceiling),
    description: `Density of the parameters of each setting of the sweep ${name}. Within 0.001 of zero: ${near.join('; ')}.`,
  };
}

function curveOf({ models }: LiveSetting, { curve, level }: InitialDensity): Float64Array {
  const densities = models.flatMap((live) => (live.latest?.density && isHealthy(live) ? [live.latest.density] : []));
  if (densities.length === 0) return models.every(isHealthy) ? curve : curve.map(() => 0);
  return curve.map((_, point) => median(densities.map((density) => density[point]!)) / level);
}

const isHealthy = ({ latest }: LiveModel): boolean => (latest?.divergedAt ?? null) === null;

function nearZeroText(models: readonly LiveModel[]): string {
  const fractions = models.flatMap(({ latest }) => (latest ? [latest.statistics.total.nearZero] : []));
  return fractions.length === 0 ? '–' : percent(median(fractions));
}
