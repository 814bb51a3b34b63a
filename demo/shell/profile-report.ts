import type { Profile } from '../../src/index';
import { checkText, headLines, speedupText } from '../../src/profile/describe';
import { isKnown, rooflinePoint } from '../../src/profile/roofline';
import { HEADS, profileRows, timeText } from '../../src/profile/table';
import { RooflineView } from '../../src/views/roofline';
import { make } from './elements';

/** A profile as a roofline, a table of its kernels, and a table of the variants that were compared. */
export class ProfileReport {
  readonly element = make('div', {
    className: 'report',
    hidden: true,
    tabIndex: 0,
    role: 'region',
    ariaLabel: 'Report',
  });
  readonly #text = make('div');
  readonly #picture = make('div', { className: 'roofline' });
  readonly #roofline = new RooflineView(this.#picture);

  constructor() {
    this.element.append(this.#picture, this.#text);
  }

  show(profile: Profile): void {
    this.element.hidden = false;
    this.#roofline.show({
      peaks: profile.peaks,
      kernels: profile.kernels.filter(isKnown).map((own) => markOf(own, profile)),
    });
    this.#text.replaceChildren(
      make('ul', {}, ...headLines(profile).map((line) => make('li', {}, line))),
      table('Each kernel, for all models of one step', HEADS, profileRows(profile)),
      ...comparisonOf(profile),
    );
  }
}

function markOf(kernel: Profile['step'], { peaks }: Profile) {
  const { intensity, flops } = rooflinePoint(kernel, peaks);
  return { name: kernel.name, intensity, flops, low: kernel.flops / kernel.high, high: kernel.flops / kernel.low };
}

function comparisonOf({ comparison }: Profile): HTMLElement[] {
  if (!comparison) return [];
  const { variants } = comparison;
  const rows = variants.map(({ name, timing, check }) => [name, timeText(timing), checkText(check)]);
  const compared = table('Variants, sampled in turn', ['variant', 'step', 'losses against the CPU reference'], rows);
  variants.forEach(({ check }, i) =>
    compared.querySelectorAll('tbody tr')[i]!.classList.toggle('wrong', !check.correct),
  );
  return [compared, make('p', {}, speedupText(comparison))];
}

/** The first cell of a row is its head. */
function table(caption: string, heads: readonly string[], rows: readonly (readonly string[])[]): HTMLTableElement {
  const head = make('thead', {}, make('tr', {}, ...heads.map((text) => make('th', { scope: 'col' }, text))));
  const body = rows.map(([name = '', ...cells]) =>
    make('tr', {}, make('th', { scope: 'row' }, name), ...cells.map((text) => make('td', {}, text))),
  );
  return make('table', {}, make('caption', {}, caption), head, make('tbody', {}, ...body));
}
