import { button, make } from './elements';

export interface MenuItem {
  text: string;
  run: () => void;
}

/** A button that opens a small list of things to do. */
export function menu(text: string, label: string, items: readonly MenuItem[]): HTMLElement {
  const list = make('div', { className: 'menu', popover: 'auto', role: 'group', ariaLabel: label });
  const close = (run: () => void) => () => {
    list.hidePopover();
    run();
  };
  list.append(...items.map(({ text: item, run }) => button(item, close(run), 'quiet')));
  const opener = make(
    'button',
    { type: 'button', className: 'quiet', ariaLabel: label, popoverTargetElement: list },
    text,
  );
  return make('span', {}, opener, list);
}
