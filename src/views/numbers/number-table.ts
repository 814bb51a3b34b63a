import { numberCell, type Listing } from '../listing';
import { QUANTITIES } from './quantities';
import { settingSpread } from './setting-spread';

/** A row per setting: medians over the seeds at the shown epoch. */
export const NUMBER_LISTING: Listing = {
  caption: ({ sweep, epoch }) =>
    `Parameters of the settings of the sweep ${sweep.name} after epoch ${epoch}, medians over the seeds`,
  columns: [...QUANTITIES.map(({ title }) => title), 'diverged'],
  rows: ({ sweep, epoch }) =>
    sweep.settings.map((setting) => {
      const diverged = setting.models.filter(({ divergedAt }) => divergedAt !== null).length;
      return {
        setting,
        model: '',
        cells: [
          ...QUANTITIES.map((quantity) => numberCell(settingSpread(setting, quantity, epoch).middle, quantity.text)),
          { value: diverged, text: diverged === 0 ? '' : `✕ ${diverged} of ${setting.models.length}` },
        ],
      };
    }),
};
