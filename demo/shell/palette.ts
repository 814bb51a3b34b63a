import type { Command } from './commands';
import { make } from './elements';
import { keyText } from './shortcuts';

/** All commands in a dialog: type to filter, arrows to choose, Enter to run. */
export class Palette {
  readonly #dialog = make('dialog', { className: 'palette', ariaLabel: 'All commands' });
  readonly #filter = make('input', { type: 'search', placeholder: 'What do you want to do?', ariaLabel: 'Filter' });
  readonly #list = make('ul', { id: 'palette-list', role: 'listbox', ariaLabel: 'Commands' });
  #found: readonly Command[] = [];
  #chosen = 0;

  constructor(private readonly commands: readonly Command[]) {
    this.#filter.role = 'combobox';
    this.#filter.ariaExpanded = 'true';
    this.#filter.setAttribute('aria-controls', this.#list.id);
    this.#filter.addEventListener('input', () => this.#search());
    this.#dialog.addEventListener('keydown', (event) => this.#press(event));
    this.#dialog.append(this.#filter, this.#list);
    document.body.append(this.#dialog);
  }

  open(): void {
    this.#filter.value = '';
    this.#search();
    this.#dialog.showModal();
  }

  #press(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) this.#choose(this.#chosen + step);
    else if (event.key === 'Enter') this.#run(this.#found[this.#chosen]);
    else return;
    event.preventDefault();
  }

  #search(): void {
    const words = this.#filter.value.toLowerCase().split(/\s+/);
    this.#found = this.commands.filter(({ title, group }) => {
      const text = `${group} ${title}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
    this.#list.replaceChildren(...this.#found.map((command, i) => this.#option(command, i)));
    this.#choose(0);
  }

  #option(command: Command, i: number): HTMLElement {
    const keys = command.keys.map((key) => make('kbd', {}, keyText(key)));
    const option = make('li', { role: 'option', id: `palette-${i}` }, make('span', {}, command.title), ...keys);
    option.addEventListener('click', () => this.#run(command));
    return option;
  }

  #choose(index: number): void {
    this.#chosen = Math.min(this.#found.length - 1, Math.max(0, index));
    for (const [i, option] of [...this.#list.children].entries()) option.ariaSelected = String(i === this.#chosen);
    const option = this.#list.children[this.#chosen];
    this.#filter.setAttribute('aria-activedescendant', option?.id ?? '');
    option?.scrollIntoView({ block: 'nearest' });
  }

  #run(command: Command | undefined): void {
    if (!command) return;
    this.#dialog.close();
    // else the closed field keeps the focus, and its keys, until the next frame
    this.#filter.blur();
    command.run();
  }
}
