import { count, fixed, plural } from '../src/metrics/format';
import type { Run, Snapshot } from '../src/index';
import { byId } from './controls';

/** Screen readers are told at most so often. */
const ANNOUNCED_EVERY = 2000;

/** The line at the foot of the page: how far the training is, how fast, and how it ended. */
export class Status {
  readonly #line = byId('status', HTMLParagraphElement);
  readonly #bar = byId('progress', HTMLProgressElement);
  readonly #announcement = byId('announcement', HTMLParagraphElement);
  #announced = -Infinity;

  planned({ plan }: Run): void {
    const size = `${(plan.flops / 1e9).toPrecision(2)} GFLOP, ${(plan.peakBytes / 2 ** 20).toFixed(0)} MiB on the device`;
    this.#line.textContent = `Ready: ${plural(plan.models, 'model')}, ${count(plan.modelSteps)} model-steps, ${size}.`;
    this.#bar.value = 0;
  }

  trained(run: Run, snapshot: Snapshot): void {
    const { epoch, wave, modelSteps, totalModelSteps } = snapshot;
    const where = run.plan.waves.length > 1 ? `group ${wave + 1} of ${run.plan.waves.length}, ` : '';
    const epochs = run.plan.waves[wave]!.setting.training.epochs;
    this.#bar.value = modelSteps / totalModelSteps;
    const progress = `${where}${epoch < epochs ? `epoch ${epoch} of ${epochs}` : 'evaluating the trained models'}`;
    const speed = speedText(modelSteps, snapshot.seconds);
    this.#line.textContent = `Training ${plural(run.models.length, 'model')}: ${progress} · ${speed}`;
    if (performance.now() - this.#announced < ANNOUNCED_EVERY) return;
    this.#announced = performance.now();
    this.#announcement.textContent = progress;
  }

  stopping(): void {
    this.#say('Stopping after this epoch …');
  }

  ended(run: Run): void {
    const { complete, timings } = run.results();
    const { modelSteps, trainingSeconds } = timings;
    const work = `${count(modelSteps)} model-steps · ${speedText(modelSteps, trainingSeconds)}`;
    this.#say(`${complete ? 'Trained' : 'Stopped'}: ${plural(run.models.length, 'model')} · ${work}`);
  }

  failed(): void {
    this.#say('Not trained.');
  }

  #say(text: string): void {
    this.#line.textContent = text;
    this.#announcement.textContent = text;
  }
}

/** Evaluation counts as time, so that the speed is that of the whole job. */
function speedText(modelSteps: number, seconds: number): string {
  if (modelSteps === 0) return 'nothing was trained';
  return `${count(Math.round(modelSteps / seconds))} model-steps/s · ${fixed(seconds, 1)} s`;
}
