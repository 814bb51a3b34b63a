import { LocalEngine, type Engine } from '../../src/explore/engine';
import { tableResults } from '../../src/explore/table-results';
import type { SpecInput } from '../../src/index';
import type { LiveRun } from '../../src/views/live-run';
import { Explorer } from '../../src/views/explore/explorer';
import { sentenceOf } from '../shell/sentence-of';
import { button, byId, make } from '../shell/elements';
import type { Attempt } from '../shell/notices';
import { liveTable } from './live-results';
import { runFiles, type PathFile } from './run-files';
import { WorkerEngine } from './worker-engine';

/** What the rest of the page does for the explorer. */
export interface ExploreWays {
  /** Loads a spec to be trained and watched, and goes back to the pictures. */
  train: (spec: SpecInput) => void;
  /** The run of the page, if models of it have been trained. */
  live: () => LiveRun | null;
}

const hasTrained = (live: LiveRun | null): boolean => live?.models.some(({ epochs }) => epochs > 0) ?? false;

/** The part of the page in which the results of a run are explored: one that is dropped, or the page's own. */
export class ExplorePage {
  readonly #section = byId('explore', HTMLElement);
  readonly #title = make('h2', { id: 'explore-title' }, 'Explore results');
  readonly #body = make('div', { className: 'explore-body' });
  #explorer: Explorer | null = null;
  #engine: WorkerEngine | null = null;

  constructor(
    private readonly ways: ExploreWays,
    private readonly attempt: Attempt,
  ) {
    const own = button('This page’s run', () => this.#attemptOpen(() => this.#openLive()));
    const choose = this.#chooser('Open a run directory …', { webkitdirectory: true });
    const files = this.#chooser('Open files …', { multiple: true, accept: '.parquet,.json' });
    const close = button('Back to the pictures', () => this.hide(), 'primary');
    this.#section.append(make('header', {}, this.#title, own, choose, files, close), this.#body);
    this.#explain();
  }

  get isShown(): boolean {
    return !this.#section.hidden;
  }

  toggle(): void {
    if (this.isShown) this.hide();
    else this.show();
  }

  /** Shows what is open or, if nothing is, the page's own run. */
  show(): void {
    this.#section.hidden = false;
    byId('main', HTMLElement).hidden = true;
    byId('explore-open', HTMLButtonElement).ariaPressed = 'true';
    if (!this.#explorer && hasTrained(this.ways.live())) this.#attemptOpen(() => this.#openLive());
    this.#section.querySelector('button')?.focus();
  }

  hide(): void {
    this.#section.hidden = true;
    byId('main', HTMLElement).hidden = false;
    byId('explore-open', HTMLButtonElement).ariaPressed = 'false';
    byId('explore-open', HTMLButtonElement).focus();
  }

  /** Opens what was dropped. */
  take(files: readonly PathFile[]): void {
    this.#attemptOpen(() => this.openFiles(files));
  }

  /** Opens the models table among the files of a run. Throws ThetascapeError. */
  async openFiles(files: readonly PathFile[]): Promise<void> {
    const found = await runFiles(files);
    const engine = await WorkerEngine.open(found);
    await this.#open(engine, found.spec?.description ?? '');
    this.#engine = engine;
  }

  async #openLive(): Promise<void> {
    const live = this.ways.live();
    if (!live || !hasTrained(live))
      return this.#explain('No model of this page has been trained yet: run the experiment first.');
    await this.#open(new LocalEngine(tableResults(liveTable(live), live.spec.name, live.spec)), 'as it stands now');
  }

  async #open(engine: Engine, description: string): Promise<void> {
    this.#explorer?.dispose();
    this.#engine?.dispose();
    this.#engine = null;
    this.#body.replaceChildren();
    this.#title.textContent = `Explore ${engine.results.name}`;
    this.#title.title = description;
    this.#explorer = new Explorer(this.#body, engine, {
      verb: 'Train and watch',
      take: (spec) => {
        this.ways.train(spec);
        this.hide();
      },
      failed: (error) =>
        void this.attempt(() => Promise.reject(error instanceof Error ? error : new Error(String(error)))),
    });
    if (!this.isShown) this.show();
    await this.#explorer.open();
  }

  /** What is open stays where another one cannot be opened. */
  #attemptOpen(open: () => Promise<void>): void {
    void this.attempt(async () => {
      try {
        await open();
      } catch (error) {
        if (!this.#explorer) this.#explain(sentenceOf(error));
        throw error;
      }
    });
  }

  #explain(first = ''): void {
    this.#body.replaceChildren(
      make(
        'div',
        { className: 'explore-empty' },
        ...(first === '' ? [] : [make('p', { className: 'mistake' }, first)]),
        make(
          'p',
          {},
          'Drop the directory of a run anywhere on this page, or its models.parquet or the parts in models/.',
        ),
        make(
          'p',
          {},
          'With its manifest.json, models and regions can be trained again and watched. Nothing leaves this page.',
        ),
      ),
    );
  }

  #chooser(text: string, properties: Partial<HTMLInputElement>): HTMLElement {
    const input = make('input', { type: 'file', className: 'hidden', tabIndex: -1, ariaHidden: 'true', ...properties });
    input.addEventListener('change', () => {
      const files = [...(input.files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
      input.value = '';
      if (files.length > 0) this.take(files);
    });
    return make(
      'span',
      {},
      button(text, () => input.click()),
      input,
    );
  }
}
