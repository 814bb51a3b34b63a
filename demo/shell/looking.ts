import type { LiveRun, LiveSetting, LiveSweep } from '../../src/views/live-run';
import { MOST_PINS, type Pointing, type View, type ViewState } from '../../src/views/view';

/** What a link says of where its visitor looked; settings by their labels. */
export interface Look {
  sweep?: string;
  /** Missing: the latest. */
  epoch?: number;
  pins?: readonly string[];
}

/**
 * What is looked at. Owns the state that all views draw and hands it to them at most once a frame, so that what is
 * hovered or pinned in one is hovered and pinned in all.
 */
export class Looking implements Pointing {
  readonly #views = new Set<View>();
  #state: ViewState | null = null;
  /** The epoch that was scrubbed to; null follows the training. */
  #scrubbed: number | null = null;
  #isRequested = false;

  /** @param shown is told of what the views have just been given */
  constructor(private readonly shown: (state: ViewState) => void) {}

  get state(): ViewState | null {
    return this.#state;
  }

  get follows(): boolean {
    return this.#scrubbed === null;
  }

  get look(): Look {
    if (!this.#state) return {};
    const { sweep, pins } = this.#state;
    const epoch = this.#scrubbed === null ? {} : { epoch: this.#scrubbed };
    return { sweep: sweep.name, ...epoch, pins: pins.map(({ label }) => label) };
  }

  add(view: View): void {
    this.#views.add(view);
    this.request();
  }

  /** Shows another run, as `look` says or as the last one was looked at, as far as it has what was looked at. */
  open(run: LiveRun, { sweep: name, epoch, pins = [] }: Look = this.look): void {
    const sweep = run.sweeps.find((one) => one.name === name) ?? firstThatVaries(run);
    this.#scrubbed = epoch ?? null;
    this.#state = {
      run,
      sweep,
      epoch: 0,
      hovered: null,
      pins: sweep.settings.filter(({ label }) => pins.includes(label)).slice(0, MOST_PINS),
    };
    this.request();
  }

  /** @param name of a sweep of the run */
  lookAt(name: string): void {
    const sweep = this.#state?.run.sweeps.find((one) => one.name === name);
    if (sweep) this.#change({ sweep, hovered: null, pins: [] });
  }

  /** Shows an epoch, or follows the training again from its latest. */
  scrub(epoch: number): void {
    if (!this.#state) return;
    const { trained } = epochsOf(this.#state.sweep);
    this.#scrubbed = epoch >= trained ? null : Math.max(0, epoch);
    this.request();
  }

  step(epochs: number): void {
    if (this.#state) this.scrub(this.#state.epoch + epochs);
  }

  hover(hovered: LiveSetting | null): void {
    if (this.#state?.hovered !== hovered) this.#change({ hovered });
  }

  /** Hovers the setting so many places further in the sweep. */
  move(places: number): void {
    if (!this.#state) return;
    const { sweep, hovered } = this.#state;
    const last = sweep.settings.length - 1;
    const from = hovered ? sweep.settings.indexOf(hovered) : places > 0 ? -1 : last + 1;
    this.hover(sweep.settings[Math.min(last, Math.max(0, from + places))] ?? null);
  }

  /** Pins or unpins; of too many pins the oldest goes. */
  pin(setting: LiveSetting): void {
    if (!this.#state) return;
    const { pins } = this.#state;
    const others = pins.filter((pinned) => pinned !== setting);
    this.#change({ pins: others.length < pins.length ? others : [...pins, setting].slice(-MOST_PINS) });
  }

  pinHovered(): void {
    if (this.#state?.hovered) this.pin(this.#state.hovered);
  }

  clear(): void {
    this.#change({ hovered: null, pins: [] });
  }

  /** Has all views draw what is new, in the next frame. */
  request(): void {
    if (this.#isRequested) return;
    this.#isRequested = true;
    requestAnimationFrame(() => {
      this.#isRequested = false;
      this.#show();
    });
  }

  #change(change: Partial<ViewState>): void {
    if (!this.#state) return;
    this.#state = { ...this.#state, ...change };
    this.request();
  }

  #show(): void {
    if (!this.#state) return;
    const { trained } = epochsOf(this.#state.sweep);
    this.#state = { ...this.#state, epoch: Math.min(this.#scrubbed ?? trained, trained) };
    for (const view of this.#views) view.update(this.#state);
    this.shown(this.#state);
  }
}

/** Epochs that the models of a sweep have been trained and will be, at most. */
export function epochsOf({ settings }: LiveSweep): { trained: number; planned: number } {
  const models = settings.flatMap((setting) => setting.models);
  return {
    trained: Math.max(0, ...models.map(({ epochs }) => epochs)),
    planned: Math.max(0, ...models.map(({ model }) => model.setting.training.epochs)),
  };
}

function firstThatVaries({ sweeps }: LiveRun): LiveSweep {
  return sweeps.find(({ settings }) => settings.length > 1) ?? sweeps[0]!;
}
