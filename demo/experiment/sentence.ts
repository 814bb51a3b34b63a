import { make } from '../shell/elements';
import type { Experiment } from './experiment';
import { learnFrom } from './learn-from';
import { Panel } from './panel';
import { PANELS, type PanelDefinition } from './panels';

type Name = PanelDefinition['name'];

/** What stands before each noun, and after it. */
const WORDS: Readonly<Record<Name, readonly [string, string]>> = {
  network: ['Train networks of ', ''],
  data: [' units on ', ','],
  decay: [' with ', ''],
  dropout: [' and ', ','],
  training: [' for ', ','],
  seeds: [' with ', ''],
  evaluation: [' for each setting and ', ' in evaluation'],
  sweeps: [', in ', ''],
};

/** What is trained, as a sentence whose nouns open the panels that change them. Takes files that are dropped. */
export class Sentence {
  readonly #panels = new Map<Name, Panel>();
  /** The end of the sentence, which a single sweep does not need. */
  readonly #sweeps: HTMLElement;
  readonly #mistake = make('p', { className: 'mistake', role: 'alert' });

  constructor(
    private readonly element: HTMLElement,
    private readonly experiment: Experiment,
  ) {
    const parts = PANELS.map((definition) => {
      const panel = new Panel(definition, experiment);
      this.#panels.set(definition.name, panel);
      const [before, after] = WORDS[definition.name];
      const held = make('span', { className: 'held' }, panel.noun, after);
      return make('span', {}, before, held);
    });
    this.#sweeps = parts.at(-1)!;
    const panels = [...this.#panels.values()].map((panel) => panel.element);
    element.append(make('p', {}, ...parts, '.'), this.#mistake, ...panels);
    experiment.onChange(() => this.#show());
    this.#show();
    this.#listen();
  }

  /** Opens the panel of a noun. */
  open(name: Name): void {
    const panel = this.#panels.get(name);
    if (panel && !panel.isOpen) panel.noun.click();
  }

  #show(): void {
    this.#mistake.textContent = '';
    for (const panel of this.#panels.values()) panel.show();
    this.#sweeps.hidden = this.experiment.spec.sweeps.length < 2;
  }

  #listen(): void {
    const page = this.element.ownerDocument;
    page.addEventListener('dragover', (event) => event.preventDefault());
    page.addEventListener('drop', (event) => {
      const [file] = event.dataTransfer?.files ?? [];
      if (!file) return;
      event.preventDefault();
      void this.#learnFrom(file);
    });
  }

  async #learnFrom(file: File): Promise<void> {
    this.#mistake.textContent = await learnFrom(this.experiment, file);
    if (this.#mistake.textContent === '') this.open('data');
  }
}
