export const COMMAND_GROUPS = ['Training', 'Looking', 'Experiment', 'Page'] as const;

/** One thing that the visitor can do: the keyboard, the palette and the help all read it here. */
export interface Command {
  group: (typeof COMMAND_GROUPS)[number];
  title: string;
  /** As `keyOf` writes them. */
  keys: readonly string[];
  run(): void;
}

/** What the commands need of the page. */
export interface Actions {
  toggleRun(): void;
  stop(): void;
  stepEpochs(epochs: number): void;
  /** Towards stronger settings when positive. */
  moveSetting(places: number): void;
  pinSetting(): void;
  clearSelection(): void;
  nextView(): void;
  nextScale(): void;
  resetCamera(): void;
  toggleTables(): void;
  nextCoupling(): void;
  nextDropoutSemantic(): void;
  choosePreset(name: string): void;
  openExport(): void;
  share(): void;
  toggleFullScreen(): void;
  toggleChrome(): void;
  toggleExperiment(): void;
  openBenchmark(): void;
  openPalette(): void;
  openHelp(): void;
}

/** Presets that have a digit of the keyboard. */
const DIGITS = 9;

/** @param presets titles by name */
export function commandsOf(page: Actions, presets: readonly (readonly [name: string, title: string])[]): Command[] {
  const table: [Command['group'], string, string[], () => void][] = [
    ['Training', 'Run or pause', ['Space'], () => page.toggleRun()],
    ['Training', 'Stop', [], () => page.stop()],
    ['Looking', 'One epoch back', ['ArrowLeft'], () => page.stepEpochs(-1)],
    ['Looking', 'One epoch on', ['ArrowRight'], () => page.stepEpochs(1)],
    ['Looking', 'Ten epochs back', ['Shift+ArrowLeft'], () => page.stepEpochs(-10)],
    ['Looking', 'Ten epochs on', ['Shift+ArrowRight'], () => page.stepEpochs(10)],
    ['Looking', 'Stronger setting', ['ArrowUp'], () => page.moveSetting(1)],
    ['Looking', 'Weaker setting', ['ArrowDown'], () => page.moveSetting(-1)],
    ['Looking', 'Pin or unpin the setting', ['Enter'], () => page.pinSetting()],
    ['Looking', 'Unpin all', ['Escape'], () => page.clearSelection()],
    ['Looking', 'Next view: ridges, field, heat map, fan, table', ['V'], () => page.nextView()],
    ['Looking', 'Next scale of the heights', ['L'], () => page.nextScale()],
    ['Looking', 'Camera back to its place', ['0'], () => page.resetCamera()],
    ['Looking', 'Tables or charts', ['T'], () => page.toggleTables()],
    ['Experiment', 'Weight decay: coupled or decoupled', ['C'], () => page.nextCoupling()],
    ['Experiment', 'Dropout in evaluation: on, off, mean', ['D'], () => page.nextDropoutSemantic()],
    ['Page', 'Export', ['E'], () => page.openExport()],
    ['Page', 'Share: copy the link', ['S'], () => page.share()],
    ['Page', 'Full screen', ['F'], () => page.toggleFullScreen()],
    ['Page', 'Hide or show all but the pictures', ['H'], () => page.toggleChrome()],
    ['Page', 'Fold the experiment away or out', ['X'], () => page.toggleExperiment()],
    ['Page', 'Measure: training alone, and while it is drawn', [], () => page.openBenchmark()],
    ['Page', 'All commands', ['Ctrl+K', 'Meta+K'], () => page.openPalette()],
    ['Page', 'Help', ['?'], () => page.openHelp()],
  ];
  return [
    ...table.map(([group, title, keys, run]) => ({ group, title, keys, run })),
    ...presets.map(([name, title], i) => ({
      group: 'Experiment' as const,
      title: `Preset: ${title}`,
      keys: i < DIGITS ? [String(i + 1)] : [],
      run: () => page.choosePreset(name),
    })),
  ];
}
