import type { Run, Snapshot, SpecInput } from '../../src/index';
import { plural } from '../../src/metrics/format';
import { smallFor } from '../experiment/small-for';
import type { Notices } from './notices';

/** What the page's advice can be followed with. */
export interface Ways {
  /** Takes an experiment as it is. */
  open(input: SpecInput): void;
  choosePreset(name: string): void;
  giveUp(): void;
  tryAgain(): void;
}

/** Seconds between two tries from which on there is a reason to be told. */
const LONG_WAIT = 30;

/** What the visitor is told of an experiment that is not as asked for, and what can be done. */
export class Advice {
  constructor(
    private readonly notices: Notices,
    private readonly ways: Ways,
  ) {}

  notUnderstood(list: readonly string[]): void {
    if (list.length === 0) return this.notices.close('link');
    const text = 'Parts of this link were not understood and left out:';
    this.notices.show('link', { kind: 'warning', text, list });
  }

  asAskedFor(): void {
    this.notices.close('size');
  }

  /**
   * @param sentence what was shrunk of the full experiment
   * @param estimate what the full one takes
   */
  shrunk(sentence: string, full: SpecInput, estimate: Promise<string>): void {
    const action = { text: 'Take the full one', run: () => this.ways.open(full) };
    this.notices.show('size', { kind: 'warning', text: sentence, later: estimate, action });
  }

  /** Of what the device could not hold after all, or could not train. */
  smaller(full: SpecInput): void {
    const { input, sentence } = smallFor(full);
    if (!sentence) return;
    const action = { text: 'Take a smaller one', run: () => this.ways.open(input) };
    this.notices.show('size', { kind: 'warning', text: 'A smaller version of this experiment may fit.', action });
  }

  /** After the article's sweeps comes the fine one. */
  trained({ spec, models }: Run): void {
    if (spec.name !== 'article') return;
    const settings = models.length / spec.seeds.count;
    const text = `You just reran the article’s ${settings} experiments, ${plural(spec.seeds.count, 'seed')} each.`;
    const action = { text: 'Try 64 values of λ', run: () => this.ways.choosePreset('l2-fine') };
    this.notices.show('size', { kind: 'info', text, action });
  }

  /** @param seconds until the next try to get another device; 0 while one is tried, null when the visitor gave up */
  lost(why: string, seconds: number | null): void {
    const text = `The GPU was lost (${why}). What is seen is the last picture. ${nextTry(seconds)}`;
    const action =
      seconds === null
        ? { text: 'Try again', run: () => this.ways.tryAgain() }
        : { text: 'Give up', run: () => this.ways.giveUp() };
    this.notices.show('loss', { kind: 'error', text, action });
  }

  /** What was chosen while there is no device. */
  waiting(): void {
    const text = 'What you chose is planned as soon as another GPU is found.';
    this.notices.show('waiting', { kind: 'info', text });
  }

  found(): void {
    this.notices.close('loss');
    this.notices.close('waiting');
  }

  /** Densities are in no checkpoint: those of what is not trained again are gone. */
  resumed({ wave, epoch }: Snapshot, afterLoss: boolean): void {
    if (wave === 0 && epoch === 1) return;
    const groups = wave === 0 ? '' : `of the groups of models before group ${wave + 1}, and `;
    const text = afterLoss
      ? `The GPU is back. p(θ) ${groups}before epoch ${epoch} went with the old one and is missing where you go back; all else is as it was.`
      : `The run goes on. Losses are those of all its epochs; p(θ) and predictions ${groups}before epoch ${epoch} are not kept, but for the last ones.`;
    this.notices.show('loss', { kind: afterLoss ? 'warning' : 'info', text });
  }

  /** The densities of a training that is over went with the device. */
  foundTooLate(): void {
    const text =
      'The GPU was lost and is back. The picture of p(θ) is the last one; run again to go through its epochs.';
    this.notices.show('loss', { kind: 'warning', text });
  }
}

function nextTry(seconds: number | null): string {
  if (seconds === null) return 'Nothing is trained until another device is found.';
  if (seconds === 0) return 'Looking for another device …';
  const ban =
    seconds < LONG_WAIT ? '' : ' Browsers may keep a page that lost the GPU repeatedly from it for two minutes.';
  return `Trying again in ${plural(seconds, 'second')}.${ban}`;
}
