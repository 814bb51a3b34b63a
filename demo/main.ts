import { ThetascapeError } from '../src/errors';
import { DeviceMissingError, takeDevice } from './device';
import { ExploreStarter } from './explore/explore-starter';
import { Page } from './page';
import { byId } from './shell/elements';
import { showFailure } from './shell/failure';
import { Notices } from './shell/notices';
import { sentenceOf } from './shell/sentence-of';

const LIMITS_ADVICE = ['Choose another graphics adapter in the settings of the system, or update its driver.'];

async function open(): Promise<void> {
  const chip = byId('chip', HTMLParagraphElement);
  try {
    await new Page(await takeDevice()).open();
  } catch (error) {
    chip.dataset['state'] = 'missing';
    chip.textContent = 'no WebGPU';
    showFailure({
      title: 'This page needs WebGPU',
      why: sentenceOf(error),
      advice: error instanceof DeviceMissingError ? error.advice : LIMITS_ADVICE,
    });
    exploreWithoutTraining();
    const { OneModel } = await import('./cpu/one-model');
    await new OneModel().open();
  }
}

/** Results are explored without a GPU all the same. */
function exploreWithoutTraining(): void {
  const { attempt } = new Notices();
  const explore = new ExploreStarter({ train: () => void attempt(refuseTraining), live: () => null }, attempt);
  const opener = byId('explore-open', HTMLButtonElement);
  opener.addEventListener('click', () => explore.toggle());
  opener.disabled = false;
}

function refuseTraining(): Promise<never> {
  return Promise.reject(new ThetascapeError('Models are trained on WebGPU, which this page is without.'));
}

await open();
