/** What lies around the pictures and can be put away. */
import { adapterName, type TakenDevice } from '../device';
import { byId } from './elements';

export function toggleFullScreen(): void {
  void (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen());
}

/** Hides or shows all but the pictures. */
export function toggleChrome(): void {
  const { dataset } = document.body;
  dataset['chrome'] = dataset['chrome'] === 'hidden' ? '' : 'hidden';
}

/** Folds the experiment away or out. */
export function toggleExperiment(): void {
  const fold = byId('fold', HTMLButtonElement);
  const isOpen = fold.ariaExpanded === 'true';
  fold.ariaExpanded = String(!isOpen);
  fold.textContent = isOpen ? 'Experiment' : 'Fold';
}

/** Says in the top bar what trains. */
export function showAdapter({ adapter }: TakenDevice): void {
  const chip = byId('chip', HTMLParagraphElement);
  chip.dataset['state'] = adapter.software ? 'software' : 'ready';
  chip.textContent = `${adapterName(adapter)}${adapter.software ? ' · software' : ''}`;
  chip.title = adapter.software ? 'Not a GPU: this adapter runs on the CPU, so speeds say nothing of a GPU.' : '';
}
