import { count, fixed, plural } from '../../src/metrics/format';
import type { Run, Snapshot } from '../../src/index';
import type { Phase } from '../session';
import { HISTORY_BYTES, type DensityStore } from '../../src/views/density-store';
import { byId } from './elements';
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

  planned(run: Run, store: DensityStore): void {
    this.#run = run;
    this.#snapshot = null;
    this.#history = historyText(store);
    this.#bar.value = 0;
  }

  trained(snapshot: Snapshot): void {
    this.#snapshot = snapshot;
    this.#bar.value = snapshot.modelSteps / snapshot.totalModelSteps;
    this.#show();
  }

  phase(phase: Phase): void {
    this.#phase = phase;
    if (phase === 'training') this.#frames.start();
    else this.#frames.stop();
    this.#show();
  }

  #show(): void {
    if (!this.#run) return;
    this.#line.textContent = this.#snapshot ? this.#training(this.#run, this.#snapshot) : planText(this.#run);
  }

  #training({ models, plan, thetaBytesRead }: Run, snapshot: Snapshot): string {
    const { wave, epoch, modelSteps, totalModelSteps, seconds } = snapshot;
    const isWhole = modelSteps === totalModelSteps;
    const group = plan.waves.length > 1 && !isWhole ? `, group ${wave + 1} of ${plan.waves.length}` : '';
    const verb = this.#phase === 'ended' ? (isWhole ? 'Trained' : 'Stopped') : VERBS[this.#phase];
    return [
      `${verb} ${plural(models.length, 'model')}${group} × ${plural(epoch, 'epoch')} in ${fixed(seconds, 1)} s`,
      `${count(Math.round(modelSteps / seconds))} model-steps/s`,
      ...(this.#frames.perSecond === null ? [] : [`${this.#frames.perSecond} fps`]),
      readText(thetaBytesRead),
      this.#history,
    ].join(' · ');
  }
}

function planText({ plan }: Run): string {
  const size = `${(plan.flops / 1e9).toPrecision(2)} GFLOP, ${(plan.peakBytes / 2 ** 20).toFixed(0)} MiB on the device`;
  return `Ready: ${plural(plan.models, 'model')}, ${count(plan.modelSteps)} model-steps, ${size}`;
}

/** Nothing of θ is read back to be drawn; what is read for other ends is said. */
function readText({ checkpoints, exports }: Run['thetaBytesRead']): string {
  if (checkpoints + exports === 0) return '0 bytes of θ read back';
  return `θ read back: ${megabytes(checkpoints)} in checkpoints, ${megabytes(exports)} at the end`;
}

/** What can be gone back to: `history 31 MB of 128 MB, every epoch`. */
function historyText({ bytes, kept }: DensityStore): string {
  const every = (kept[1] ?? 1) === 1 ? 'every epoch' : `every ${kept[1]} epochs`;
  return `history ${megabytes(bytes)} of ${megabytes(HISTORY_BYTES)}, ${every}`;
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}
