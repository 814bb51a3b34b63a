import { DeviceMissingError, takeDevice } from './device';
import { Page } from './page';
import { byId } from './shell/elements';
import { showFailure } from './shell/failure';
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
    const { OneModel } = await import('./cpu/one-model');
    await new OneModel().open();
  }
}

await open();
