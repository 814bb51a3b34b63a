import { retakeDevice, type TakenDevice } from './device';

/** GPU submissions of this length leave room for drawing in between; software adapters have no such short ones. */
const TARGET_MILLISECONDS = { hardware: 8, software: 100 };
/** Shorter submissions than these take longer on their way than on the device. */
const MOST_HALVINGS = 4;

export interface LossHandlers {
  /** The device was lost: the next try to get another is in `seconds`, 0 for now, null when the visitor gave up. */
  lost(why: string, seconds: number | null): void;
  /** Conducts the recovery, of which `replace` is the part that ends with another device. */
  recover(replace: () => Promise<void>): Promise<void>;
}

/** The page's device, in whose place comes another one whenever it is lost. */
export class SteadyDevice {
  #taken: TakenDevice;
  #losses = 0;
  /** The latest device that was lost. */
  #lost: GPUDevice | null = null;
  #recovery: Promise<void> = Promise.resolve();
  #giveUp = new AbortController();
  #tryAgain = (): void => {};

  constructor(
    taken: TakenDevice,
    private readonly handlers: LossHandlers,
  ) {
    this.#taken = taken;
    this.#watch(taken.device);
  }

  /** That of the moment. */
  get taken(): TakenDevice {
    return this.#taken;
  }

  /** Resolves once the latest loss is recovered from. */
  get recovery(): Promise<void> {
    return this.#recovery;
  }

  /** From the second loss on submissions are halved: long ones may be what the browser takes the device away for. */
  get targetMilliseconds(): number {
    const { software } = this.#taken.adapter;
    const halvings = Math.min(MOST_HALVINGS, Math.max(0, this.#losses - 1));
    return TARGET_MILLISECONDS[software ? 'software' : 'hardware'] / 2 ** halvings;
  }

  /** Replaces a device; what is heard of it later does not matter. */
  lose(device: GPUDevice, message: string): void {
    if (device !== this.#taken.device || device === this.#lost) return;
    this.#lost = device;
    this.#losses++;
    device.destroy();
    const why = message.split('\n')[0]?.trim().replace(/\.$/, '') || 'no reason was given';
    this.#recovery = this.handlers.recover(() => this.#replace(why));
    // whoever trains hears of it; without a training there is nobody to tell
    this.#recovery.catch(() => {});
  }

  /** Looks for no other device any more. */
  giveUp(): void {
    this.#giveUp.abort();
  }

  /** Looks for another device after all. */
  tryAgain(): void {
    this.#tryAgain();
  }

  #watch(device: GPUDevice): void {
    void device.lost.then(({ message }) => this.lose(device, message));
  }

  async #replace(why: string): Promise<void> {
    this.#taken = await this.#search(why);
    this.#watch(this.#taken.device);
  }

  /** Another device, however long it takes and however often the visitor gives up. */
  async #search(why: string): Promise<TakenDevice> {
    this.handlers.lost(why, 0);
    this.#giveUp = new AbortController();
    const { signal } = this.#giveUp;
    try {
      return await retakeDevice((seconds) => this.handlers.lost(why, seconds), signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    this.handlers.lost(why, null);
    await new Promise<void>((resolve) => {
      this.#tryAgain = resolve;
    });
    return this.#search(why);
  }
}
