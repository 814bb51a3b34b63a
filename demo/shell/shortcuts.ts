import type { Command } from './commands';

/** What a focused element does with keys of its own, which are then no shortcuts. */
const TEXT_FIELDS =
  'textarea, [contenteditable], input:not([type=radio], [type=checkbox], [type=range], [type=button])';
const TAKES_ARROWS = 'input, select, [role=grid], [role=menu]';
const TAKES_PRESSES = 'button, a[href], summary, input, select';
/** In these the page behind has no say. */
const OVER_THE_PAGE = 'dialog[open], :popover-open';

/** Runs commands by their keys, except where the focused element needs the key itself. */
export class Shortcuts {
  /** Whether keys without Ctrl or Meta count: people who speak to their computer switch them off. */
  lettersOn = true;

  /** Listens for as long as the page lives. */
  constructor(commands: readonly Command[]) {
    addEventListener('keydown', (event) => {
      const key = keyOf(event);
      const command = commands.find(({ keys }) => keys.includes(key));
      if (!command || event.defaultPrevented || !this.#isFree(event)) return;
      event.preventDefault();
      command.run();
    });
  }

  #isFree({ key, ctrlKey, metaKey, target }: KeyboardEvent): boolean {
    // closes what is open, wherever the focus is
    if (key === 'Escape' && document.querySelector('[popover=auto]:popover-open')) return false;
    if (!(target instanceof Element)) return true;
    if (target.closest(OVER_THE_PAGE)) return false;
    if (ctrlKey || metaKey) return true;
    if (target.matches(TEXT_FIELDS)) return false;
    if (key.startsWith('Arrow')) return !target.matches(TAKES_ARROWS);
    if (key === ' ' || key === 'Enter') return !target.matches(TAKES_PRESSES);
    return key === 'Escape' || (this.lettersOn && !target.matches('select'));
  }
}

/** `V`, `Shift+ArrowLeft`, `Ctrl+K`, `Space`, `?`; Shift is not said of keys that it turns into other characters. */
export function keyOf({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): string {
  const name = key === ' ' ? 'Space' : key.length === 1 ? key.toUpperCase() : key;
  const isShifted = shiftKey && (name.length > 1 || /[A-Z]/.test(name));
  const held = { Ctrl: ctrlKey, Meta: metaKey, Alt: altKey, Shift: isShifted };
  const modifiers = Object.entries(held).flatMap(([modifier, isHeld]) => (isHeld ? [modifier] : []));
  return [...modifiers, name].join('+');
}

const SYMBOLS: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  Meta: '⌘',
};

/** A key as people write it: `Shift ←`. */
export function keyText(key: string): string {
  return key
    .split('+')
    .map((part) => SYMBOLS[part] ?? part)
    .join(' ');
}
