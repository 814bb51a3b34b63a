/** Heights of densities, which are multiples of the initial level: u = 1 before training, 83 with every parameter at 0. */

/** asinh shows 1 and 83 at once; linear is cut where the article cut its figures; log starts at {@link LOG_FLOOR}. */
export const HEIGHT_SCALES = ['asinh', 'linear', 'log'] as const;
export type HeightScale = (typeof HEIGHT_SCALES)[number];

export const LINEAR_CAP = 2.7;
/** About what a single one of the article's 12,673 parameters adds to a density. */
export const LOG_FLOOR = 0.01;

const HEIGHTS: Record<HeightScale, (u: number) => number> = {
  asinh: Math.asinh,
  linear: (u) => Math.min(u, LINEAR_CAP),
  log: (u) => Math.log10(Math.max(u, LOG_FLOOR) / LOG_FLOOR),
};

export const heightOf = (scale: HeightScale, u: number): number => HEIGHTS[scale](u);

/** Whether a scale cuts a peak. */
export const isCapped = (scale: HeightScale, peak: number): boolean => scale === 'linear' && peak > LINEAR_CAP;

export interface HeightTick {
  /** In units of {@link heightOf}. */
  height: number;
  text: string;
}

/**
 * Ticks that have room, the most telling ones first: the initial level, the ceiling, where the article cut, …
 *
 * @param ceiling greatest density that the estimate can show
 * @param gap least distance of two ticks, in units of height
 */
export function heightTicks(scale: HeightScale, ceiling: number, gap: number): HeightTick[] {
  const most = scale === 'linear' ? LINEAR_CAP : ceiling;
  const least = scale === 'log' ? LOG_FLOOR : 0;
  const taken: HeightTick[] = [];
  for (const u of [1, most, least, LINEAR_CAP, 10, 0.5]) {
    const height = heightOf(scale, u);
    if (u > most || taken.some((tick) => Math.abs(tick.height - height) < gap)) continue;
    taken.push({ height, text: levelText(u) });
  }
  return taken.sort((a, b) => a.height - b.height);
}

/** `0`, `½×`, `1× (init)`, `2.7×`, `83×`. */
function levelText(u: number): string {
  if (u === 0) return '0';
  if (u === 0.5) return '½×';
  return u === 1 ? '1× (init)' : `${Number(u.toPrecision(2))}×`;
}
