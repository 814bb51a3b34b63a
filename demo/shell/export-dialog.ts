import { ThetascapeError } from '../../src/errors';
import type { Run } from '../../src/index';
import type { ViewState } from '../../src/views/view';
import { writeSafetensors } from '../../src/tensors/safetensors';
import { modelPrefix, stateDict } from '../../src/tensors/state-dict';
import { download } from './download';
import { button, make } from './elements';
import { pageManifest } from './manifest';
import type { Attempt } from './notices';

/** What of an experiment can be taken home; pictures and tables are saved where they are shown. */
export class ExportDialog {
  readonly #dialog = make('dialog', { className: 'export', ariaLabel: 'Export' });

  /**
   * @param directory saves the run directory
   * @param attempt runs an action and shows what goes wrong
   */
  constructor(
    private readonly shown: () => { run: Run; state: ViewState } | null,
    directory: () => Promise<void>,
    attempt: Attempt,
  ) {
    const item = (text: string, explanation: string, action: () => Promise<void>) => {
      const press = button(text, () => {
        this.#dialog.close();
        void attempt(action);
      });
      return make('li', {}, press, make('span', {}, explanation));
    };
    this.#dialog.append(
      make('h2', {}, 'Export'),
      make('p', {}, 'Pictures and their numbers are saved at each of them. Of the experiment as a whole:'),
      make(
        'ul',
        {},
        item('Manifest', 'JSON, which “thetascape run” trains again', () => this.#manifest()),
        item('Run directory', 'all that is trained, as .tar, which “thetascape resume” makes a report of', directory),
        item('Pinned models', 'their parameters, safetensors with PyTorch’s names', () => this.#weights(true)),
        item('All models', 'in one safetensors file, a group model0/, model1/, … each', () => this.#weights(false)),
      ),
      button('Close', () => this.#dialog.close(), 'primary'),
    );
    document.body.append(this.#dialog);
  }

  open(): void {
    this.#dialog.showModal();
  }

  async #manifest(): Promise<void> {
    const { run } = this.#found();
    download(new Blob([pageManifest(run)], { type: 'application/json' }), `${run.spec.name}-manifest.json`);
  }

  async #weights(onlyPinned: boolean): Promise<void> {
    const { run, state } = this.#found();
    const pinned = state.pins.flatMap(({ models }) => models.map(({ model }) => model.index));
    if (onlyPinned && pinned.length === 0) {
      throw new ThetascapeError('No setting is pinned: click one in a picture or a table, then export it.');
    }
    const bytes = await weightsFile(run, onlyPinned ? pinned : Array.from(run.models, ({ index }) => index));
    download(new Blob([bytes]), `${run.spec.name}.safetensors`);
  }

  #found(): { run: Run; state: ViewState } {
    const found = this.shown();
    if (found) return found;
    throw new ThetascapeError('There is nothing to export yet: choose an experiment first.');
  }
}

/** @param indices of the models; those that have not been begun are left out */
async function weightsFile(run: Run, indices: readonly number[]): Promise<Uint8Array<ArrayBuffer>> {
  const weights = await run.weights(indices);
  const tensors = indices.flatMap((index, i) => {
    const own = weights[i];
    return own ? [...stateDict(run.models.at(index)!.setting.network, own, modelPrefix(index))] : [];
  });
  if (tensors.length === 0)
    throw new ThetascapeError('None of these models has been trained yet: run the experiment first.');
  return writeSafetensors(new Map(tensors), { format: 'pt', run: run.spec.name });
}
