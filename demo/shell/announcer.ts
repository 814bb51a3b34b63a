import type { ViewState } from '../../src/views/view';
import { fixed, percent } from '../../src/metrics/format';
import { log10Loss, median } from '../../src/metrics/statistics';
import { hasStopped } from '../../src/views/selection';
import { byId } from './elements';

/** Screen readers are told at most so often, in milliseconds. */
const EVERY = 2000;

/** Tells screen readers what is shown: of the setting that is looked at, or how far the training is. */
export class Announcer {
  readonly #element = byId('announcement', HTMLParagraphElement);
  #waits = false;
  #latest: ViewState | null = null;
  #said = '';

  show(state: ViewState): void {
    this.#latest = state;
    if (this.#waits) return;
    this.#waits = true;
    setTimeout(() => {
      this.#waits = false;
      this.#say();
    }, EVERY);
  }

  #say(): void {
    const text = this.#latest ? summary(this.#latest) : '';
    if (text !== this.#said) this.#element.textContent = text;
    this.#said = text;
  }
}

/** `epoch 37, λ = 1e-4: loss −3.1, 41 % near zero`. */
function summary({ epoch, hovered, pins }: ViewState): string {
  const setting = hovered ?? pins.at(-1);
  if (!setting) return `epoch ${epoch}`;
  const losses = setting.models.map((model) => log10Loss(model.lossAt(epoch).validation));
  const nearZero = setting.models.map((model) => model.statisticsAt(epoch)?.nearZero ?? NaN);
  const stopped = hasStopped(setting, epoch) ? ', stopped at a rung' : '';
  return `epoch ${epoch}, ${setting.label}${stopped}: loss ${fixed(median(losses), 1)}, ${percent(median(nearZero))} near zero`;
}
