import { plural } from '../../src/metrics/format';
import { isWhole, pageMaker, type KeptRun } from '../kept/kept-run';
import { clearedRuns, interruptedOf, keptRuns } from '../kept/kept-runs';
import { sweepIsFree, type SweepHeldError } from '../kept/sweep-lock';
import type { Planned } from '../session';
import type { Notices } from './notices';

/** What can be done with what is kept, and with what is not. */
export interface KeptWays {
  /** Goes on with what is kept of the experiment that is planned, or shows it. */
  goOn(): void;
  /** Opens the experiment of a kept run. */
  open(kept: KeptRun): void;
  remove(kept: KeptRun): void;
  download(): void;
}

/** A training of so many seconds is worth a word on how safe it is. */
const WORTH_SECONDS = 30;

/** What the visitor is told of what the browser keeps. */
export class KeptNotices {
  /** Whether it was said that what is kept may be deleted, or that nothing is kept. */
  #isWarned = false;
  #waiting = new AbortController();

  constructor(
    private readonly notices: Notices,
    private readonly ways: KeptWays,
  ) {}

  /** What is kept when the page is opened, or is not any more; returns whether there is something to go on with. */
  async opened(planned: () => Planned | null): Promise<boolean> {
    const runs = await keptRuns();
    const cleared = clearedRuns(runs.length);
    if (cleared > 0) this.#cleared(cleared);
    const interrupted = interruptedOf(runs);
    // another one than what the page was opened with
    if (interrupted && !planned()?.kept) this.#interrupted('other', interrupted, '', () => this.ways.open(interrupted));
    return interrupted !== null;
  }

  /** What is kept of the experiment that is planned now. */
  planned({ run, kept }: Planned): void {
    this.#waiting.abort();
    for (const subject of ['kept', 'held', 'unkept']) this.notices.close(subject);
    if (!kept) return;
    this.notices.close('other');
    if (isWhole(kept)) {
      const text = `This experiment was trained here before, and is kept: ${plural(kept.header.models, 'model')}.`;
      const action = { text: 'Show it', run: () => this.ways.goOn() };
      return this.notices.show('kept', { kind: 'info', text, action });
    }
    const maker = JSON.stringify(makerOf(kept)) === JSON.stringify(pageMaker(run)) ? '' : OTHER_MAKER;
    this.#interrupted('kept', kept, maker, () => this.ways.goOn());
  }

  started(): void {
    this.notices.close('kept');
  }

  /** Nothing more is kept, and why. */
  failed(why: string): void {
    this.#isWarned = true;
    const text = `${why} The training goes on in memory, and ends with this tab.`;
    const action = { text: 'Download now', run: () => this.ways.download() };
    this.notices.show('unkept', { kind: 'warning', text, action });
  }

  /** Another tab trains the sweep: says so, and when that tab is gone. */
  held({ id, message }: SweepHeldError): void {
    this.notices.show('held', { kind: 'error', text: message });
    this.#waiting = new AbortController();
    const { signal } = this.#waiting;
    void sweepIsFree(id, signal).then(
      () => {
        const text = 'The other tab does not train this sweep any more.';
        this.notices.show('held', { kind: 'info', text, action: { text: 'Take over', run: () => this.ways.goOn() } });
      },
      () => {}, // something else was planned
    );
  }

  /** @param seconds of training so far */
  async trained(seconds: number): Promise<void> {
    if (this.#isWarned || seconds < WORTH_SECONDS) return;
    this.#isWarned = true;
    if (await navigator.storage.persisted()) return;
    const text =
      'The browser may delete what this page keeps: when the disk runs low, or when a private window is closed.';
    const action = { text: 'Ask it to keep it', run: () => void this.#persist() };
    this.notices.show('fleeting', { kind: 'info', text, action });
  }

  async #persist(): Promise<void> {
    const isKept = await navigator.storage.persist();
    const text = isKept
      ? 'The browser keeps the runs of this page until you delete them.'
      : 'The browser does not promise it: download the run when it is trained.';
    this.notices.show('fleeting', { kind: isKept ? 'info' : 'warning', text });
  }

  #cleared(runs: number): void {
    const text = `The browser has cleared what this page kept (${plural(runs, 'run')}). Download runs that matter.`;
    this.notices.show('cleared', { kind: 'warning', text });
  }

  #interrupted(subject: string, kept: KeptRun, more: string, goOn: () => void): void {
    const text = `An interrupted run of ${nameOf(kept)}: ${progressOf(kept)}.${more}`;
    const action = { text: 'Go on', run: goOn };
    const other = { text: 'Discard', run: () => this.ways.remove(kept) };
    this.notices.show(subject, { kind: 'info', text, action, other });
  }
}

const OTHER_MAKER =
  ' Another browser, version or adapter trained it: what is left may differ in its last bits from what that would have made.';

const makerOf = ({ header, records }: KeptRun) =>
  records.findLast((record) => record.record === 'maker')?.maker ?? header.maker;

/** As its spec is called. */
export function nameOf({ spec }: KeptRun): string {
  return typeof spec === 'object' && spec !== null && 'name' in spec ? String(spec.name) : 'a sweep';
}

/** `412 of 576 models, the next up to epoch 12`. */
export function progressOf({ header, records, finished }: KeptRun): string {
  const models = `${finished} of ${plural(header.models, 'model')}`;
  const last = records.at(-1);
  return last?.record === 'checkpoint'
    ? `${models} are trained, others up to epoch ${last.epoch}`
    : `${models} are trained`;
}
