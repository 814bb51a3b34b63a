import { profile, type FileReader, type Profile, type SpecInput } from '../../src/index';
import { toCsv } from '../../src/metrics/csv';
import { KERNEL_PATHS, workgroupOf, type KernelPath } from '../../src/plan/kernel-path';
import { profileTable } from '../../src/profile/table';
import { chromeTrace } from '../../src/profile/trace';
import { pathPreference } from '../../src/train/path-preference';
import type { TakenDevice } from '../device';
import { download } from './download';
import { button, make } from './elements';
import { ProfileReport } from './profile-report';
import { sentenceOf } from './sentence-of';

/** What the profiler needs of the page. */
export interface ProfileSubject {
  taken(): TakenDevice;
  input(): SpecInput;
  readonly files: FileReader;
  /** Plans the input anew, once what is training has stopped. */
  plan(): Promise<void>;
}

const INTRODUCTION =
  'Times each kernel of the experiment’s optimizer step on this device, with the buffers and data that it trains with, ' +
  'against what two micro-benchmarks get out of the device. A training in progress is stopped first.';

/** Measures the kernels of the experiment that is chosen, and shows them as a table and under a roofline. */
export class ProfileDialog {
  readonly #dialog = make('dialog', { className: 'profile', ariaLabel: 'Profile of the kernels' });
  readonly #state = make('p', { role: 'status' });
  readonly #report = new ProfileReport();
  readonly #measures: readonly HTMLButtonElement[];
  readonly #saves: readonly HTMLButtonElement[];
  #measured: Profile | null = null;

  constructor(private readonly subject: ProfileSubject) {
    this.#measures = [
      button('Measure', () => void this.#measure(), 'primary'),
      ...otherKernels(subject.taken()).map((path) =>
        button(`Compare with ${path} kernels`, () => void this.#measure(path)),
      ),
    ];
    this.#saves = [
      this.#save('Save CSV', 'csv', 'text/csv', (measured) => [...toCsv(profileTable(measured))].join('')),
      this.#save('Save JSON', 'json', 'application/json', (measured) => JSON.stringify(measured, null, 2)),
      this.#save('Save trace', 'trace.json', 'application/json', (measured) => JSON.stringify(chromeTrace(measured))),
    ];
    this.#dialog.append(
      make('h2', {}, 'Profile of the kernels'),
      make('p', {}, INTRODUCTION),
      make('div', { className: 'actions' }, ...this.#measures),
      this.#state,
      this.#report.element,
      make(
        'div',
        { className: 'actions' },
        ...this.#saves,
        button('Close', () => this.#dialog.close()),
      ),
    );
    document.body.append(this.#dialog);
  }

  open(): void {
    this.#dialog.showModal();
  }

  /** What goes wrong is said here: notices lie behind the dialog. */
  async #measure(compare?: KernelPath): Promise<void> {
    enable(this.#measures, false);
    try {
      this.#measured = await this.#profile(compare);
      this.#report.show(this.#measured);
      enable(this.#saves, true);
      this.#say('');
    } catch (error) {
      this.#say(sentenceOf(error));
    } finally {
      enable(this.#measures, true);
    }
  }

  async #profile(compare: KernelPath | undefined): Promise<Profile> {
    const { subject } = this;
    const says = (what: string) => this.#say(`${what} …`);
    says('stopping the training');
    await subject.plan();
    return profile(subject.input(), { device: subject.taken().device, files: subject.files, compare, says });
  }

  #say(text: string): void {
    this.#state.textContent = text;
  }

  #save(text: string, ending: string, type: string, contentOf: (measured: Profile) => string): HTMLButtonElement {
    const pressed = button(text, () => {
      if (!this.#measured) return;
      download(
        new Blob([contentOf(this.#measured)], { type }),
        `${this.#measured.spec.name ?? 'profile'}-profile.${ending}`,
      );
    });
    pressed.disabled = true;
    return pressed;
  }
}

function enable(buttons: readonly HTMLButtonElement[], enabled: boolean): void {
  for (const own of buttons) own.disabled = !enabled;
}

/** Those that do not train on a device by default. */
function otherKernels({ adapter, device }: TakenDevice): KernelPath[] {
  const { path } = pathPreference(adapter, device);
  return KERNEL_PATHS.filter((other) => other !== path && workgroupOf(other) === null);
}
