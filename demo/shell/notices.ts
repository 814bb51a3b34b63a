import { button, byId, make } from './elements';
import { sentenceOf } from './sentence-of';

/** Runs an action and says what goes wrong. */
export type Attempt = (action: () => Promise<void>) => Promise<void>;

export interface Notice {
  kind: 'info' | 'warning' | 'error';
  text: string;
  /** A sentence that is still to come. */
  later?: Promise<string>;
  /** Single points, such as the parts of a link that were not understood. */
  list?: readonly string[];
  /** A way on; it closes the notice. */
  action?: Way;
  /** Another one. */
  other?: Way;
}

interface Way {
  text: string;
  run: () => void;
}

/** What the visitor should know, one notice per subject, the newest first, until it is closed or outdated. */
export class Notices {
  readonly #element = byId('notices', HTMLDivElement);
  readonly #shown = new Map<string, HTMLElement>();

  show(subject: string, notice: Notice): void {
    const element = this.#make(subject, notice);
    const before = this.#shown.get(subject);
    if (before) before.replaceWith(element);
    else this.#element.prepend(element);
    this.#shown.set(subject, element);
  }

  close(subject: string): void {
    this.#shown.get(subject)?.remove();
    this.#shown.delete(subject);
  }

  readonly attempt: Attempt = async (action) => {
    this.close('failed');
    try {
      await action();
    } catch (error) {
      this.show('failed', { kind: 'error', text: sentenceOf(error) });
    }
  };

  #make(subject: string, { kind, text, later, list = [], action, other }: Notice): HTMLElement {
    const element = make('div', { className: 'notice', role: kind === 'error' ? 'alert' : 'status' });
    element.dataset['kind'] = kind;
    const said = make('div', {}, text);
    element.append(said);
    void later?.then((sentence) => said.append(` ${sentence}`));
    if (list.length > 0) said.append(make('ul', {}, ...list.map((point) => make('li', {}, point))));
    const close = () => this.close(subject);
    element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      close();
    });
    element.append(button('Close', close, 'quiet'));
    for (const way of [action, other]) if (way) element.append(button(way.text, () => (close(), way.run())));
    return element;
  }
}
