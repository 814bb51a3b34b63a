import { SingleBar } from 'cli-progress';
import type { ModelSnapshot, Run, Snapshot } from '../train/run';

/** Shows a run as it trains. */
export interface Progress {
  update(snapshot: Snapshot): void;
  finish(): void;
}

/** A bar in a terminal, a line now and then elsewhere, JSON lines if asked for. */
export function createProgress(run: Run, json: boolean): Progress {
  if (json) return jsonLines();
  const { description, device, vendor } = run.adapter;
  process.stderr.write(`adapter: ${description || `${vendor} ${device}`}${run.adapter.software ? ' (software)' : ''}\n`);
  process.stderr.write(
    `${run.models.length} models in ${run.plan.waves.length} waves, ${run.plan.modelSteps.toLocaleString('en')} model-steps\n`,
  );
  const clock = new Clock();
  return process.stderr.isTTY ? bar(run, clock) : lines(run, clock);
}

/** Speed over the latest epochs, since the first one also compiles the kernels. */
class Clock {
  #marks: { steps: number; seconds: number }[] = [{ steps: 0, seconds: 0 }];

  mark({ modelSteps, seconds }: Snapshot): void {
    this.#marks = [...this.#marks, { steps: modelSteps, seconds }].slice(-6);
  }

  /** Model-steps per second. */
  get rate(): number {
    const [first, last] = [this.#marks[0]!, this.#marks.at(-1)!];
    return (last.steps - first.steps) / Math.max(1e-9, last.seconds - first.seconds);
  }

  remaining({ modelSteps, totalModelSteps }: Snapshot): number {
    return (totalModelSteps - modelSteps) / this.rate;
  }
}

function bar(run: Run, clock: Clock): Progress {
  const view = new SingleBar({
    format: '{bar} {percentage}% | wave {wave}/{waves} epoch {epoch} | {rate} model-steps/s | {left} left | {losses}',
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    stream: process.stderr,
  });
  view.start(run.plan.modelSteps, 0, { wave: 1, waves: run.plan.waves.length, epoch: 0, rate: '…', left: '…', losses: '' });
  return {
    update(snapshot) {
      clock.mark(snapshot);
      view.update(snapshot.modelSteps, payload(snapshot, clock));
    },
    finish: () => view.stop(),
  };
}

function lines(run: Run, clock: Clock): Progress {
  let next = 0;
  let epochs = 0;
  return {
    update(snapshot) {
      clock.mark(snapshot);
      const { rate, left, losses } = payload(snapshot, clock);
      const share = snapshot.modelSteps / snapshot.totalModelSteps;
      // the second epoch says how long the job will take: the first one also compiles
      if (++epochs !== 2 && share < next) return;
      next = Math.floor(share * 20 + 1) / 20;
      process.stderr.write(
        `${(100 * share).toFixed(0).padStart(3)} %  wave ${snapshot.wave + 1}/${run.plan.waves.length}  epoch ${snapshot.epoch}  ` +
          `${rate} model-steps/s  ${left} left  ${losses}\n`,
      );
    },
    finish: () => undefined,
  };
}

function payload(snapshot: Snapshot, clock: Clock) {
  return {
    wave: snapshot.wave + 1,
    epoch: snapshot.epoch,
    rate: Math.round(clock.rate).toLocaleString('en'),
    left: duration(clock.remaining(snapshot)),
    losses: lossRange(snapshot.models),
  };
}

/** log10 of the best and worst training loss. */
function lossRange(models: readonly ModelSnapshot[]): string {
  const losses = models.map(({ trainLoss }) => trainLoss).filter(Number.isFinite);
  if (losses.length === 0) return 'all diverged';
  const log = (value: number) => Math.log10(value).toFixed(2);
  return `log10 train loss ${log(Math.min(...losses))} … ${log(Math.max(...losses))}`;
}

export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

function jsonLines(): Progress {
  return {
    update({ wave, epoch, models, modelSteps, totalModelSteps, seconds }) {
      const losses = models.map(({ index, trainLoss, validationLoss }) => ({ model: index, trainLoss, validationLoss }));
      process.stdout.write(`${JSON.stringify({ wave, epoch, modelSteps, totalModelSteps, seconds, models: losses })}\n`);
    },
    finish: () => undefined,
  };
}
