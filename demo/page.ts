import { calibrate } from '../src/train/calibrate';
import type { Adjustment } from '../src/spec';
import type { LiveRun } from '../src/views/live-run';
import type { ViewState } from '../src/views/view';
import { hasLowLimits, type TakenDevice } from './device';
import { ExploreStarter } from './explore/explore-starter';
import { Experiment } from './experiment/experiment';
import type { Link } from './experiment/link';
import type { LinkedView } from './experiment/link-view';
import type { PanelDefinition } from './experiment/panels';
import { Sentence } from './experiment/sentence';
import { Keeping } from './kept/keeping';
import { discardRun } from './kept/kept-runs';
import { RunControl } from './run-control';
import { Session, type Phase, type Planned } from './session';
import { Address } from './shell/address';
import { Advice } from './shell/advice';
import { Angle } from './shell/angle';
import { ANGLES } from './shell/angles';
import { Announcer } from './shell/announcer';
import { Benchmark } from './shell/benchmark';
import { ChangeControl } from './shell/change-control';
import { Choice } from './shell/choice';
import { commandsOf, type CommandTargets } from './shell/commands';
import { byId } from './shell/elements';
import { ExportDialog } from './shell/export-dialog';
import { Forecast } from './shell/forecast';
import { foldOnSmallScreens, showAdapter, showExperiment } from './shell/frame';
import { Help } from './shell/help';
import { Hero } from './shell/hero';
import { KeptDialog, saveDirectory } from './shell/kept-dialog';
import { KeptNotices } from './shell/kept-notices';
import { Looking } from './shell/looking';
import { Notices } from './shell/notices';
import { Palette } from './shell/palette';
import { ProfileDialog, type ProfileSubject } from './shell/profile-dialog';
import { Scrubber } from './shell/scrubber';
import { Shortcuts } from './shell/shortcuts';
import { Status } from './shell/status';
import { toast } from './shell/toast';
import { PRESET_TITLES, TopBar } from './shell/top-bar';
import { Transport } from './shell/transport';

