import { count, fixed, plural } from '../../src/metrics/format';
import type { Run, Snapshot } from '../../src/index';
import type { Phase } from '../session';
import { bytesText, durationText } from '../experiment/estimate';
import { HISTORY_BYTES, type DensityStore } from '../../src/views/density-store';
import { byId, make } from './elements';
import { FrameRate } from './frame-rate';

const VERBS = { ready: 'Ready:', training: 'Training', paused: 'Paused:', recovering: 'Recovering' };

/** The line at the foot of the page: how far the training is, how fast, and what it costs. */
export class Status {
  readonly #line = byId('status', HTMLParagraphElement);
  readonly #bar = byId('progress', HTMLProgressElement);
  readonly #frames = new FrameRate();
  #run: Run | null = null;
  #snapshot: Snapshot | null = null;
  #phase: Phase = 'ready';
  #history = '';
  #secondsLeft: number | null = null;
  /** Of densities that were read back to be saved. */
  #savedBytes = 0;
  /** Whether the browser keeps the training; null before it is known. */
  #isKept: boolean | null = null;

  planned(run: Run, store: DensityStore): void {
    this.#run = run;
    this.#snapshot = null;
    this.#savedBytes = 0;
    this.#isKept = null;
    this.#history = historyText(store);
    this.#bar.value = 0;
  }

  trained(snapshot: Snapshot, secondsLeft: number | null): void {
    this.#snapshot = snapshot;
    this.#secondsLeft = secondsLeft;
    this.#bar.value = snapshot.modelSteps / snapshot.totalModelSteps;
    this.#show();
  }

  /** @param bytes of densities */
  saved(bytes: number): void {
    this.#savedBytes += bytes;
    this.#show();
  }

  /** @param isKept whether something more was kept, or nothing more is */
  kept(isKept: boolean): void {
    this.#isKept = isKept;
    this.#show();
  }

  phase(phase: Phase): void {
    this.#phase = phase;
    if (phase === 'training') this.#frames.start();
    else this.#frames.stop();
    if (phase === 'ended' && this.#run?.complete) this.#bar.value = 1;
    this.#show();
  }

  #show(): void {
    if (!this.#run) return;
    const parts = this.#snapshot ? this.#training(this.#run, this.#snapshot) : [planText(this.#run)];
    this.#line.replaceChildren(...parts.map((part, i) => make('span', {}, i === 0 ? part : ` · ${part}`)));
    this.#line.title = parts.join(' · ');
  }

  #training(run: Run, snapshot: Snapshot): string[] {
    const { epoch, modelSteps, seconds } = snapshot;
    const verb = this.#phase === 'ended' ? (run.complete ? 'Trained' : 'Stopped') : VERBS[this.#phase];
    return [
      `${verb} ${plural(run.models.length, 'model')}${partOf(run, snapshot)} × ${plural(epoch, 'epoch')} in ${fixed(seconds, 1)} s`,
      ...(this.#secondsLeft === null || this.#phase === 'ended' ? [] : [`${durationText(this.#secondsLeft)} left`]),
      `${count(Math.round(modelSteps / seconds))} model-steps/s`,
      ...(this.#frames.perSecond === null ? [] : [`${this.#frames.perSecond} fps`]),
      ...(this.#isKept === null ? [] : [this.#isKept ? 'kept in this browser' : 'not kept']),
      ...readTexts(run.thetaBytesRead, this.#savedBytes),
      this.#history,
    ];
  }
}

/** Which of the models the epoch is of, where it is not all. */
function partOf({ plan, spec, complete }: Run, { wave, models }: Snapshot): string {
  if (complete) return '';
  if (spec.halving) return models.length < plan.models ? `, ${models.length} of them now` : '';
  return plan.waves.length > 1 ? `, group ${wave + 1} of ${plan.waves.length}` : '';
}

function planText({ plan, spec }: Run): string {
  const size = `${(plan.flops / 1e9).toPrecision(2)} GFLOP, ${bytesText(plan.peakBytes)} on the device`;
  return `Ready: ${plural(plan.models, 'model')}, ${spec.halving ? 'at most ' : ''}${count(plan.modelSteps)} model-steps, ${size}`;
}

/** Nothing of θ is read back to be drawn; what is read for other ends is said. */
function readTexts({ checkpoints, exports }: Run['thetaBytesRead'], saved: number): string[] {
  const ends = [
    [checkpoints, 'in checkpoints'] as const,
    [exports, 'of results'] as const,
    [saved, 'of p(θ) in files'] as const,
  ].filter(([bytes]) => bytes > 0);
  const drawn = `0 bytes of θ read back${ends.length > 0 ? ' to draw' : ''}`;
  return [drawn, ...ends.map(([bytes, end]) => `${bytesText(bytes)} ${end}`)];
}

/** What can be gone back to: `history 31 MiB of 128 MiB, every epoch`. */
function historyText({ bytes, kept }: DensityStore): string {
  const every = (kept[1] ?? 1) === 1 ? 'every epoch' : `every ${kept[1]} epochs`;
  return `history ${bytesText(bytes)} of ${bytesText(HISTORY_BYTES)}, ${every}`;
}
