import { withDecaysSwapped, withNextSemantic } from '../experiment/edits';
import { PANELS, type PanelDefinition } from '../experiment/panels';
import type { RunControl } from '../run-control';
import { toggleTables, type Angle } from './angle';
import { toggleChrome, toggleExperiment, toggleFullScreen } from './frame';
import type { Hero } from './hero';
import type { Looking } from './looking';

export const COMMAND_GROUPS = ['Training', 'Looking', 'Experiment', 'Page'] as const;

/** One thing that the visitor can do: the keyboard, the palette and the help all read it here. */
export interface Command {
  group: (typeof COMMAND_GROUPS)[number];
  title: string;
  /** As `keyOf` writes them. */
  keys: readonly string[];
  run(): void;
}

/** What the commands are done to. */
export interface CommandTargets {
  run: RunControl;
  looking: Looking;
  hero: Hero;
  angles: readonly Angle[];
  share: () => void;
  /** Opens a panel of the sentence. */
  edit: (panel: PanelDefinition['name']) => void;
  open: Readonly<Record<'export' | 'kept' | 'explore' | 'benchmark' | 'profile' | 'palette' | 'help', () => void>>;
}

/** Presets that have a digit of the keyboard. */
const DIGITS = 9;
/** Degrees of a key press. */
const TURN = 10;

/** @param presets titles by name */
export function commandsOf(
  { run, looking, hero, angles, share, edit, open }: CommandTargets,
  presets: readonly (readonly [name: string, title: string])[],
): Command[] {
  const table: [Command['group'], string, string[], () => void][] = [
    ['Training', 'Run, pause, or go on', ['Space'], () => run.toggle()],
    ['Training', 'Stop after the epoch in progress', [], () => run.stop()],
    ['Training', 'Leave room for other work on this device, or no longer', [], () => run.leaveRoom()],
    ['Looking', 'One epoch back', ['ArrowLeft'], () => looking.step(-1)],
    ['Looking', 'One epoch on', ['ArrowRight'], () => looking.step(1)],
    ['Looking', 'Ten epochs back', ['Shift+ArrowLeft'], () => looking.step(-10)],
    ['Looking', 'Ten epochs on', ['Shift+ArrowRight'], () => looking.step(10)],
    ['Looking', 'Stronger setting', ['ArrowUp'], () => looking.move(1)],
    ['Looking', 'Weaker setting', ['ArrowDown'], () => looking.move(-1)],
    ['Looking', 'Pin or unpin the setting', ['Enter', 'K'], () => looking.pinHovered()],
    ['Looking', 'Unpin all', ['Escape'], () => looking.clear()],
    ['Looking', 'Next view: ridges, field, heat map, fan, table', ['V'], () => hero.nextKind()],
    ['Looking', 'Next scale of the heights', ['L'], () => hero.nextScale()],
    ['Looking', 'Turn the scene to the left', ['['], () => hero.turn(-TURN)],
    ['Looking', 'Turn the scene to the right', [']'], () => hero.turn(TURN)],
    ['Looking', 'Camera back to its place', ['0'], () => hero.configure({ camera: 0 })],
    ['Looking', 'Tables or charts', ['T'], () => toggleTables(angles)],
    ['Experiment', 'Weight decay: coupled or decoupled', ['C'], () => run.edit(withDecaysSwapped)],
    ['Experiment', 'Dropout in evaluation: on, off, mean', ['D'], () => run.edit(withNextSemantic)],
    ['Page', 'Explore the results of a run: table, map, parallel coordinates', ['O'], open.explore],
    ['Page', 'Export', ['E'], open.export],
    ['Page', 'Kept runs: resume, open, download, delete', ['R'], open.kept],
    ['Page', 'Share: copy the link', ['S'], share],
    ['Page', 'Full screen', ['F'], toggleFullScreen],
    ['Page', 'Hide or show all but the pictures', ['H'], toggleChrome],
    ['Page', 'Fold the experiment away or out', ['X'], toggleExperiment],
    ['Page', 'Measure: training alone, and while it is drawn', [], open.benchmark],
    ['Page', 'Profile: each kernel against what the device can do', ['P'], open.profile],
    ['Page', 'All commands', ['Ctrl+K', 'Meta+K'], open.palette],
    ['Page', 'Help', ['?'], open.help],
  ];
  return [
    ...table.map(([group, title, keys, act]) => ({ group, title, keys, run: act })),
    ...PANELS.map(({ name, title, about }) => ({
      group: 'Experiment' as const,
      title: `${title}: ${about}`,
      keys: [],
      run: () => edit(name),
    })),
    ...presets.map(([name, title], i) => ({
      group: 'Experiment' as const,
      title: `Preset: ${title}`,
      keys: i < DIGITS ? [String(i + 1)] : [],
      run: () => run.choosePreset(name),
    })),
  ];
}