/** Everything on the page, wired: what is done to one part is told to the others. */
export class Page {
  readonly #notices = new Notices();
  readonly #advice = new Advice(this.#notices, {
    open: (input) => this.#experiment.open(input),
    choosePreset: (name) => this.#run.choosePreset(name),
    giveUp: () => this.#session.device.giveUp(),
    tryAgain: () => this.#session.device.tryAgain(),
  });
  readonly #keptNotices = new KeptNotices(this.#notices, {
    goOn: () => this.#run.goOn(),
    open: (kept) => this.#run.open(kept),
    remove: (kept) => void this.#notices.attempt(() => discardRun(kept.id)),
    download: () => void this.#notices.attempt(() => this.#download()),
  });
  readonly #keeping = new Keeping({
    kept: () => this.#status.kept(true),
    failed: (why) => {
      this.#status.kept(false);
      this.#keptNotices.failed(why);
    },
  });
  readonly #status = new Status();
  readonly #announcer = new Announcer();
  readonly #looking = new Looking((state) => this.#follow(state));
  readonly #address = new Address(() => ({
    input: this.#experiment.input,
    view: { ...this.#looking.look, ...this.#hero.look },
    fingerprint: this.#experiment.fingerprint,
  }));
  readonly #scrubber = new Scrubber(this.#looking);
  readonly #hero = new Hero(this.#looking, {
    changed: () => this.#looking.request(),
    saved: (bytes) => this.#status.saved(bytes),
    attempt: this.#notices.attempt,
  });
  readonly #angles = ANGLES.map(
    (parts) => new Angle(byId('angles', HTMLDivElement), parts, this.#looking, this.#notices.attempt),
  );
  readonly #sweeps = new Choice<string>(byId('sweeps', HTMLDivElement), (name) => this.#looking.lookAt(name));
  readonly #transport = new Transport({ toggle: () => this.#run.toggle(), stop: () => this.#run.stop() });
  readonly #change = new ChangeControl(byId('change', HTMLDivElement), (adjustment) => this.#adjust(adjustment));
  readonly #forecast = new Forecast(this.#notices.attempt);
  readonly #experiment: Experiment;
  readonly #sentence: Sentence;
  readonly #session: Session;
  readonly #run: RunControl;
  readonly #benchmark: Benchmark;
  readonly #topBar: TopBar;
  /** Whether the code of the scene is there. */
  #isOpen = false;
  /** Where the link that is being opened looked. */
  #look: LinkedView | undefined;

  constructor(taken: TakenDevice) {
    const { attempt } = this.#notices;
    const link = this.#address.read();
    this.#experiment = new Experiment(link.input);
    this.#session = this.#sessionOn(taken);
    this.#run = new RunControl(
      this.#experiment,
      this.#session,
      this.#forecast,
      this.#advice,
      this.#keptNotices,
      this.#transport,
      attempt,
    );
    this.#sentence = new Sentence(byId('sentence', HTMLDivElement), this.#experiment);
    for (const view of [this.#hero, ...this.#angles]) this.#looking.add(view);
    const subject = {
      taken: () => this.#session.taken,
      input: () => this.#experiment.input,
      files: this.#experiment.files,
      plan: () => this.#run.plan(),
      train: () => this.#run.train(),
      stop: () => this.#run.stop(),
    };
    this.#benchmark = new Benchmark(subject, attempt);
    const open = this.#dialogs(subject);
    this.#topBar = new TopBar({
      ...open,
      data: () => this.#edit('data'),
      choosePreset: (name) => this.#run.choosePreset(name),
    });
    this.#listen();
    showAdapter(taken);
    this.#openLink(link);
  }

  /** Draws the scene, whose code is loaded only now, and begins where nothing speaks against it. */
  async open(): Promise<void> {
    const { taken } = this.#session;
    const isInterrupted = await this.#keptNotices.opened(() => this.#session.planned);
    await this.#openHero();
    this.#isOpen = true;
    this.#forecast.begin(() => calibrate(this.#session.taken.device, { draw: () => this.#looking.request() }));
    const { planned } = this.#session;
    const begins = planned !== null && (await this.#forecast.startsByItself(taken, planned.run));
    if (begins && !isInterrupted && this.#session.phase === 'ready') this.#run.toggle();
  }

  async #download(): Promise<void> {
    const { planned } = this.#session;
    if (planned) saveDirectory(planned.run.spec.name, await this.#keeping.filesOf(planned.run));
  }

  #sessionOn(taken: TakenDevice): Session {
    return new Session(taken, this.#experiment.files, this.#keeping, {
      planned: (planned) => this.#showPlanned(planned),
      trained: (snapshot) => {
        this.#status.trained(snapshot, this.#forecast.leftAfter(snapshot));
        this.#benchmark.trained(snapshot);
        void this.#keptNotices.trained(snapshot.seconds);
        this.#looking.request();
      },
      phase: (phase) => this.#showPhase(phase),
      lost: (why, seconds) => {
        this.#hero.freeze();
        this.#advice.lost(why, seconds);
      },
      recovered: (replacement) => this.#showRecovered(replacement),
      redraw: (planned) => this.#redraw(planned),
      resumed: (first, afterLoss) => this.#advice.resumed(first, afterLoss),
    });
  }

  #listen(): void {
    this.#experiment.onChange(() => this.#address.request());
    this.#address.onChange((link) => this.#openLink(link));
    foldOnSmallScreens();
    document.addEventListener('visibilitychange', () => this.#followVisibility());
  }

  /** All that opens over the page, with the keys that open it. */
  #dialogs(subject: ProfileSubject): CommandTargets['open'] {
    const { attempt } = this.#notices;
    const exports = new ExportDialog(
      () => {
        const { state } = this.#looking;
        return this.#session.planned && state && { run: this.#session.planned.run, state };
      },
      () => this.#download(),
      attempt,
    );
    const profiler = new ProfileDialog(subject);
    const explore = new ExploreStarter(
      {
        train: (spec) => this.#run.retrain(spec),
        live: () => this.#session.planned?.live ?? null,
      },
      attempt,
    );
    const kept = new KeptDialog((run) => this.#run.open(run), attempt);
    const open = {
      export: () => exports.open(),
      kept: () => kept.open(),
      benchmark: () => this.#benchmark.open(),
      profile: () => profiler.open(),
      explore: () => explore.toggle(),
      palette: () => palette.open(),
      help: () => help.open(),
    };
    const share = () => void attempt(() => this.#address.copy());
    const edit = (panel: PanelDefinition['name']) => this.#edit(panel);
    const [run, looking, hero, angles] = [this.#run, this.#looking, this.#hero, this.#angles];
    const commands = commandsOf({ run, looking, hero, angles, share, edit, open }, PRESET_TITLES);
    const palette = new Palette(commands);
    const help = new Help(commands, new Shortcuts(commands));
    return open;
  }

  /** Opens a panel of the sentence, which may be folded away. */
  #edit(panel: PanelDefinition['name']): void {
    showExperiment(true);
    this.#sentence.open(panel);
  }

  #followVisibility(): void {
    if (document.hidden) return this.#session.hold('hidden');
    if (this.#session.phase === 'paused') toast('The training was paused while nobody saw this tab.');
    this.#session.release('hidden');
  }

  #openLink({ input, view, fingerprint, notUnderstood }: Link): void {
    this.#advice.notUnderstood(notUnderstood);
    this.#look = view;
    // what is flat is drawn with the least
    this.#hero.configure(hasLowLimits(this.#session.taken) ? { kind: 'heat', ...view } : view);
    this.#run.choose(input, fingerprint);
  }

  #adjust(adjustment: Adjustment): void {
    void this.#notices.attempt(async () => {
      const change = this.#run.change(adjustment);
      if (change) toast(`Changed in all models after epoch ${change.epoch}; the link and the manifest say so.`);
    });
  }

  #follow(state: ViewState): void {
    this.#scrubber.show(state, this.#looking.follows);
    this.#announcer.show(state);
    this.#showSweeps(state.run, state.sweep.name);
    this.#address.request();
  }

  #showSweeps({ sweeps }: LiveRun, shown: string): void {
    const labels = Object.fromEntries(sweeps.map(({ name, settings }) => [name, `${name} (${settings.length})`]));
    this.#sweeps.show(Object.keys(labels), shown, labels);
  }

  #showPlanned(planned: Planned): void {
    const { run, live, store } = planned;
    this.#keptNotices.planned(planned);
    this.#topBar.show(run);
    this.#status.planned(run, store);
    this.#forecast.planned(run);
    this.#hero.show(store);
    if (this.#isOpen && !this.#hero.isOn(store.device)) void this.#openHero();
    this.#looking.open(live, this.#look);
    this.#look = undefined;
  }

  #showPhase(phase: Phase): void {
    if (phase === 'training') this.#keptNotices.started();
    this.#transport.show(phase);
    this.#status.phase(phase);
    this.#change.enabled = phase === 'training' || phase === 'paused';
    this.#looking.request();
  }

  /** A finished training is not shown anew: its densities are gone, but the last picture of them is still there. */
  #showRecovered(taken: TakenDevice): void {
    showAdapter(taken);
    if (this.#session.phase === 'ended') this.#advice.foundTooLate();
    else this.#advice.found();
  }

  async #redraw(planned: Planned | null): Promise<void> {
    if (planned) this.#hero.show(planned.store);
    await this.#openHero();
    toast('The GPU is back: what was not saved is trained again, with the same results.');
  }

  async #openHero(): Promise<void> {
    await this.#notices.attempt(() => this.#hero.open(this.#session.taken));
  }
}
