import { make } from './elements';

const SHOWN_FOR = 4000;

/** Says something in passing; screen readers are told as well. */
export function toast(text: string): void {
  const element = make('p', { className: 'toast', role: 'status', popover: 'manual' }, text);
  document.body.append(element);
  element.showPopover();
  setTimeout(() => element.remove(), SHOWN_FOR);
}
