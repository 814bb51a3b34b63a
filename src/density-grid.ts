/** Where a density is estimated: `points` even points on ±`limit`, with a Gaussian kernel of sd `bandwidth`. */
export interface DensityGrid {
  bandwidth: number;
  points: number;
  limit: number;
}

/** The article's: h = 0.001 and 500 points on ±0.3. */
export const ARTICLE_GRID: DensityGrid = { bandwidth: 0.001, points: 500, limit: 0.3 };
