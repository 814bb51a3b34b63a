import { ThetascapeError } from '../src/errors';
import { ARTICLE_GRID } from '../src/density-grid';
import type { Run } from '../src/index';
import { initialise } from '../src/train/initialise';
import { densityRows, initialDensity, type InitialDensity } from '../src/views/density-rows';
import type { DensityScene } from '../src/views/density-scene';
import type { LiveRun } from '../src/views/live-run';
import { LossChart } from '../src/views/loss-chart';
import { ModelTable } from '../src/views/model-table';
import { byId, Controls } from './controls';
import { adapterName, takeDevice, type TakenDevice } from './device';
import { Session } from './session';
import { Status } from './status';
import { SweepPicker } from './sweep-picker';

/** Vertices of the scene that an adapter draws in a blink. */
const VERTICES = { hardware: 200_000, software: 5000 };

class Page {
  readonly #status = new Status();
  readonly #losses = new LossChart(byId('losses', HTMLDivElement));
  readonly #models = new ModelTable(byId('models', HTMLDivElement), 'Latest numbers of each model; losses are MSE');
  readonly #picker = new SweepPicker(byId('sweeps', HTMLDivElement), () => this.#show());
  readonly #controls: Controls;
  readonly #session: Session;
  #scene: DensityScene | null = null;
  #shown: { live: LiveRun; initial: InitialDensity } | null = null;

  constructor(private readonly taken: TakenDevice) {
    this.#session = new Session(taken, {
      planned: (run, live) => {
        this.#status.planned(run);
        this.#shown = { live, initial: initialOf(run) };
        this.#picker.show(live.sweeps);
        this.#show();
      },
      trained: (run, snapshot) => {
        this.#status.trained(run, snapshot);
        this.#show();
      },
      ended: (run) => this.#status.ended(run),
    });
    this.#controls = new Controls(taken.adapter.software, {
      change: () => void this.#attempt(() => this.#plan()),
      run: () => void this.#attempt(() => this.#train()),
      stop: () => {
        this.#status.stopping();
        this.#session.stop();
      },
    });
    void taken.device.lost.then(({ message }) => this.#lose(message));
  }

  async open(): Promise<void> {
    this.#controls.setRunning(false);
    await this.#attempt(() => this.#plan());
    await this.#openScene().catch((error: unknown) => alert(sentenceOf(error)));
  }

  async #plan(): Promise<void> {
    const { input } = this.#controls;
    byId('about', HTMLParagraphElement).textContent = input.description ?? '';
    await this.#session.plan(input);
  }

  async #train(): Promise<void> {
    this.#controls.setRunning(true);
    try {
      await this.#session.train(this.#controls.input);
    } finally {
      this.#controls.setRunning(false);
    }
  }

  /** three.js comes after the first paint. */
  async #openScene(): Promise<void> {
    const { device, adapter } = this.taken;
    const vertices = VERTICES[adapter.software ? 'software' : 'hardware'];
    await nextFrame();
    const { DensityScene } = await import('../src/views/density-scene');
    this.#scene = await DensityScene.create(device, byId('scene', HTMLDivElement), vertices);
    this.#show();
  }

  #show(): void {
    if (!this.#shown) return;
    const { live, initial } = this.#shown;
    const sweep = live.sweeps.find(({ name }) => name === this.#picker.selected) ?? live.sweeps[0]!;
    this.#losses.update(sweep);
    this.#models.update(live);
    this.#scene?.update(densityRows(sweep, initial));
  }

  #lose(message: string): void {
    this.#controls.close();
    this.#scene?.dispose();
    this.#scene = null;
    alert(`The GPU was lost (${message.trim() || 'no reason was given'}): reload the page to go on.`);
  }

  async #attempt(action: () => Promise<void>): Promise<void> {
    alert('');
    try {
      await action();
    } catch (error) {
      this.#status.failed();
      alert(sentenceOf(error));
    }
  }
}

/** The density that all models start from, up to chance: that of the first model. */
function initialOf({ models }: Run): InitialDensity {
  const { setting, key } = models[0]!;
  return initialDensity(initialise(setting.network, key), ARTICLE_GRID);
}

function sentenceOf(error: unknown): string {
  if (error instanceof ThetascapeError) return error.message;
  console.error(error);
  return `Something went wrong that should not have: ${error instanceof Error ? error.message : String(error)}`;
}

function alert(sentence: string): void {
  byId('alert', HTMLParagraphElement).textContent = sentence;
}

function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
  });
}

async function open(): Promise<void> {
  const chip = byId('chip', HTMLParagraphElement);
  try {
    const taken = await takeDevice();
    chip.dataset['state'] = taken.adapter.software ? 'software' : 'ready';
    chip.textContent = `${adapterName(taken.adapter)}${taken.adapter.software ? ' · software' : ''}`;
    await new Page(taken).open();
  } catch (error) {
    chip.dataset['state'] = 'missing';
    chip.textContent = 'no WebGPU';
    alert(sentenceOf(error));
  }
}

await open();
