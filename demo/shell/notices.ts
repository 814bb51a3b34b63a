import { button, byId, make } from './elements';

export interface Notice {
  kind: 'info' | 'warning' | 'error';
  text: string;
  /** Single points, such as the parts of a link that were not understood. */
  list?: readonly string[];
  /** A way on; it closes the notice. */
  action?: { text: string; run: () => void };
}

/** What the visitor should know, above the pictures, one notice per subject, until it is closed or outdated. */
export class Notices {
  readonly #element = byId('notices', HTMLDivElement);
  readonly #shown = new Map<string, HTMLElement>();

  show(subject: string, notice: Notice): void {
    const element = this.#make(subject, notice);
    const before = this.#shown.get(subject);
    if (before) before.replaceWith(element);
    else this.#element.append(element);
    this.#shown.set(subject, element);
  }

  close(subject: string): void {
    this.#shown.get(subject)?.remove();
    this.#shown.delete(subject);
  }

  #make(subject: string, { kind, text, list = [], action }: Notice): HTMLElement {
    const element = make('div', { className: 'notice', role: kind === 'error' ? 'alert' : 'status' });
    element.dataset['kind'] = kind;
    element.append(make('div', {}, text));
    if (list.length > 0)
      element.firstElementChild?.append(make('ul', {}, ...list.map((point) => make('li', {}, point))));
    const close = () => this.close(subject);
    if (action) element.append(button(action.text, () => (close(), action.run())));
    element.append(button('Close', close, 'quiet'));
    return element;
  }
}
