import type { SpecInput } from '../../src/index';
import { parsePath, valueAt } from '../../src/spec/paths';
import { button, make } from '../shell/elements';
import type { Experiment } from './experiment';
import { ChoiceField, FlagField, TextField, type Field } from './field';
import { FileField } from './file-field';
import { NumberField } from './number-field';
import type { FieldDefinition, PanelDefinition } from './panels';
import { SweepsField } from './sweeps-field';

/** A noun of the sentence, and the panel that it opens: the browser closes it on Escape and gives the focus back. */
export class Panel {
  readonly noun = make('button', { type: 'button', className: 'noun', ariaHasPopup: 'dialog' });
  readonly element: HTMLElement;
  readonly #body = make('div', { className: 'fields' });
  readonly #fields = new Map<string, Field>();

  constructor(
    private readonly definition: PanelDefinition,
    private readonly experiment: Experiment,
  ) {
    const { title } = definition;
    const close = button('Done', () => this.element.hidePopover(), 'primary');
    this.element = make('div', { className: 'noun-panel', popover: 'auto', role: 'dialog', ariaLabel: title });
    this.element.append(make('h3', {}, title), this.#body, close);
    this.noun.popoverTargetElement = this.element;
    this.element.addEventListener('toggle', ({ newState }) => {
      if (newState === 'open') this.#body.querySelector<HTMLElement>('input, select, button')?.focus();
    });
    this.show();
  }

  get isOpen(): boolean {
    return this.element.matches(':popover-open');
  }

  show(): void {
    const { spec, input } = this.experiment;
    this.noun.textContent = this.definition.noun(spec);
    const fields = this.definition
      .fields(spec)
      .filter(({ path }) => isIn(input, path))
      .map((definition) => this.#fieldOf(definition));
    for (const field of fields) field.show(input);
    const elements = fields.map(({ element }) => element);
    const focused = document.activeElement;
    if (
      elements.some((element, i) => element !== this.#body.children[i]) ||
      elements.length < this.#body.children.length
    ) {
      this.#body.replaceChildren(...elements);
      if (focused instanceof HTMLElement && this.#body.contains(focused)) focused.focus();
    }
  }

  #fieldOf(definition: FieldDefinition): Field {
    const key = `${definition.kind} ${definition.path}`;
    const field = this.#fields.get(key) ?? createField(definition, this.experiment);
    this.#fields.set(key, field);
    return field;
  }
}

function isIn(input: SpecInput, path: string): boolean {
  return valueAt(input, parsePath(path) ?? []) !== undefined;
}

function createField(definition: FieldDefinition, experiment: Experiment): Field {
  switch (definition.kind) {
    case 'text':
      return new TextField(definition, experiment);
    case 'flag':
      return new FlagField(definition, experiment);
    case 'choice':
      return new ChoiceField(definition, experiment);
    case 'number':
      return new NumberField(definition, experiment);
    case 'sweeps':
      return new SweepsField(definition, experiment);
    case 'file':
      return new FileField(definition, experiment);
    default:
      return definition satisfies never;
  }
}
