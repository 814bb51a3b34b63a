import type { SpecInput } from '../../src/index';
import { make } from '../shell/elements';
import { withAxis, withValues, type ExplicitDocument } from './edits';
import type { Experiment } from './experiment';
import { Field } from './field';
import { axisText, readAxis, readValue, valueText } from './notation';
import { numberText } from './numbers';
import type { FieldDefinition } from './panels';

const WAYS = { value: 'one value', list: 'a list', lin: 'equal steps', log: 'equal ratios' } as const;
type Way = keyof typeof WAYS;
const INPUTS: Readonly<Record<Way, readonly string[]>> = {
  value: ['value'],
  list: ['values'],
  lin: ['from', 'to', 'how many'],
  log: ['from', 'to', 'how many'],
};

/** A number, or an axis over it: a list, equal steps or equal ratios. */
export class NumberField extends Field {
  readonly #way = make('select', { ariaLabel: 'How it is chosen' });
  readonly #inputs = make('div', { className: 'inputs' });
  /** The value or the axis of the document, as the notation writes it. */
  #text = '';

  constructor(
    private readonly number: FieldDefinition & { kind: 'number' },
    experiment: Experiment,
  ) {
    super(number, experiment);
    for (const [way, title] of Object.entries(WAYS)) this.#way.add(new Option(title, way));
    this.lay(make('fieldset', {}, make('legend', {}, number.label), this.#way, this.#inputs));
    this.#way.addEventListener('change', () => {
      this.#fill(this.#proposed());
      void this.edit((document) => this.#changed(document));
    });
    this.#inputs.addEventListener('change', () => void this.edit((document) => this.#changed(document)));
  }

  show(document: ExplicitDocument): void {
    const { path } = this.number;
    const axis = document.sweeps.flatMap(({ axes }) => axes).find((one) => one.path === path);
    this.#text = axis ? axisText(axis.values) : valueText(path, this.valueIn(document));
    this.say('');
    if (this.#entered(path) === this.#text) return;
    const range = /^(log|lin)\((.*)\)$/.exec(this.#text);
    this.#way.value = range?.[1] ?? (axis ? 'list' : 'value');
    this.#fill(range?.[2]?.split(',') ?? [this.#text]);
  }

  get #chosenWay(): Way {
    const { value } = this.#way;
    return value === 'list' || value === 'lin' || value === 'log' ? value : 'value';
  }

  /** What is in the inputs, as the notation writes it; a list may well be what equal steps would give. */
  #entered(path: string): string {
    try {
      return this.#chosenWay === 'value'
        ? valueText(path, readValue(path, this.#typed))
        : axisText(readAxis(this.#typed));
    } catch {
      return '';
    }
  }

  /** What is in the inputs, as it stands there. */
  get #typed(): string {
    const text = [...this.#inputs.querySelectorAll('input')].map(({ value }) => value.trim()).join(',');
    const way = this.#chosenWay;
    return way === 'lin' || way === 'log' ? `${way}(${text})` : text;
  }

  /** Makes the inputs of the way that is chosen, or keeps them, and fills them. */
  #fill(texts: readonly string[]): void {
    const names = INPUTS[this.#chosenWay];
    const isShown = [...this.#inputs.querySelectorAll('span')].map((span) => span.textContent).join() === names.join();
    if (!isShown) {
      const inputs = names.map((name) =>
        make(
          'label',
          {},
          make('span', { className: names.length === 1 ? 'hidden' : '' }, name),
          make('input', { type: 'text', autocomplete: 'off' }),
        ),
      );
      this.#inputs.replaceChildren(...inputs);
    }
    this.#inputs.querySelectorAll('input').forEach((input, i) => (input.value = texts[i] ?? ''));
  }

  /** What another way starts from: the values that are there, else the number's usual range. */
  #proposed(): string[] {
    const { from, to, count } = this.number.range;
    const values = /[,(]/.test(this.#text) ? readAxis(this.#text) : [];
    const way = this.#chosenWay;
    if (way === 'value') return [values.length > 0 ? numberText(values[0]!) : this.#text];
    if (way === 'list')
      return [values.length > 0 ? values.map(numberText).join(', ') : [from, to].map(numberText).join(', ')];
    const [first = from, last = to] = [values[0], values.at(-1)];
    const start = way === 'log' && first <= 0 ? (values.find((value) => value > 0) ?? last / 10) : first;
    return [start, last, Math.max(values.length, count)].map(numberText);
  }

  #changed(document: ExplicitDocument): SpecInput {
    const { path } = this.number;
    if (this.#chosenWay === 'value') return withValues(document, [[path, readValue(path, this.#typed)]]);
    return withAxis(document, { path, values: readAxis(this.#typed) });
  }
}
