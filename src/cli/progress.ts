import { SingleBar } from 'cli-progress';
import { adapterName } from '../gpu/adapter';
import { count, fixed, plural } from '../metrics/format';
import { stepsToExpect } from '../train/halving';
import type { ModelSnapshot, Run, Snapshot } from '../train/run';

/** Shows a run as it trains. */
export interface Progress {
  update(snapshot: Snapshot): void;
  finish(): void;
}

const STOPPING = 'stopping after this epoch; Ctrl-C again stops at once';

/** A bar in a terminal, a line now and then elsewhere, JSON lines if asked for; tells when `stop` is asked for. */
export function createProgress(run: Run, json: boolean, stop: AbortSignal): Progress {
  if (json) return jsonLines(run, stop);
  const [models, waves] = [plural(run.plan.models, 'model'), plural(run.plan.waves.length, 'wave')];
  const steps = `${run.spec.halving ? 'about ' : ''}${plural(stepsToExpect(run), 'model-step')}`;
  process.stderr.write(`adapter: ${adapterName(run.adapter)}${run.adapter.software ? ' (software)' : ''}\n`);
  process.stderr.write(`${models} in ${waves}, ${steps}\n`);
  return process.stderr.isTTY ? bar(run, stop) : lines(run, stop);
}

/** Seconds that the speed is taken over, at least: a wave is packed and written once, after many epochs. */
const WINDOW = 20;
/** Epochs likewise, since the first one also compiles the kernels. */
const EPOCHS = 6;

/** Speed by the clock on the wall, which also counts what is done between epochs. */
class Clock {
  #marks: { steps: number; seconds: number }[] = [];
  readonly #started = performance.now();

  constructor(private readonly run: Run) {}

  mark({ models, modelSteps }: Snapshot): void {
    const seconds = (performance.now() - this.#started) / 1000;
    // what an earlier process had trained is no part of the speed
    if (this.#marks.length === 0) this.#marks.push({ steps: modelSteps - this.#stepsOf(models), seconds: 0 });
    this.#marks.push({ steps: modelSteps, seconds });
    while (this.#marks.length > EPOCHS && seconds - this.#marks[1]!.seconds > WINDOW) this.#marks.shift();
  }

  /** Optimizer steps of an epoch of some models that are trained together, and so share what a wave does. */
  #stepsOf(models: readonly ModelSnapshot[]): number {
    const wave = this.run.plan.waves.find((one) => one.models.includes(models[0]!.index))!;
    return models.length * wave.stepsPerEpoch;
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

function bar(run: Run, stop: AbortSignal): Progress {
  const clock = new Clock(run);
  const view = new SingleBar({
    format: '{bar} {percentage}% | {state}',
    barsize: Math.max(4, Math.min(24, process.stderr.columns - 96)),
    hideCursor: true,
    clearOnComplete: true,
    // its own handler of signals would take the bar away while the last epoch trains
    gracefulExit: false,
    stream: process.stderr,
  });
  view.start(stepsToExpect(run), 0, { state: 'compiling kernels, training the first epoch' });
  stop.addEventListener('abort', () => view.update({ state: STOPPING }));
  // whatever ends the process, the terminal gets its cursor back
  process.once('exit', () => view.stop());
  return {
    update(snapshot) {
      clock.mark(snapshot);
      // under successive halving it is known better with every rung
      view.setTotal(Math.round(snapshot.totalModelSteps));
      view.update(snapshot.modelSteps, stop.aborted ? {} : { state: stateOf(snapshot, clock) });
    },
    finish: () => view.stop(),
  };
}

function lines(run: Run, stop: AbortSignal): Progress {
  const clock = new Clock(run);
  let next = 0;
  let epochs = 0;
  stop.addEventListener('abort', () => process.stderr.write(`${STOPPING}\n`));
  return {
    update(snapshot) {
      clock.mark(snapshot);
      const share = snapshot.modelSteps / snapshot.totalModelSteps;
      // the second epoch says how long the job will take: the first one also compiles
      if (++epochs !== 2 && share < next) return;
      next = Math.floor(share * 20 + 1) / 20;
      const of = run.spec.halving ? '' : `/${run.plan.waves.length}`;
      const wave = `wave ${snapshot.wave + 1}${of}`;
      process.stderr.write(`${(100 * share).toFixed(0).padStart(3)}% | ${wave}, ${stateOf(snapshot, clock)}\n`);
    },
    finish: () => undefined,
  };
}

/** Where the training is, how fast, how long it will take, and log10 of the best and the worst training loss. */
function stateOf(snapshot: Snapshot, clock: Clock): string {
  const place = `${plural(snapshot.models.length, 'model')}, epoch ${count(snapshot.epoch)}`;
  const rate = `${count(Math.round(clock.rate))} model-steps/s`;
  return [place, rate, `${duration(clock.remaining(snapshot))} left`, lossRange(snapshot.models)].join(' | ');
}

function lossRange(models: readonly ModelSnapshot[]): string {
  const losses = models.map(({ trainLoss }) => trainLoss).filter(Number.isFinite);
  if (losses.length === 0) return 'all diverged';
  const [best, worst] = [Math.min(...losses), Math.max(...losses)].map((loss) => fixed(Math.log10(loss)));
  return `log10 loss ${best} … ${worst}`;
}

export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

function jsonLines(run: Run, stop: AbortSignal): Progress {
  const clock = new Clock(run);
  stop.addEventListener('abort', () => process.stderr.write(`${STOPPING}\n`));
  return {
    update(snapshot) {
      clock.mark(snapshot);
      const { wave, epoch, modelSteps, totalModelSteps, seconds } = snapshot;
      const secondsLeft = Math.round(clock.remaining(snapshot));
      const models = snapshot.models.map(({ index, trainLoss, validationLoss }) => ({
        model: index,
        trainLoss,
        validationLoss,
      }));
      const line = { wave, epoch, modelSteps, totalModelSteps, seconds, secondsLeft, models };
      process.stdout.write(`${JSON.stringify(line)}\n`);
    },
    finish: () => undefined,
  };
}
