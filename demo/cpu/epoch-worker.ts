import type { Snapshot } from '../../src/index';
import type { Task } from './training';
import type { Message } from './worker';

/** A training in a worker of its own, an epoch at a time. */
export class EpochWorker {
  readonly #worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  /** Whether an epoch is under way. */
  #isBusy = false;

  /**
   * @param trained is given the snapshot of each epoch
   * @param failed is told why there will be no more
   */
  constructor(task: Task, trained: (snapshot: Snapshot) => void, failed: (why: string) => void) {
    this.#worker.addEventListener('message', ({ data }: MessageEvent<Snapshot>) => {
      this.#isBusy = false;
      trained(data);
    });
    this.#worker.addEventListener('error', ({ message }) => failed(message || 'its code could not be loaded'));
    this.#send(task);
  }

  /** Asks for the next epoch, unless one is under way. */
  ask(): void {
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#send('epoch');
  }

  terminate(): void {
    this.#worker.terminate();
  }

  #send(message: Message): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin to name
    this.#worker.postMessage(message);
  }
}
