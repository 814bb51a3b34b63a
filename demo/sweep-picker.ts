import type { LiveSweep } from '../src/views/live-run';

/** One radio button per sweep of the run: which of them is drawn. */
export class SweepPicker {
  #names: string[] = [];

  constructor(
    private readonly element: HTMLElement,
    private readonly picked: () => void,
  ) {}

  get selected(): string {
    return this.element.querySelector<HTMLInputElement>('input:checked')?.value ?? '';
  }

  /** Keeps the choice when the sweeps are those of before; else the first sweep that varies something is chosen. */
  show(sweeps: readonly LiveSweep[]): void {
    const names = sweeps.map(({ name }) => name);
    if (names.join('\n') === this.#names.join('\n')) return;
    this.#names = names;
    const first = sweeps.find(({ settings }) => settings.length > 1) ?? sweeps[0];
    this.element.replaceChildren(...sweeps.map((sweep) => this.#option(sweep, sweep === first)));
    this.element.hidden = sweeps.length < 2;
  }

  #option({ name, settings }: LiveSweep, checked: boolean): HTMLElement {
    const input = document.createElement('input');
    Object.assign(input, { type: 'radio', name: 'sweep', value: name, checked });
    input.addEventListener('change', this.picked);
    const label = document.createElement('label');
    label.append(input, `${name} (${settings.length})`);
    return label;
  }
}
