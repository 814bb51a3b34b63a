import { ThetascapeError } from '../src/errors';
import { PRESETS, type SpecInput } from '../src/index';
import { plural } from '../src/metrics/format';
import { specDocument, type Adjustment } from '../src/spec';
import type { LiveSweep } from '../src/views/live-run';
import type { TakenDevice } from './device';
import { withDecaysSwapped, withValues, type ExplicitDocument } from './experiment/edits';
import { Experiment } from './experiment/experiment';
import type { Link } from './experiment/link';
import type { LinkedView } from './experiment/link-view';
import { Sentence } from './experiment/sentence';
import { smallFor } from './experiment/small-for';
import { Session, type Phase, type Planned } from './session';
import { Address } from './shell/address';
import { Advice } from './shell/advice';
import { Angle } from './shell/angle';
import { ANGLES } from './shell/angles';
import { Announcer } from './shell/announcer';
import { Benchmark } from './shell/benchmark';
import { ChangeControl } from './shell/change-control';
import { Choice } from './shell/choice';
import { commandsOf, type Actions } from './shell/commands';
import { byId } from './shell/elements';
import { ExportDialog } from './shell/export-dialog';
import { Forecast } from './shell/forecast';
import { showAdapter, toggleChrome, toggleExperiment, toggleFullScreen } from './shell/frame';
import { Help } from './shell/help';
import { Hero } from './shell/hero';
import { Looking } from './shell/looking';
import { Notices } from './shell/notices';
import { Palette } from './shell/palette';
import { Scrubber } from './shell/scrubber';
import { sentenceOf } from './shell/sentence-of';
import { Shortcuts } from './shell/shortcuts';
import { Status } from './shell/status';
import { toast } from './shell/toast';
import { Transport } from './shell/transport';

const TITLES = Object.entries(PRESETS).map(([name, { title }]) => [name, title] as const);

const SMALL_SCREEN = '(max-width: 60rem)';

