import { plural } from '../../metrics/format';
import type { LiveRun } from '../live-run';
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

/** The article's claims with their verdicts at the shown epoch. */
export class ClaimList implements View {
  readonly #list = document.createElement('ol');
  #judged: { run: LiveRun; epoch: number; trained: number } | null = null;

  constructor(element: HTMLElement) {
    this.#list.className = 'claims';
    element.append(this.#list);
  }

  update({ run, epoch }: ViewState): void {
    const trained = run.models.reduce((sum, model) => sum + model.epochs, 0);
    const known = this.#judged;
    if (known?.run === run && known.epoch === epoch && known.trained === trained) return;
    this.#judged = { run, epoch, trained };
    this.#list.replaceChildren(...liveClaims(run, epoch).map(claimItem));
  }

  dispose(): void {
    this.#list.remove();
  }
}

function claimItem({ claim, rule, verdict, evidence, seeds, isFinal }: LiveClaim): HTMLLIElement {
  const item = document.createElement('li');
  item.dataset['verdict'] = verdict.replace(' ', '-');
  const isJudged = verdict !== 'not tested' && verdict !== 'not yet';
  const verdictText = text('strong', `${VERDICTS[verdict]}${isJudged && !isFinal ? ' so far' : ''}`);
  verdictText.title = rule;
  const basis = seeds > 0 ? `${evidence} (${plural(seeds, 'seed')})` : evidence;
  item.append(verdictText, text('span', ` ${claim}`), text('p', basis));
  return item;
}

function text(tag: 'strong' | 'span' | 'p', content: string): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = content;
  return element;
}
