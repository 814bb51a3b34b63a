import { LocalEngine, type Engine } from '../../src/explore/engine';
import { tableResults } from '../../src/explore/table-results';
import type { SpecInput } from '../../src/index';
import { count, plural } from '../../src/metrics/format';
import type { LiveRun } from '../../src/views/live-run';
import { Explorer } from '../../src/views/explore/explorer';
import { bytesText } from '../experiment/estimate';
import { sentenceOf } from '../shell/sentence-of';
import { button, byId, make } from '../shell/elements';
import type { Attempt } from '../shell/notices';
import type { RunFiles } from './engine-calls';
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

const OWN = 'this page’s run';

/** The part of the page in which the results of a run are explored: one that is dropped, or the page's own. */
export class ExplorePage {
  readonly #section = byId('explore', HTMLElement);
  readonly #title = make('h2', { id: 'explore-title' }, 'Explore results');
  /** What is being read. */
  readonly #reading = make('p', { className: 'explore-reading', role: 'status' });
  /** What a run that is not finished has so far. */
  readonly #soFar = make('p', { className: 'explore-so-far' });
  readonly #body = make('div', { className: 'explore-body' });
  #explorer: Explorer | null = null;
  #engine: WorkerEngine | null = null;
  /** Counts what was asked for, so that what is ready later than something newer is dropped. */
  #turn = 0;

  constructor(
    private readonly ways: ExploreWays,
    private readonly attempt: Attempt,
  ) {
    const own = button('This page’s run', () => this.#attemptOpen(OWN, () => this.#openLive()));
    const choose = this.#chooser('Open a run directory …', { webkitdirectory: true });
    const files = this.#chooser('Open files …', { multiple: true, accept: '.parquet,.json' });
    const close = button('Back to the pictures', () => this.hide(), 'primary');
    const header = make('header', {}, this.#title, own, choose, files, close);
    this.#section.append(header, this.#reading, this.#soFar, this.#body);
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
    this.#reveal();
    if (!this.#explorer && hasTrained(this.ways.live())) this.#attemptOpen(OWN, () => this.#openLive());
  }

  hide(): void {
    this.#section.hidden = true;
    byId('main', HTMLElement).hidden = false;
    byId('explore-open', HTMLButtonElement).ariaPressed = 'false';
    byId('explore-open', HTMLButtonElement).focus();
  }

  /**
   * Opens the models table among the files of a run.
   *
   * @param name of what was dropped or chosen
   */
  take(name: string, find: () => Promise<readonly PathFile[]>): void {
    this.#reveal();
    this.#attemptOpen(name, async () => this.#openFiles(name, await find()));
  }

  #reveal(): void {
    if (this.isShown) return;
    this.#section.hidden = false;
    byId('main', HTMLElement).hidden = true;
    byId('explore-open', HTMLButtonElement).ariaPressed = 'true';
    this.#section.querySelector('button')?.focus();
  }

  /** Throws ThetascapeError. */
  async #openFiles(name: string, files: readonly PathFile[]): Promise<void> {
    const turn = this.#turn;
    const found = await runFiles(files);
    const bytes = found.parts.reduce((sum, { file }) => sum + file.size, 0);
    this.#say(`Reading ${name}: ${plural(found.parts.length, 'file')}, ${bytesText(bytes)} …`);
    const engine = await WorkerEngine.open(found);
    if (turn !== this.#turn) return engine.dispose();
    await this.#open(engine, found.spec?.description ?? '', soFarText(found));
    this.#engine = engine;
  }

  async #openLive(): Promise<void> {
    const live = this.ways.live();
    if (!live || !hasTrained(live))
      return this.#explain('No model of this page has been trained yet: run the experiment first.');
    await this.#open(new LocalEngine(tableResults(liveTable(live), live.spec.name, live.spec)), 'as it stands now');
  }

  async #open(engine: Engine, description: string, soFar = ''): Promise<void> {
    this.#explorer?.dispose();
    this.#engine?.dispose();
    this.#engine = null;
    this.#body.replaceChildren();
    this.#title.textContent = `Explore ${engine.results.name}`;
    this.#title.title = description;
    this.#soFar.textContent = soFar;
    this.#say('');
    this.#explorer = new Explorer(this.#body, engine, {
      verb: 'Train and watch',
      take: (spec) => {
        this.ways.train(spec);
        this.hide();
      },
      failed: (error) =>
        void this.attempt(() => Promise.reject(error instanceof Error ? error : new Error(String(error)))),
    });
    await this.#explorer.open();
  }

  /** What is open stays where another one cannot be opened. */
  #attemptOpen(name: string, open: () => Promise<void>): void {
    const turn = ++this.#turn;
    this.#say(`Reading ${name} …`);
    void this.attempt(async () => {
      try {
        await open();
      } catch (error) {
        if (!this.#explorer) this.#explain(sentenceOf(error));
        throw error;
      } finally {
        if (turn === this.#turn) this.#say('');
      }
    });
  }

  #say(reading: string): void {
    this.#reading.textContent = reading;
    this.#section.ariaBusy = String(reading !== '');
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
          'Drop the directory of a run anywhere on this page, or its models.parquet or the parts in models/. A run that ' +
            'still trains, or was interrupted, is opened as far as it came.',
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
      if (files.length > 0) this.take(files[0]!.path.split('/')[0]!, () => Promise.resolve(files));
    });
    return make(
      'span',
      {},
      button(text, () => input.click()),
      input,
    );
  }
}

function soFarText({ soFar }: RunFiles): string {
  if (!soFar) return '';
  const { trained, models } = soFar;
  return `This run is not finished: ${count(trained)} of ${plural(models, 'model')} so far. Open it again to see those that came since.`;
}