/** Everything on the page, wired: what is done to one part is told to the others. */
export class Page implements Actions {
  readonly #notices = new Notices();
  readonly #advice = new Advice(this.#notices, {
    open: (input) => this.#experiment.open(input),
    choosePreset: (name) => this.choosePreset(name),
    giveUp: () => this.#session.giveUp(),
  });
  readonly #status = new Status();
  readonly #announcer = new Announcer();
  readonly #preset = byId('preset', HTMLSelectElement);
  readonly #looking = new Looking((state) => {
    this.#scrubber.show(state, this.#looking.follows);
    this.#announcer.show(state);
    this.#address.request();
  });
  readonly #address = new Address(() => ({
    // what is shown, with the changes that were made while it trained
    input: this.#session.planned ? specDocument(this.#session.planned.run.spec) : this.#experiment.input,
    view: { ...this.#looking.look, ...this.#hero.look },
    fingerprint: this.#experiment.fingerprint,
  }));
  readonly #scrubber = new Scrubber(this.#looking);
  readonly #hero = new Hero(this.#looking, () => this.#looking.request());
  readonly #angles = ANGLES.map((parts) => new Angle(byId('angles', HTMLDivElement), parts, this.#looking));
  readonly #sweeps = new Choice<string>(byId('sweeps', HTMLDivElement), (name) => this.#lookAt(name));
  readonly #transport = new Transport({ toggle: () => this.toggleRun(), stop: () => this.stop() });
  readonly #change = new ChangeControl(byId('change', HTMLDivElement), (adjustment) => this.#adjust(adjustment));
  readonly #forecast = new Forecast();
  readonly #experiment: Experiment;
  readonly #sentence: Sentence;
  readonly #session: Session;
  readonly #palette: Palette;
  readonly #help: Help;
  readonly #exports: ExportDialog;
  readonly #benchmark: Benchmark;
  /** Whether the code of the scene is there. */
  #isOpen = false;
  /** Where the link that is being opened looked. */
  #look: LinkedView | undefined;

  constructor(taken: TakenDevice) {
    const link = this.#address.read();
    this.#experiment = new Experiment(link.input);
    this.#session = new Session(taken, this.#experiment.files, {
      planned: (planned) => this.#showPlanned(planned),
      trained: (snapshot) => {
        this.#status.trained(snapshot);
        this.#benchmark.trained(snapshot);
        this.#looking.request();
      },
      phase: (phase) => this.#showPhase(phase),
      lost: (why, seconds) => {
        this.#hero.freeze();
        this.#advice.lost(why, seconds);
      },
      recovered: (replacement, planned) => this.#showRecovered(replacement, planned),
    });
    for (const view of [this.#hero, ...this.#angles]) this.#looking.add(view);
    const commands = commandsOf(this, TITLES);
    this.#palette = new Palette(commands);
    this.#help = new Help(commands, new Shortcuts(commands));
    this.#exports = new ExportDialog(
      () => this.#shown,
      (action) => this.#attempt(action),
    );
    this.#benchmark = new Benchmark(
      {
        taken: () => this.#session.taken,
        input: () => this.#experiment.input,
        files: this.#experiment.files,
        plan: () => this.#plan(),
        train: () => this.#train(),
        stop: () => this.stop(),
      },
      (action) => this.#attempt(action),
    );
    this.#sentence = new Sentence(byId('sentence', HTMLDivElement), this.#experiment);
    this.#listen();
    showAdapter(taken);
    this.#openLink(link);
  }

  /** Draws the scene, whose code is loaded only now, and begins where nothing speaks against it. */
  async open(): Promise<void> {
    const { taken } = this.#session;
    await this.#openHero();
    this.#isOpen = true;
    await this.#attempt(() => this.#forecast.measure(taken));
    if (this.#session.phase === 'ready' && this.#forecast.startsByItself(taken)) this.toggleRun();
  }

  toggleRun(): void {
    const { phase } = this.#session;
    if (phase === 'training') this.#session.hold('visitor');
    else if (phase === 'paused') this.#session.release('visitor');
    else void this.#attempt(() => this.#train());
  }

  stop(): void {
    this.#session.stop();
  }

  stepEpochs(epochs: number): void {
    this.#looking.step(epochs);
  }

  moveSetting(places: number): void {
    this.#looking.move(places);
  }

  pinSetting(): void {
    const hovered = this.#looking.state?.hovered;
    if (hovered) this.#looking.pin(hovered);
  }

  clearSelection(): void {
    this.#looking.clear();
  }

  nextView(): void {
    this.#hero.nextKind();
  }

  nextScale(): void {
    this.#hero.nextScale();
  }

  resetCamera(): void {
    this.#hero.resetCamera();
  }

  toggleTables(): void {
    const isTable = !this.#angles.every((angle) => angle.isTable);
    for (const angle of this.#angles) angle.isTable = isTable;
  }

  nextCoupling(): void {
    this.#edit(withDecaysSwapped);
  }

  nextDropoutSemantic(): void {
    const next = { on: 'off', off: 'mean', mean: 'on' } as const;
    this.#edit((document) => withValues(document, [['evaluation.dropout', next[document.evaluation.dropout]]]));
  }

  choosePreset(name: string): void {
    this.#choose(PRESETS[name]!.input);
  }

  openExport(): void {
    this.#exports.open();
  }

  share(): void {
    void this.#attempt(() => this.#address.copy());
  }

  toggleFullScreen(): void {
    toggleFullScreen();
  }

  toggleChrome(): void {
    toggleChrome();
  }

  toggleExperiment(): void {
    toggleExperiment();
  }

  openBenchmark(): void {
    this.#benchmark.open();
  }

  openPalette(): void {
    this.#palette.open();
  }

  openHelp(): void {
    this.#help.open();
  }

  get #shown() {
    const { state } = this.#looking;
    return this.#session.planned && state && { run: this.#session.planned.run, state };
  }

  #listen(): void {
    // stands for what no preset is: not to be chosen
    this.#preset.add(Object.assign(new Option('An experiment of your own', ''), { disabled: true }));
    for (const [name, title] of TITLES) this.#preset.add(new Option(title, name));
    this.#preset.addEventListener('change', () => this.choosePreset(this.#preset.value));
    this.#experiment.onChange(() => void this.#attempt(() => this.#plan()));
    this.#address.onChange((link) => this.#openLink(link));
    const presses = {
      data: () => this.#sentence.open('data'),
      export: () => this.openExport(),
      help: () => this.openHelp(),
      fold: toggleExperiment,
    };
    for (const [id, press] of Object.entries(presses)) {
      const pressed = byId(id, HTMLButtonElement);
      pressed.addEventListener('click', press);
      pressed.disabled = false;
    }
    this.#preset.disabled = false;
    // on a small screen it lies over the pictures
    if (matchMedia(SMALL_SCREEN).matches) toggleExperiment();
    document.addEventListener('visibilitychange', () => this.#followVisibility());
  }

  #followVisibility(): void {
    if (document.hidden) return this.#session.hold('hidden');
    if (this.#session.phase === 'paused') toast('The training was paused while nobody saw this tab.');
    this.#session.release('hidden');
  }

  #openLink({ input, view, notUnderstood }: Link): void {
    this.#advice.notUnderstood(notUnderstood);
    this.#look = view;
    this.#hero.configure(view);
    this.#choose(input);
  }

  /** On an adapter that runs on the CPU a small version of the experiment is chosen, and the full one offered. */
  #choose(full: SpecInput): void {
    const { software } = this.#session.taken.adapter;
    const { input, sentence } = software ? smallFor(full) : { input: full, sentence: '' };
    this.#advice.shrunk(sentence, full);
    this.#experiment.open(input);
  }

  async #plan(): Promise<void> {
    const { spec, input } = this.#experiment;
    this.#transport.block();
    this.#forecast.check(this.#session.taken, spec);
    await this.#session.plan(input);
  }

  async #train(): Promise<void> {
    if (this.#session.phase === 'ended') await this.#plan();
    const { planned, taken } = this.#session;
    if (planned) this.#forecast.check(taken, planned.run.spec, planned.run);
    try {
      const trained = await this.#session.train();
      if (trained) this.#advice.trained(trained);
    } catch (error) {
      this.#advice.smaller(this.#experiment.input);
      throw error;
    }
  }

  #edit(change: (document: ExplicitDocument) => SpecInput): void {
    void this.#attempt(async () => {
      const mistake = await this.#experiment.edit(change);
      if (mistake) throw new ThetascapeError(mistake);
    });
  }

  #adjust(adjustment: Adjustment): void {
    void this.#attempt(async () => {
      const change = this.#session.change(adjustment);
      this.#address.request();
      if (change) toast(`Changed in all models after epoch ${change.epoch}; the link and the manifest say so.`);
    });
  }

  #showPlanned({ run, live, store }: Planned): void {
    const { name, data } = run.spec;
    const title = PRESETS[name]?.title ?? name;
    const models = plural(run.models.length, 'model');
    this.#preset.value = Object.hasOwn(PRESETS, name) ? name : '';
    byId('data', HTMLButtonElement).textContent = data.kind;
    byId('models', HTMLParagraphElement).textContent = models;
    document.title = `Thetascape: ${title}, ${models}`;
    this.#status.planned(run, store);
    this.#forecast.planned(run);
    this.#hero.show(store);
    if (this.#isOpen && !this.#hero.isOn(store.device)) void this.#openHero();
    this.#looking.open(live, this.#look);
    this.#look = undefined;
    this.#showSweeps(live.sweeps);
  }

  #showPhase(phase: Phase): void {
    this.#transport.show(phase);
    this.#status.phase(phase);
    this.#change.enabled = phase === 'training' || phase === 'paused';
  }

  #showSweeps(sweeps: readonly LiveSweep[]): void {
    const labels = Object.fromEntries(sweeps.map(({ name, settings }) => [name, `${name} (${settings.length})`]));
    const names = sweeps.map(({ name }) => name);
    this.#sweeps.show(names, this.#looking.state?.sweep.name ?? '', labels);
  }

  #lookAt(name: string): void {
    const sweep = this.#looking.state?.run.sweeps.find((one) => one.name === name);
    if (sweep) this.#looking.lookAt(sweep);
  }

  /** A finished training is not shown anew: its densities are gone, but the last picture of them is still there. */
  async #showRecovered(taken: TakenDevice, planned: Planned | null): Promise<void> {
    showAdapter(taken);
    if (this.#session.phase === 'ended') return this.#advice.foundTooLate();
    this.#advice.found();
    if (planned) this.#hero.show(planned.store);
    await this.#openHero();
    toast('The GPU is back: what was not saved is trained again, with the same results.');
  }

  async #openHero(): Promise<void> {
    await this.#attempt(() => this.#hero.open(this.#session.taken));
  }

  async #attempt(action: () => Promise<void>): Promise<void> {
    this.#notices.close('failed');
    try {
      await action();
    } catch (error) {
      this.#notices.show('failed', { kind: 'error', text: sentenceOf(error) });
    }
  }
}
