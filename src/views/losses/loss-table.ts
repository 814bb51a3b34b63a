import { fixed } from '../../metrics/format';
import { log10Loss } from '../../metrics/statistics';
import { tableOf, type Table } from '../../metrics/table';
import { numberCell, type Listing } from '../listing';
import type { LiveModel } from '../live-model';
import { isStopped } from '../selection';
import type { ViewState } from '../view';

/** A row per model, as trained up to the shown epoch. */
export const LOSS_LISTING: Listing = {
  caption: ({ sweep, epoch }) => `Losses of the models of the sweep ${sweep.name} after epoch ${epoch}, log₁₀ MSE`,
  columns: ['training', 'validation', 'gap', 'status'],
  rows: ({ sweep, epoch }) =>
    sweep.settings.flatMap((setting) =>
      setting.models.map((live) => {
        const { train, validation } = live.lossAt(epoch);
        const logs = [log10Loss(train), log10Loss(validation)] as const;
        const status = statusOf(live);
        return {
          setting,
          isMuted: isStopped(live, epoch),
          model: setting.models.length > 1 ? `seed ${live.model.seed}` : '',
          cells: [
            ...[...logs, logs[1] - logs[0]].map((value) => numberCell(value, fixed)),
            { value: status, text: status },
          ],
        };
      }),
    ),
};

function statusOf({ model, epochs, divergedAt, stoppedAt }: LiveModel): string {
  if (divergedAt !== null) return `✕ diverged at step ${divergedAt}`;
  if (stoppedAt !== null) return `stopped after epoch ${stoppedAt}`;
  if (epochs === 0) return 'waiting';
  const planned = model.setting.training.epochs;
  return epochs === planned ? 'trained' : `epoch ${epochs} of ${planned}`;
}

/** A row per model and epoch trained, MSE in the network's units. */
export function lossNumbers({ sweep }: ViewState): Table {
  const rows = sweep.settings.flatMap(({ label, models }) =>
    models.flatMap(({ model, trainLoss, validationLoss }) =>
      Array.from(trainLoss, (train, e) => [model.index, label, model.seed, e + 1, train, validationLoss[e]!]),
    ),
  );
  return tableOf(['model', 'setting', 'seed', 'epoch', 'train', 'validation'], rows);
}
