import { PRESETS, type Run } from '../../src/index';
import { plural } from '../../src/metrics/format';
import { dataNoun } from '../experiment/nouns';
import { byId } from './elements';
import { toggleExperiment } from './frame';

/** Titles of the presets by their names. */
export const PRESET_TITLES = Object.entries(PRESETS).map(([name, { title }]) => [name, title] as const);

export interface TopBarHandlers {
  choosePreset(name: string): void;
  data(): void;
  explore(): void;
  export(): void;
  help(): void;
}

/** What is trained, as a preset, data and models, and the buttons of what opens over the page. */
export class TopBar {
  readonly #preset = byId('preset', HTMLSelectElement);
  readonly #data = byId('data', HTMLButtonElement);

  constructor(handlers: TopBarHandlers) {
    // stands for what no preset is: not to be chosen
    this.#preset.add(Object.assign(new Option('An experiment of your own', ''), { disabled: true }));
    for (const [name, title] of PRESET_TITLES) this.#preset.add(new Option(title, name));
    this.#preset.addEventListener('change', () => handlers.choosePreset(this.#preset.value));
    this.#preset.disabled = false;
    const presses = {
      data: () => handlers.data(),
      export: () => handlers.export(),
      'explore-open': () => handlers.explore(),
      help: () => handlers.help(),
      fold: toggleExperiment,
    };
    for (const [id, press] of Object.entries(presses)) {
      const pressed = byId(id, HTMLButtonElement);
      pressed.addEventListener('click', press);
      pressed.disabled = false;
    }
  }

  show({ spec, models }: Run): void {
    const isPreset = Object.hasOwn(PRESETS, spec.name);
    const data = dataNoun(spec);
    const size = plural(models.length, 'model');
    this.#preset.value = isPreset ? spec.name : '';
    Object.assign(this.#data, { textContent: data, ariaLabel: `Data: ${data}` });
    byId('models', HTMLParagraphElement).textContent = size;
    document.title = `Thetascape: ${isPreset ? PRESETS[spec.name]!.title : spec.name}, ${size}`;
  }
}
