import { make } from './elements';

/** One radio button per option, in a row. */
export class Choice<T extends string> {
  #shown = '';

  constructor(
    private readonly element: HTMLElement,
    private readonly chosen: (option: T) => void,
  ) {}

  /** @param labels what the options are called, when not by themselves */
  show(options: readonly T[], selected: T, labels: Partial<Record<T, string>> = {}): void {
    const texts = options.map((option) => labels[option] ?? option);
    // made anew only when something else is to choose from: the keyboard's focus lies in it
    if (texts.join('\n') !== this.#shown) {
      this.#shown = texts.join('\n');
      this.element.replaceChildren(...options.map((option, i) => this.#option(option, texts[i]!)));
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
