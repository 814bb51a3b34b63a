import type { SpecInput } from '../../src/index';
import { parsePath, valueAt } from '../../src/spec/paths';
import { make } from '../shell/elements';
import { DATA_STARTS, isDataKind } from './data-starts';
import { withValues, type ExplicitDocument } from './edits';
import type { Experiment } from './experiment';
import { readValue, valueText } from './notation';
import type { FieldDefinition } from './panels';

/** One line of a panel: a label, a control, a hint, and what is wrong with what was entered. */
export abstract class Field {
  readonly element = make('div', { className: 'field' });
  readonly #mistake = make('p', { className: 'mistake', role: 'alert' });

  constructor(
    readonly definition: FieldDefinition,
    protected readonly experiment: Experiment,
  ) {}

  /** Shows the value that the document has. */
  abstract show(document: ExplicitDocument): void;

  /** Changes the experiment, or says beside the field why not. */
  protected async edit(change: (document: ExplicitDocument) => SpecInput): Promise<void> {
    this.say(await this.experiment.edit(change));
  }

  protected say(mistake: string): void {
    this.#mistake.textContent = mistake;
    for (const control of this.element.querySelectorAll('input, select, textarea')) {
      control.ariaInvalid = String(mistake !== '');
    }
  }

  /** Puts the control, of which `described` is what the mistake is about, between label and mistake. */
  protected lay(...parts: Node[]): void {
    const { hint } = this.definition;
    this.element.append(...parts, ...(hint ? [make('p', { className: 'hint' }, hint)] : []), this.#mistake);
  }

  protected labelled(control: HTMLElement): HTMLLabelElement {
    return make('label', {}, make('span', {}, this.definition.label), control);
  }

  protected valueIn(document: ExplicitDocument): unknown {
    return valueAt(document, parsePath(this.definition.path) ?? []);
  }
}

/** A value as the notation writes it. */
export class TextField extends Field {
  readonly #input = make('input', { type: 'text', autocomplete: 'off', spellcheck: false });

  constructor(definition: FieldDefinition, experiment: Experiment) {
    super(definition, experiment);
    this.lay(this.labelled(this.#input));
    this.#input.addEventListener('change', () => {
      const { path } = definition;
      void this.edit((document) => withValues(document, [[path, readValue(path, this.#input.value)]]));
    });
  }

  show(document: ExplicitDocument): void {
    this.#input.value = valueText(this.definition.path, this.valueIn(document));
    this.say('');
  }
}

export class ChoiceField extends Field {
  readonly #select = make('select');

  constructor(definition: FieldDefinition & { kind: 'choice' }, experiment: Experiment) {
    super(definition, experiment);
    for (const option of definition.options) this.#select.add(new Option(option));
    this.lay(this.labelled(this.#select));
    this.#select.addEventListener('change', () => void this.edit((document) => this.#chosen(document)));
  }

  show(document: ExplicitDocument): void {
    const value = this.valueIn(document);
    this.#select.value = typeof value === 'string' ? value : '';
    this.say('');
  }

  #chosen(document: ExplicitDocument): SpecInput {
    const { value } = this.#select;
    // Another kind of data has other keys.
    const isKind = this.definition.path === 'data.kind' && isDataKind(value);
    return withValues(document, [isKind ? ['data', DATA_STARTS[value]] : [this.definition.path, value]]);
  }
}

export class FlagField extends Field {
  readonly #box = make('input', { type: 'checkbox' });

  constructor(definition: FieldDefinition, experiment: Experiment) {
    super(definition, experiment);
    this.lay(make('label', { className: 'flag' }, this.#box, definition.label));
    this.#box.addEventListener('change', () => {
      void this.edit((document) => withValues(document, [[definition.path, this.#box.checked]]));
    });
  }

  show(document: ExplicitDocument): void {
    this.#box.checked = this.valueIn(document) === true;
    this.say('');
  }
}
