import { tar, type ArchivedFile } from '../../src/journal/tar';
import { plural } from '../../src/metrics/format';
import { bytesText } from '../experiment/estimate';
import { isWhole, type KeptRun } from '../kept/kept-run';
import { filesOf, keptRuns, discardRun } from '../kept/kept-runs';
import { download } from './download';
import { button, make } from './elements';
import { nameOf, progressOf } from './kept-notices';
import type { Attempt } from './notices';

/** The runs that the browser keeps: to open, to take home, to delete. */
export class KeptDialog {
  readonly #dialog = make('dialog', { className: 'kept', ariaLabel: 'Kept runs' });
  readonly #list = make('div', { role: 'status' });

  /** @param open opens the experiment of a kept run */
  constructor(
    private readonly openRun: (kept: KeptRun) => void,
    private readonly attempt: Attempt,
  ) {
    this.#dialog.append(
      make('h2', {}, 'Kept runs'),
      make('p', {}, 'What this page trains is kept in this browser, and nowhere else. A download is the record.'),
      this.#list,
      button('Close', () => this.#dialog.close(), 'primary'),
    );
    document.body.append(this.#dialog);
  }

  open(): void {
    void this.attempt(async () => {
      await this.#show();
      this.#dialog.showModal();
    });
  }

  async #show(): Promise<void> {
    const runs = await keptRuns();
    const total = runs.reduce((bytes, run) => bytes + run.bytes, 0);
    const said = runs.length === 0 ? 'None yet.' : `Together ${bytesText(total)}.`;
    this.#list.replaceChildren(make('p', {}, said), make('ul', {}, ...runs.map((run) => this.#item(run))));
  }

  #item(run: KeptRun): HTMLElement {
    const name = nameOf(run);
    const state = isWhole(run) ? `${plural(run.header.models, 'model')}, trained` : progressOf(run);
    const named = (text: string, press: () => void) => {
      const pressed = button(text, press);
      pressed.ariaLabel = `${text} ${name}`;
      return pressed;
    };
    const open = () => (this.#dialog.close(), this.openRun(run));
    const save = () => void this.attempt(async () => saveDirectory(name, await filesOf(run.id)));
    const remove = () => void this.attempt(async () => (await discardRun(run.id), this.#show()));
    return make(
      'li',
      {},
      make('span', {}, make('strong', {}, name), ` ${state} · ${bytesText(run.bytes)} · ${dateOf(run)}`),
      make('span', {}, named('Open', open), named('Download', save), named('Delete', remove)),
    );
  }
}

/** Saves a run directory as one file, which `thetascape resume` goes on with once it is unpacked. */
export function saveDirectory(run: string, files: readonly ArchivedFile[]): void {
  const name = `${run.replaceAll(/[^\w-]+/g, '-').slice(0, 40)}-run`;
  const inside = files.map(({ path, bytes }) => ({ path: `${name}/${path}`, bytes }));
  download(new Blob(tar(inside), { type: 'application/x-tar' }), `${name}.tar`);
}

const dateOf = ({ changed }: KeptRun): string =>
  new Date(changed).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });
