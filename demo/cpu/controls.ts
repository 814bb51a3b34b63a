import { axisTexts, count } from '../../src/metrics/format';
import { make } from '../shell/elements';
import { BATCH, LAMBDAS, POINTS, PROBABILITIES } from './experiment';

/** λ that moves the density visibly and still lets the model learn the curve. */
const FIRST_LAMBDA = 1e-3;

/** Says what trains here, and lets its λ and p be chosen. */
export class Controls {
  readonly element: HTMLElement;
  readonly #lambda = choiceOf(LAMBDAS, FIRST_LAMBDA);
  readonly #p = choiceOf(PROBABILITIES, 0);

  /** @param changed is told when another λ or p was chosen */
  constructor(changed: () => void) {
    this.element = make(
      'section',
      { className: 'one-model panel', ariaLabel: 'CPU reference' },
      make('h2', {}, 'CPU reference: one model, no GPU'),
      make(
        'p',
        {},
        `The article’s network learns here all the same, on ${count(POINTS)} points in batches of ${BATCH}, so that ` +
          'an epoch takes less than a second. Another λ or p starts it anew.',
      ),
      make('label', {}, 'strength of the L2 penalty, λ', this.#lambda),
      make('label', {}, 'probability to drop a unit, p', this.#p),
    );
    this.element.addEventListener('change', changed);
  }

  get lambda(): number {
    return Number(this.#lambda.value);
  }

  get p(): number {
    return Number(this.#p.value);
  }
}

function choiceOf(values: readonly number[], first: number): HTMLSelectElement {
  const texts = axisTexts(values);
  const options = values.map((value, i) => new Option(texts[i], String(value), value === first, value === first));
  return make('select', {}, ...options);
}
