import type { Adjustment } from '../../src/spec';
import { button, make } from './elements';

type Path = Adjustment['path'];

const NAMES: readonly (readonly [Path, string])[] = [
  ['regularization.l2Penalty', 'λ (coupled)'],
  ['regularization.weightDecay', 'λ (decoupled)'],
  ['regularization.dropout', 'dropout p'],
  ['training.learningRate', 'learning rate'],
];

/** Changes one number in all models while they train: ten times as much, a tenth, or a value. */
export class ChangeControl {
  readonly #path = make('select', { ariaLabel: 'Number to change' });
  readonly #value = make('input', { type: 'number', step: 'any', min: '0', ariaLabel: 'New value' });
  readonly #fields = make('fieldset', { disabled: true }, make('legend', {}, 'Change while it trains'));

  constructor(
    element: HTMLElement,
    private readonly change: (adjustment: Adjustment) => void,
  ) {
    for (const [path, name] of NAMES) this.#path.add(new Option(name, path));
    this.#fields.append(
      this.#path,
      button('÷ 10', () => this.#multiply(0.1)),
      button('× 10', () => this.#multiply(10)),
      this.#value,
      button('Set', () => this.#set()),
    );
    element.append(this.#fields);
  }

  set enabled(enabled: boolean) {
    this.#fields.disabled = !enabled;
  }

  get #chosen(): Path {
    return NAMES[this.#path.selectedIndex]![0];
  }

  #multiply(multiply: number): void {
    this.change({ path: this.#chosen, multiply });
  }

  #set(): void {
    if (this.#value.value !== '' && this.#value.checkValidity()) {
      this.change({ path: this.#chosen, value: this.#value.valueAsNumber });
    }
  }
}
