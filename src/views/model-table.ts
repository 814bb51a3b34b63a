import { fixed, percent } from '../metrics/format';
import { logLoss, type LiveModel, type LiveRun, type LiveSetting, type LiveSweep } from './live-run';
import { swatch } from './swatch';

const COLUMNS = ['setting', 'log₁₀ train', 'log₁₀ validation', '|θ|\u00a0<\u00a00.001', 'RMS\u00a0θ', 'status'];

/** A row per model, in the order of the sweep: the numbers behind the other views. */
export class ModelTable {
  readonly #table = document.createElement('table');
  /** The cells after the setting, of each model. */
  #cells = new Map<LiveModel, HTMLTableCellElement[]>();
  #shown: LiveRun | null = null;

  /** @param caption what the table holds, for those who do not see where it stands */
  constructor(
    element: HTMLElement,
    private readonly caption: string,
  ) {
    element.append(this.#table);
  }

  /** Another run than the last one starts a new table. */
  update(run: LiveRun): void {
    if (run !== this.#shown) this.#build(run);
    for (const [live, cells] of this.#cells) {
      numbersOf(live).forEach((text, i) => {
        if (cells[i]!.textContent !== text) cells[i]!.textContent = text;
      });
    }
  }

  dispose(): void {
    this.#table.remove();
  }

  #build(run: LiveRun): void {
    this.#shown = run;
    this.#cells = new Map();
    const caption = document.createElement('caption');
    caption.textContent = this.caption;
    const head = document.createElement('thead');
    const row = head.insertRow();
    COLUMNS.forEach((name) => row.append(headCell(name, 'col')));
    this.#table.replaceChildren(caption, head, ...run.sweeps.map((sweep) => this.#body(sweep)));
  }

  #body(sweep: LiveSweep): HTMLTableSectionElement {
    const body = document.createElement('tbody');
    const title = headCell(sweep.name, 'rowgroup');
    title.colSpan = COLUMNS.length;
    body.insertRow().append(title);
    for (const setting of sweep.settings) {
      for (const live of setting.models) {
        const row = body.insertRow();
        row.append(settingCell(setting, live));
        this.#cells.set(
          live,
          COLUMNS.slice(1).map(() => row.insertCell()),
        );
      }
    }
    return body;
  }
}

function numbersOf({ model, trainLoss, validationLoss, latest }: LiveModel): string[] {
  const { epochs } = model.setting.training;
  if (!latest) return ['–', '–', '–', '–', 'waiting'];
  const { nearZero, rms } = latest.statistics.total;
  const losses = [trainLoss, validationLoss].map((loss) => fixed(logLoss(loss.at(-1))));
  if (latest.divergedAt !== null) return [...losses, '–', '–', `diverged at step ${latest.divergedAt}`];
  const status = trainLoss.length === epochs ? 'trained' : `epoch ${trainLoss.length} of ${epochs}`;
  return [...losses, percent(nearZero), fixed(rms, 3), status];
}

function settingCell({ label, strength, models }: LiveSetting, { model }: LiveModel): HTMLTableCellElement {
  const cell = headCell(models.length > 1 ? `${label}, seed ${model.seed}` : label, 'row');
  cell.prepend(swatch(strength));
  return cell;
}

function headCell(text: string, scope: string): HTMLTableCellElement {
  const cell = document.createElement('th');
  cell.scope = scope;
  cell.textContent = text;
  return cell;
}
