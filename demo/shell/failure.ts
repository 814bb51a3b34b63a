import { byId, make } from './elements';

/** A failure that leaves nothing to look at. */
export interface Failure {
  title: string;
  /** One sentence: what is missing, and where. */
  why: string;
  /** What the visitor can do. */
  advice: readonly string[];
}

/** Puts the failure in the place of the pictures, and switches off what needs them. */
export function showFailure({ title, why, advice }: Failure): void {
  for (const id of ['preset', 'run', 'stop', 'epoch', 'export'])
    document.getElementById(id)?.setAttribute('disabled', '');
  byId('status', HTMLParagraphElement).textContent = 'Nothing can be trained here.';
  byId('main', HTMLElement).replaceChildren(
    make(
      'section',
      { className: 'failure', ariaLabel: title },
      make('h2', {}, title),
      make('p', { className: 'why', role: 'alert' }, why),
      make('ul', {}, ...advice.map((text) => make('li', {}, text))),
    ),
  );
}
