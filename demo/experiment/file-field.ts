import { button, make } from '../shell/elements';
import { columnsOf } from './columns';
import { withValues } from './edits';
import type { Experiment } from './experiment';
import { Field } from './field';
import { learnFrom } from './learn-from';
import type { FieldDefinition } from './panels';

/** More columns are picked by their names, in the fields below. */
const MOST_PICKED = 64;
const ROLES = ['not used', 'feature', 'target'] as const;

/** A CSV file, chosen or pasted, and what each of its columns is for. */
export class FileField extends Field {
  readonly #name = make('p', { className: 'file' });
  readonly #columns = make('div', { className: 'columns' });

  constructor(definition: FieldDefinition, experiment: Experiment) {
    super(definition, experiment);
    const file = make('input', { type: 'file', accept: '.csv,.tsv,.txt,text/csv' });
    file.addEventListener('change', () => {
      const [chosen] = file.files ?? [];
      if (chosen) void this.#take(chosen);
    });
    const pasted = make('textarea', { rows: 3, ariaLabel: 'Rows of a CSV file', placeholder: 'x, y\n0, 1\n1, 3' });
    const take = button('Use these rows', () => void this.#take(new File([pasted.value], 'pasted.csv')));
    const paste = make('details', {}, make('summary', {}, 'Paste rows'), pasted, take);
    this.lay(this.#name, this.labelled(file), paste, this.#columns);
  }

  show(): void {
    const { data } = this.experiment.spec;
    const isHere = data.kind === 'csv' && this.experiment.files.has(data.path);
    this.#name.hidden = data.kind !== 'csv';
    if (data.kind === 'csv') {
      this.#name.textContent = isHere
        ? `${data.path}, kept in this page only.`
        : `${data.path} is not here yet: drop it on the page, or choose it.`;
    }
    this.say('');
    if (isHere) void this.#showColumns(data.path);
    else this.#columns.replaceChildren();
  }

  async #take(file: File): Promise<void> {
    this.say(await learnFrom(this.experiment, file));
  }

  async #showColumns(name: string): Promise<void> {
    const { names } = await columnsOf(this.experiment.files, name);
    const { data } = this.experiment.spec;
    if (data.kind !== 'csv' || data.path !== name || names.length > MOST_PICKED) return;
    const roleOf = (column: string) =>
      data.targets.includes(column) ? 'target' : data.features.includes(column) ? 'feature' : 'not used';
    this.#columns.replaceChildren(...names.map((column) => this.#picker(column, roleOf(column))));
  }

  #picker(column: string, role: (typeof ROLES)[number]): HTMLElement {
    const select = make('select', { name: column });
    for (const word of ROLES) select.add(new Option(word));
    select.value = role;
    select.addEventListener('change', () => void this.#pick());
    return make('label', {}, make('span', {}, column), select);
  }

  async #pick(): Promise<void> {
    const picked = [...this.#columns.querySelectorAll('select')];
    const named = (role: string) => picked.filter(({ value }) => value === role).map(({ name }) => name);
    await this.edit((document) =>
      withValues(document, [
        ['data.features', named('feature')],
        ['data.targets', named('target')],
      ]),
    );
  }
}
