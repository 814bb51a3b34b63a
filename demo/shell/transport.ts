import type { Phase } from '../session';
import { byId } from './elements';

const RUN_TEXT: Record<Phase, string> = {
  ready: 'Run',
  training: 'Pause',
  paused: 'Go on',
  recovering: 'Recovering',
  ended: 'Run again',
};

/** The two buttons that start, hold and end a training. */
export class Transport {
  readonly #run = byId('run', HTMLButtonElement);
  readonly #stop = byId('stop', HTMLButtonElement);

  constructor(handlers: { toggle: () => void; stop: () => void }) {
    this.#run.addEventListener('click', handlers.toggle);
    this.#stop.addEventListener('click', handlers.stop);
  }

  /** Until there is something to run. */
  block(): void {
    this.#run.disabled = true;
  }

  show(phase: Phase): void {
    const isBusy = phase === 'training' || phase === 'paused';
    // A button that can no longer be pressed hands its focus to the other.
    if (!isBusy && document.activeElement === this.#stop) this.#run.focus();
    this.#run.textContent = RUN_TEXT[phase];
    this.#run.disabled = phase === 'recovering';
    this.#stop.disabled = !isBusy;
  }
}
