import { epochsOf, type Looking } from './looking';
import { byId } from './elements';
import type { ViewState } from '../../src/views/view';

/** The slider of the top bar: which epoch is shown. */
export class Scrubber {
  readonly #input = byId('epoch', HTMLInputElement);
  readonly #text = byId('epoch-text', HTMLOutputElement);

  constructor(looking: Looking) {
    this.#input.addEventListener('input', () => looking.scrub(this.#input.valueAsNumber));
  }

  show({ sweep, epoch }: ViewState, follows: boolean): void {
    const { trained, planned } = epochsOf(sweep);
    this.#input.disabled = trained === 0;
    this.#input.max = String(planned);
    this.#input.value = String(epoch);
    const text = `epoch ${epoch} of ${planned}`;
    this.#input.ariaValueText = text;
    this.#text.textContent = follows || epoch === trained ? text : `${text}, scrubbed`;
  }
}
