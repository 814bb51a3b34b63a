import { count, fixed, plural } from '../../src/metrics/format';
import type { Snapshot } from '../../src/index';
import { LiveRun } from '../../src/views/live-run';
import { NUMBER_LISTING } from '../../src/views/numbers/number-table';
import { DensityChart } from '../../src/views/scene/density-chart';
import type { Phase } from '../session';
import { Angle } from '../shell/angle';
import { ANGLES } from '../shell/angles';
import { Announcer } from '../shell/announcer';
import { byId, make } from '../shell/elements';
import { Looking } from '../shell/looking';
import { Notices } from '../shell/notices';
import { Scrubber } from '../shell/scrubber';
import { sentenceOf } from '../shell/sentence-of';
import { Transport } from '../shell/transport';
import { Controls } from './controls';
import { EpochWorker } from './epoch-worker';
import { oneModelSpec, prepare } from './experiment';
import { HostDensities } from './host-densities';

const LINK_NEEDS_GPU =
  'The experiment of this link needs a GPU. It stays in the address: open it in a browser with WebGPU. Here learns one model of the article’s instead.';

const SIGHT = { kind: 'ridge', scale: 'asinh', yaw: 0 } as const;

/** What trains, and all that the views draw of it. */
interface Training {
  live: LiveRun;
  densities: HostDensities;
  worker: EpochWorker;
}

/** One model that trains on the CPU where there is no GPU, in the views and under the buttons of the page. */
export class OneModel {
  readonly #status = byId('status', HTMLParagraphElement);
  readonly #progress = byId('progress', HTMLProgressElement);
  readonly #controls = new Controls(() => void this.open());
  readonly #announcer = new Announcer();
  readonly #looking = new Looking((state) => {
    this.#scrubber.show(state, this.#looking.follows);
    this.#announcer.show(state);
  });
  readonly #scrubber = new Scrubber(this.#looking);
  readonly #transport = new Transport({ toggle: () => this.#toggle(), stop: () => this.#enter('ended') });
  #training: Training | null = null;
  #phase: Phase = 'ready';

  constructor() {
    const scene = make('div', { className: 'density' });
    const angles = make('div', { className: 'angles' });
    byId('main', HTMLElement).append(this.#controls.element, scene, angles);
    const chart = new DensityChart((state) => this.#training?.densities.rows(state) ?? [], SIGHT);
    const density = { title: 'Parameters, p(θ)', chart, listing: NUMBER_LISTING };
    const notices = new Notices();
    if (location.hash) notices.show('link', { kind: 'info', text: LINK_NEEDS_GPU });
    const { attempt } = notices;
    this.#looking.add(new Angle(scene, density, this.#looking, attempt));
    for (const parts of ANGLES) this.#looking.add(new Angle(angles, parts, this.#looking, attempt));
    document.addEventListener('visibilitychange', () => this.#goOn());
  }

  /** Begins with the λ and the p that are chosen, and none of what was trained before. */
  async open(): Promise<void> {
    try {
      const { facts, task } = await prepare(oneModelSpec(this.#controls.lambda, this.#controls.p));
      this.#training?.worker.terminate();
      const live = new LiveRun(facts);
      const worker = new EpochWorker(
        task,
        (snapshot) => this.#record(snapshot),
        (why) => this.#fail(why),
      );
      this.#training = { live, densities: new HostDensities(live.initial), worker };
      this.#looking.open(live, {}); // from its beginning, wherever the last one was scrubbed to
      this.#enter('training');
    } catch (error) {
      this.#fail(sentenceOf(error));
    }
  }

  #toggle(): void {
    if (this.#phase === 'training') this.#enter('paused');
    else if (this.#phase === 'paused') this.#enter('training');
    else void this.open();
  }

  #record(snapshot: Snapshot): void {
    const { live, densities } = this.#training!;
    live.add(snapshot);
    densities.add(snapshot.models[0]!.density);
    this.#looking.request();
    this.#status.textContent = statusText(snapshot);
    this.#progress.value = snapshot.modelSteps / snapshot.totalModelSteps;
    if (snapshot.modelSteps === snapshot.totalModelSteps) this.#enter('ended');
    this.#goOn();
  }

  /** Trains the next epoch, if that is wanted and somebody sees it. */
  #goOn(): void {
    if (this.#phase === 'training' && !document.hidden) this.#training?.worker.ask();
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#transport.show(phase);
    this.#goOn();
  }

  #fail(why: string): void {
    this.#enter('ended');
    this.#status.textContent = `The training on the CPU ended: ${why}`;
  }
}

function statusText({ epoch, modelSteps, seconds }: Snapshot): string {
  const speed = count(Math.round(modelSteps / seconds));
  return `1 model × ${plural(epoch, 'epoch')} in ${fixed(seconds, 1)} s on the CPU, ${speed} model-steps/s, f64`;
}
