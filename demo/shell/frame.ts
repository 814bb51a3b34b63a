/** What lies around the pictures and can be put away. */
import { adapterName } from '../../src/gpu/adapter';
import type { TakenDevice } from '../device';
import { byId } from './elements';

/** As in sizes.css. */
const SMALL_SCREEN = '(max-width: 60rem)';

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
  showExperiment(byId('fold', HTMLButtonElement).ariaExpanded !== 'true');
}

/** Keeps the experiment folded away where it lies over the pictures, until the visitor wants it. */
export function foldOnSmallScreens(): void {
  const small = matchMedia(SMALL_SCREEN);
  small.addEventListener('change', () => showExperiment(!small.matches));
  showExperiment(!small.matches);
}

export function showExperiment(isShown: boolean): void {
  const fold = byId('fold', HTMLButtonElement);
  fold.ariaExpanded = String(isShown);
  fold.textContent = isShown ? 'Fold' : 'Experiment';
}

/** Says in the top bar what trains. */
export function showAdapter({ adapter }: TakenDevice): void {
  const chip = byId('chip', HTMLParagraphElement);
  chip.dataset['state'] = adapter.software ? 'software' : 'ready';
  chip.textContent = `${adapterName(adapter)}${adapter.software ? ' · software' : ''}`;
  chip.title = adapter.software ? 'Not a GPU: this adapter runs on the CPU, so speeds say nothing of a GPU.' : '';
}
