import { COMMAND_GROUPS, type Command } from './commands';
import { button, make } from './elements';
import { keyText, type Shortcuts } from './shortcuts';

/** What is seen, and every key. */
const INTRODUCTION = [
  'Each ridge is the distribution of all parameters θ of the networks that were trained with one setting, in multiples ' +
    'of the level that they started from. Stronger regularization lies further back.',
  'Point at a ridge, a curve or a line of a table to see the same setting everywhere; click to pin up to four.',
  'The experiment is a sentence whose words open what they say: data of your own, what is swept, successive halving, ' +
    'by which settings that lose stop early.',
  'A run can be paused, stopped, and gone on with after the tab was closed. Explore has its models as a table, a map and ' +
    'parallel coordinates, and opens run directories that are dropped on this page.',
  'Nothing leaves this page: all is computed on your GPU, and the address holds the whole experiment.',
];

const PRESSES =
  'Space and Enter press the button that has the focus, if one has it; K pins all the same. ' +
  'Escape closes the notice that has the focus. What has no key is among all commands, Ctrl K.';

/** The dialog that explains the page and lists its keys. */
export class Help {
  readonly #dialog = make('dialog', { className: 'help', ariaLabel: 'Help' });

  constructor(commands: readonly Command[], shortcuts: Shortcuts) {
    this.#dialog.append(
      make('h2', {}, 'What you see'),
      ...INTRODUCTION.map((text) => make('p', {}, text)),
      make('h2', {}, 'Keys'),
      lettersSwitch(shortcuts),
      make('p', {}, PRESSES),
      make('div', { className: 'keys' }, ...COMMAND_GROUPS.map((group) => keysOf(group, commands))),
      button('Close', () => this.#dialog.close(), 'primary'),
    );
    document.body.append(this.#dialog);
  }

  open(): void {
    this.#dialog.showModal();
  }
}

function lettersSwitch(shortcuts: Shortcuts): HTMLElement {
  const box = make('input', { type: 'checkbox', checked: shortcuts.lettersOn });
  box.addEventListener('change', () => (shortcuts.lettersOn = box.checked));
  return make('label', {}, box, ' Single letters and digits are shortcuts');
}

function keysOf(group: string, commands: readonly Command[]): HTMLElement {
  const rows = commands
    .filter((command) => command.group === group && command.keys.length > 0)
    .flatMap(({ title, keys }) => [
      make('dt', {}, ...keys.map((key) => make('kbd', {}, keyText(key)))),
      make('dd', {}, title),
    ]);
  return make('section', {}, make('h3', {}, group), make('dl', {}, ...rows));
}
