import { numberCell, type Listing } from '../listing';
import type { LiveSetting } from '../live-run';
import { hasStopped, isStopped } from '../selection';
import { QUANTITIES } from './quantities';
import { settingSpread } from './setting-spread';

/** A row per setting: medians over the seeds at the shown epoch. */
export const NUMBER_LISTING: Listing = {
  caption: ({ sweep, epoch }) =>
    `Parameters of the settings of the sweep ${sweep.name} after epoch ${epoch}, medians over the seeds`,
  columns: [...QUANTITIES.map(({ title }) => title), 'status'],
  rows: ({ sweep, epoch }) =>
    sweep.settings.map((setting) => {
      const status = statusOf(setting, epoch);
      return {
        setting,
        model: '',
        isMuted: hasStopped(setting, epoch),
        cells: [
          ...QUANTITIES.map((quantity) => numberCell(settingSpread(setting, quantity, epoch).middle, quantity.text)),
          { value: status, text: status },
        ],
      };
    }),
};

/** How many of its models are trained no further. */
function statusOf({ models }: LiveSetting, epoch: number): string {
  const diverged = models.filter(({ divergedAt }) => divergedAt !== null).length;
  const stopped = models.filter((model) => model.divergedAt === null && isStopped(model, epoch)).length;
  const parts = [
    ...(diverged > 0 ? [`✕ ${diverged} of ${models.length} diverged`] : []),
    ...(stopped > 0 ? [`${stopped} of ${models.length} stopped`] : []),
  ];
  return parts.join(', ');
}
