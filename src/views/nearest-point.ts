import type { Pick } from './chart';
import type { Point } from './drawing';
import type { LiveSetting } from './live-run';

/** Pixels from a mark at which it counts as pointed at. */
const REACH = 16;

/** What was drawn of a setting, in pixels. */
export interface Drawn {
  setting: LiveSetting;
  points: readonly Point[];
}

export function nearestPoint(drawn: readonly Drawn[]): Pick {
  return (px, py) => {
    let [best, least]: [LiveSetting | null, number] = [null, REACH];
    for (const { setting, points } of drawn) {
      for (const [x, y] of points) {
        const distance = Math.hypot(x - px, y - py);
        // Comparisons with NaN are false.
        if (distance < least) [best, least] = [setting, distance];
      }
    }
    return best;
  };
}
