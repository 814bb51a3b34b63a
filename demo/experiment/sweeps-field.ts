import { plural } from '../../src/metrics/format';
import { button, make } from '../shell/elements';
import { withSweeps, type ExplicitDocument } from './edits';
import type { Experiment } from './experiment';
import { Field } from './field';
import type { FieldDefinition } from './panels';

/** The sweeps of a document, each of which can be left out. */
export class SweepsField extends Field {
  readonly #list = make('ul');

  constructor(definition: FieldDefinition, experiment: Experiment) {
    super(definition, experiment);
    this.lay(this.#list);
  }

  show({ sweeps }: ExplicitDocument): void {
    const names = sweeps.map(({ name }) => name);
    const lines = sweeps.map(({ name, axes }) => {
      const settings = axes.reduce((product, { values }) => product * values.length, 1);
      const leaveOut = button('Leave out', () => {
        void this.edit((document) =>
          withSweeps(
            document,
            names.filter((other) => other !== name),
          ),
        );
      });
      leaveOut.ariaLabel = `Leave out ${name}`;
      return make('li', {}, `${name}, ${plural(settings, 'setting')} `, ...(sweeps.length > 1 ? [leaveOut] : []));
    });
    this.#list.replaceChildren(...lines);
    this.say('');
  }
}
