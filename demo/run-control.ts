import { ThetascapeError } from '../src/errors';
import { PRESETS, resolve, type SpecInput } from '../src/index';
import { specDocument, type Adjustment, type Change } from '../src/spec';
import type { ExplicitDocument } from './experiment/edits';
import type { Experiment } from './experiment/experiment';
import { isShort, modestFor, smallFor } from './experiment/small-for';
import { hasLowLimits, type TakenDevice } from './device';
import { isWhole, type KeptRun } from './kept/kept-run';
import type { Start } from './kept/keeping';
import { SweepHeldError } from './kept/sweep-lock';
import type { Session } from './session';
import type { Advice } from './shell/advice';
import type { Forecast } from './shell/forecast';
import type { KeptNotices } from './shell/kept-notices';
import type { Attempt } from './shell/notices';
import { sentenceOf } from './shell/sentence-of';
import { toast } from './shell/toast';
import type { Transport } from './shell/transport';

/** What the visitor does to an experiment: chooses and changes it, and has it trained. Refuses what the page cannot take. */
export class RunControl {
  constructor(
    private readonly experiment: Experiment,
    private readonly session: Session,
    private readonly forecast: Forecast,
    private readonly advice: Advice,
    private readonly keptNotices: KeptNotices,
    private readonly transport: Transport,
    private readonly attempt: Attempt,
  ) {
    experiment.onChange(({ spec }) => {
      // changed while it trains: it goes on
      if (spec !== session.planned?.run.spec) void attempt(() => this.plan());
    });
  }

  /** Runs, pauses or goes on. */
  toggle(): void {
    const { phase } = this.session;
    if (phase === 'training') this.session.hold('visitor');
    else if (phase === 'paused') this.session.release('visitor');
    else void this.attempt(() => this.train());
  }

  stop(): void {
    this.session.stop();
  }

  /** Goes on with what is kept of what is chosen, or shows it when it is whole. */
  goOn(): void {
    void this.attempt(async () => {
      // it may have been another tab that kept it
      await this.plan();
      await this.train('kept');
    });
  }

  /** Chooses what a kept run trains, as it is. */
  open({ spec }: KeptRun): void {
    this.experiment.open(specDocument(resolve(spec)));
  }

  /** Leaves the device to other programs for half of the time, from the next run on, or no longer. */
  leaveRoom(): void {
    this.session.lowPriority = !this.session.lowPriority;
    toast(
      this.session.lowPriority
        ? 'From the next run on, the device is idle for half of the time; the results are the same.'
        : 'From the next run on, the device works all of the time.',
    );
    if (this.session.phase === 'ready') void this.attempt(() => this.plan());
  }

  choosePreset(name: string): void {
    this.choose(PRESETS[name]!.input);
  }

  /**
   * On an adapter that cannot do much a smaller version of the experiment is chosen, and the full one offered.
   *
   * @param fingerprint of the CSV file that it is to learn from
   */
  choose(full: SpecInput, fingerprint?: string): void {
    const { input, sentence } = fitFor(this.session.taken, full);
    if (sentence) this.advice.shrunk(sentence, full, this.#estimateOf(full));
    else this.advice.asAskedFor();
    this.experiment.open(input, fingerprint);
  }

  /** Takes models of another run, all of them where that is short, since they are to be the same; else as {@link choose} does. */
  retrain(models: SpecInput): void {
    if (!isShort(resolve(models))) return this.choose(models);
    this.advice.asAskedFor();
    this.experiment.open(models);
  }

  /** Changes what is trained from its beginning on. */
  edit(change: (document: ExplicitDocument) => SpecInput): void {
    void this.attempt(async () => {
      const mistake = await this.experiment.edit(change);
      if (mistake) throw new ThetascapeError(mistake);
    });
  }

  /** Changes a number in all models while they train. Throws ThetascapeError. */
  change(adjustment: Adjustment): Change | null {
    const change = this.session.change(adjustment);
    if (change) this.experiment.adopt(this.session.planned!.run.spec);
    return change;
  }

  /** Plans what is chosen, instead of what trains. Throws ThetascapeError. */
  async plan(): Promise<void> {
    const { spec, input } = this.experiment;
    this.transport.block();
    if (this.session.phase === 'recovering') this.advice.waiting();
    this.session.stop();
    this.forecast.check(this.session.taken, spec);
    await this.session.plan(input);
  }

  /**
   * Trains what is chosen; resolves when that has ended. Throws ThetascapeError.
   *
   * @param start default: goes on with what was interrupted, unless it is to be trained again
   */
  async train(start: Start | null = null): Promise<void> {
    const isAgain = this.session.phase === 'ended' && !this.session.hasFailed;
    if (this.session.phase === 'ended') await this.plan();
    const { planned, taken } = this.session;
    const isInterrupted = planned?.kept !== null && planned !== null && !isWhole(planned.kept);
    if (planned) this.forecast.check(taken, planned.run.spec, planned.run.plan);
    try {
      const trained = await this.session.train(start ?? (isInterrupted && !isAgain ? 'kept' : 'anew'));
      if (trained) this.advice.trained(trained);
    } catch (error) {
      if (error instanceof SweepHeldError) return this.keptNotices.held(error);
      this.advice.smaller(this.experiment.input);
      throw error;
    }
  }

  /** What an experiment that is not chosen would take, or why it cannot be trained here. */
  async #estimateOf(input: SpecInput): Promise<string> {
    const { taken } = this.session;
    try {
      const spec = resolve(input);
      this.forecast.check(taken, spec);
      const plan = await this.session.planOf(input);
      this.forecast.check(taken, spec, plan);
      return `The full one: ${await this.forecast.textOf(spec, plan)}.`;
    } catch (error) {
      return sentenceOf(error);
    }
  }
}

function fitFor(taken: TakenDevice, full: SpecInput): { input: SpecInput; sentence: string } {
  if (taken.adapter.software) return smallFor(full);
  return hasLowLimits(taken) ? modestFor(full) : { input: full, sentence: '' };
}
