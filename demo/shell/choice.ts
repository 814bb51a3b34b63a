import { make } from './elements';

/** One radio button per option, in a row. */
export class Choice<T extends string> {
  #options: readonly T[] = [];

  constructor(
    private readonly element: HTMLElement,
    private readonly chosen: (option: T) => void,
  ) {}

  /** @param labels what the options are called, when not by themselves */
  show(options: readonly T[], selected: T, labels: Partial<Record<T, string>> = {}): void {
    if (options.join('\n') !== this.#options.join('\n')) {
      this.#options = options;
      this.element.replaceChildren(...options.map((option) => this.#option(option, labels[option] ?? option)));
      this.element.hidden = options.length < 2;
    }
    for (const input of this.element.querySelectorAll('input')) input.checked = input.value === selected;
  }

  #option(value: T, label: string): HTMLElement {
    const input = make('input', { type: 'radio', name: this.element.id, value });
    input.addEventListener('change', () => this.chosen(value));
    return make('label', {}, input, label);
  }
}
