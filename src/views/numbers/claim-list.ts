import { regularizerOf } from '../../metrics/claims/claims';
import { plural } from '../../metrics/format';
import type { LiveRun, LiveSweep } from '../live-run';
import type { View, ViewState } from '../view';
import { liveClaims, type LiveClaim } from './live-claims';

/** Marks, so that verdicts are told apart without colours. */
const VERDICTS: Record<LiveClaim['verdict'], string> = {
  holds: '✓ holds',
  partly: '◐ holds in part',
  fails: '✕ does not hold',
  'not tested': '– not tested',
  'not yet': '… not yet',
};

/** The article's claims with their verdicts at the shown epoch; pressing one looks at the sweep that it is about. */
export class ClaimList implements View {
  readonly #list = document.createElement('ol');
  readonly #items: ClaimItem[] = [];
  #judged: { run: LiveRun; epoch: number; trained: number; isOver: boolean } | null = null;

  constructor(
    element: HTMLElement,
    private readonly lookAt: (sweep: LiveSweep) => void,
  ) {
    this.#list.className = 'claims';
    // so that it can be scrolled by keyboard
    this.#list.tabIndex = 0;
    this.#list.ariaLabel = 'Claims of the article';
    element.append(this.#list);
  }

  update({ run, epoch }: ViewState): void {
    const trained = run.models.reduce((sum, model) => sum + model.epochs, 0);
    const { isOver } = run;
    const known = this.#judged;
    if (known?.run === run && known.epoch === epoch && known.trained === trained && known.isOver === isOver) return;
    this.#judged = { run, epoch, trained, isOver };
    liveClaims(run, epoch).forEach((claim, i) => {
      const item = (this.#items[i] ??= new ClaimItem(this.#list, this.lookAt));
      item.show(claim, sweepOf(claim, run));
    });
  }

  dispose(): void {
    this.#list.remove();
  }
}

/** The first sweep over what the claim is about. */
function sweepOf(claim: LiveClaim, { spec, sweeps }: LiveRun): LiveSweep | null {
  const regularizer = regularizerOf(claim);
  if (regularizer === null) return null;
  const index = spec.sweeps.findIndex(({ axes }) => axes.some(({ path }) => path.startsWith(regularizer)));
  return sweeps[index] ?? null;
}

/** Stays in its place while its verdict changes, and so does the focus. */
class ClaimItem {
  readonly #item = document.createElement('li');
  readonly #verdict = document.createElement('strong');
  readonly #claim = document.createElement('button');
  readonly #basis = document.createElement('p');
  #sweep: LiveSweep | null = null;

  constructor(list: HTMLElement, lookAt: (sweep: LiveSweep) => void) {
    this.#claim.type = 'button';
    this.#claim.addEventListener('click', () => {
      if (this.#sweep) lookAt(this.#sweep);
    });
    this.#item.append(this.#verdict, this.#claim, this.#basis);
    list.append(this.#item);
  }

  show({ claim, rule, verdict, evidence, seeds, isFinal }: LiveClaim, sweep: LiveSweep | null): void {
    const isJudged = verdict !== 'not tested' && verdict !== 'not yet';
    this.#sweep = sweep;
    this.#item.dataset['verdict'] = verdict.replace(' ', '-');
    this.#verdict.textContent = `${VERDICTS[verdict]}${isJudged && !isFinal ? ' so far' : ''}`;
    this.#verdict.title = rule;
    this.#claim.textContent = claim;
    this.#claim.disabled = sweep === null;
    this.#claim.title = sweep ? `Look at the sweep ${sweep.name}` : '';
    this.#basis.textContent = seeds > 0 ? `${evidence} (${plural(seeds, 'seed')})` : evidence;
  }
}
