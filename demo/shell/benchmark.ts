import { ThetascapeError } from '../../src/errors';
import { createRun, type Snapshot } from '../../src/index';
import { adapterName } from '../../src/gpu/adapter';
import { count, percent } from '../../src/metrics/format';
import { maximum, median, quantile } from '../../src/metrics/statistics';
import { button, make } from './elements';
import type { Attempt } from './notices';
import type { ProfileSubject } from './profile-dialog';

/** Most seconds that each of the two trainings is measured for. */
const SECONDS = 10;

/** What the benchmark needs of the page. */
export interface BenchmarkSubject extends ProfileSubject {
  /** Trains what is planned with all views drawn; resolves when it has ended. */
  train(): Promise<void>;
  stop(): void;
}

/** Model-steps done at a time in milliseconds. */
type Mark = Pick<Snapshot, 'modelSteps'> & { time: number };

/**
 * Measures the experiment that is chosen twice on the page's device, alone and drawn: what drawing costs the training,
 * and whether the frames stay smooth. The first epoch, which compiles, does not count.
 */
export class Benchmark {
  readonly #dialog = make('dialog', { className: 'benchmark', ariaLabel: 'Benchmark' });
  readonly #report = make('div', { role: 'status' });
  #marks: Mark[] | null = null;

  constructor(
    private readonly subject: BenchmarkSubject,
    private readonly attempt: Attempt,
  ) {
    this.#dialog.append(
      make('h2', {}, 'Training alone, and while it is drawn'),
      this.#report,
      button('Close', () => this.#dialog.close(), 'primary'),
    );
    document.body.append(this.#dialog);
  }

  /** Opens without taking the keyboard from the page: the pictures stay in sight. */
  open(): void {
    this.#dialog.show();
    void this.attempt(() => this.#measure());
  }

  /** To be told of every snapshot of the training that is drawn. */
  trained({ modelSteps }: Snapshot): void {
    if (!this.#marks) return;
    this.#marks.push({ modelSteps, time: performance.now() });
    if (isLongEnough(this.#marks)) this.subject.stop();
  }

  async #measure(): Promise<void> {
    this.#say('Training alone …');
    await this.subject.plan();
    const alone = rateOf(await this.#trainAlone());
    this.#say(`Alone: ${count(Math.round(alone))} model-steps/s. Training while it is drawn …`);
    const frames = new FrameTimes();
    const marks: Mark[] = (this.#marks = []);
    try {
      await this.subject.train();
    } finally {
      this.#marks = null;
      frames.stop();
    }
    this.#show(alone, rateOf(marks), frames.milliseconds);
  }

  async #trainAlone(): Promise<Mark[]> {
    const { subject } = this;
    const run = await createRun(subject.input(), { device: subject.taken().device, files: subject.files });
    const marks: Mark[] = [];
    try {
      for await (const { modelSteps } of run.train()) {
        marks.push({ modelSteps, time: performance.now() });
        if (isLongEnough(marks)) break;
      }
    } finally {
      run.dispose();
    }
    return marks;
  }

  #show(alone: number, drawn: number, frames: readonly number[]): void {
    const rows = [
      ['Adapter', adapterName(this.subject.taken().adapter)],
      ['Alone', `${count(Math.round(alone))} model-steps/s`],
      ['Drawn', `${count(Math.round(drawn))} model-steps/s, ${percent(drawn / alone)} of it`],
      [
        `${count(frames.length)} frames`,
        `median ${median(frames).toFixed(1)} ms, 95 % within ${quantile(frames, 0.95).toFixed(1)} ms, longest ${maximum(frames).toFixed(0)} ms`,
      ],
    ];
    this.#report.replaceChildren(
      make('dl', {}, ...rows.flatMap(([term = '', text = '']) => [make('dt', {}, term), make('dd', {}, text)])),
    );
  }

  #say(text: string): void {
    this.#report.replaceChildren(make('p', {}, text));
  }
}

function isLongEnough(marks: readonly Mark[]): boolean {
  return marks.length > 2 && marks.at(-1)!.time - marks[0]!.time > 1000 * SECONDS;
}

/** Model-steps/s after the first mark. */
function rateOf(marks: readonly Mark[]): number {
  const [first, last] = [marks[0], marks.at(-1)];
  if (!first || !last || last === first) {
    throw new ThetascapeError('The experiment has too few epochs to be measured: give it at least three.');
  }
  return (1000 * (last.modelSteps - first.modelSteps)) / (last.time - first.time);
}

/** Milliseconds from frame to frame, until it is stopped. */
class FrameTimes {
  readonly milliseconds: number[] = [];
  #request = requestAnimationFrame((now) => this.#next(now));

  stop(): void {
    cancelAnimationFrame(this.#request);
  }

  #next(before: number): void {
    this.#request = requestAnimationFrame((now) => {
      this.milliseconds.push(now - before);
      this.#next(now);
    });
  }
}
