import type { Share } from '../../metrics/importance';
import type { ImportanceOf } from './state';

/** The axes with what they explain, the most important one first; none where too few models say. */
export function byShare({ axes, shares }: ImportanceOf): (readonly [name: string, share: Share])[] {
  const all = shares?.axes.map((share, axis) => [axes[axis]!, share] as const) ?? [];
  return all.toSorted(([, a], [, b]) => b.share - a.share);
}
