import { PRESETS, resolve } from '../src/index';
import { applyOverrides } from '../src/spec';
import type { SpecInput } from '../src/index';

/** An adapter that runs on the CPU takes minutes for what a GPU does in seconds. */
const SOFTWARE_EPOCHS = 3;

/** The form: which sweep, how many seeds and epochs. */
export class Controls {
  readonly #choice = byId('choice', HTMLFieldSetElement);
  readonly #preset = byId('preset', HTMLSelectElement);
  readonly #seeds = byId('seeds', HTMLInputElement);
  readonly #epochs = byId('epochs', HTMLInputElement);
  readonly #run = byId('run', HTMLButtonElement);
  readonly #stop = byId('stop', HTMLButtonElement);
  readonly #form = byId('controls', HTMLFormElement);
  #closed = false;

  constructor(
    private readonly software: boolean,
    handlers: { change: () => void; run: () => void; stop: () => void },
  ) {
    for (const [name, { title }] of Object.entries(PRESETS)) this.#preset.add(new Option(title, name));
    this.#proposeEpochs();
    this.#preset.addEventListener('change', () => this.#proposeEpochs());
    this.#form.addEventListener('change', () => {
      if (this.#form.checkValidity()) handlers.change();
    });
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      handlers.run();
    });
    this.#stop.addEventListener('click', handlers.stop);
  }

  /** The document of the chosen sweep. */
  get input(): SpecInput {
    const { input } = PRESETS[this.#preset.value]!;
    const overrides = [`seeds=${this.#seeds.value}`, `training.epochs=${this.#epochs.value}`];
    return applyOverrides(input, overrides);
  }

  /** Without a device there is nothing to choose. */
  close(): void {
    this.#closed = true;
    this.setRunning(false);
  }

  setRunning(running: boolean): void {
    // A button that can no longer be pressed hands its focus to the one that takes its place.
    const hadFocus = (running ? this.#choice : this.#stop).contains(document.activeElement);
    this.#choice.disabled = running || this.#closed;
    this.#stop.disabled = !running;
    if (hadFocus) (running ? this.#stop : this.#run).focus();
  }

  #proposeEpochs(): void {
    const { epochs } = resolve(PRESETS[this.#preset.value]!.input).training;
    this.#epochs.value = String(this.software ? Math.min(epochs, SOFTWARE_EPOCHS) : epochs);
  }
}

/** The element of the page with this id. */
export function byId<T extends Element>(id: string, type: new () => T): T {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`the page has no ${type.name} with the id ${id}`);
  return element;
}
