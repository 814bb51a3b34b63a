import { fixed } from '../../metrics/format';
import { log10Loss } from '../../metrics/statistics';
import { spread, type FiniteSummary, type RunSummary, type Spread } from '../../metrics/summary';
import { sweepTitle, sweepView, type ShownSetting } from '../figures/sweep-view';
import { html, type Html } from './html';
import type { SweepSpec } from '../../spec/types';

/** Rows above which a sweep's table is folded. */
const MOST_OPEN_ROWS = 40;

interface Measure {
  heading: string;
  explanation: string;
  of: (model: FiniteSummary) => number;
  /** Decimals of mean and deviation, by the size of the mean. */
  decimals: (mean: number) => number;
}

const always =
  (decimals: number): Measure['decimals'] =>
  () =>
    decimals;
/** About three significant digits. */
const byMagnitude = (mean: number): number => (Math.abs(mean) >= 100 ? 0 : Math.abs(mean) >= 10 ? 1 : 2);

const MEASURES: Measure[] = [
  {
    heading: 'train',
    explanation: 'log10 of the last epoch’s training MSE',
    of: ({ train }) => log10Loss(train.final),
    decimals: always(2),
  },
  {
    heading: 'validation',
    explanation: 'log10 of the last epoch’s validation MSE',
    of: ({ validation }) => log10Loss(validation.final),
    decimals: always(2),
  },
  {
    heading: 'gap',
    explanation: 'log10 validation minus log10 training MSE',
    of: ({ train, validation }) => log10Loss(validation.final) - log10Loss(train.final),
    decimals: always(2),
  },
  {
    heading: 'entropy',
    explanation: 'entropy of p(θ) in nats',
    of: ({ density }) => density.entropy,
    decimals: always(3),
  },
  {
    heading: 'KL',
    explanation: 'KL(initial ‖ trained) in nats',
    of: ({ density }) => density.divergence,
    decimals: byMagnitude,
  },
  {
    heading: 'near 0, %',
    explanation: 'share of the parameters within ±0.001 of 0',
    of: ({ result }) => 100 * result.statistics.total.nearZero,
    decimals: always(1),
  },
  {
    heading: 'RMS θ',
    explanation: 'root mean square of the parameters',
    of: ({ result }) => result.statistics.total.rms,
    decimals: always(3),
  },
  {
    heading: 'peak, ×',
    explanation: 'greatest density, in multiples of the initial level',
    of: ({ density }) => density.peak,
    decimals: byMagnitude,
  },
];

/** A table per sweep: a row per setting, mean ± standard deviation over the seeds. */
export function settingsSection(sweeps: readonly SweepSpec[], summary: RunSummary): Html {
  return html`<section id="settings">
    <h2>Every setting</h2>
    <p>Mean ± sample standard deviation over the seeds; diverged models are counted and left out.</p>
    ${sweeps.map((sweep) => sweepTable(sweep, summary))}
  </section>`;
}

function sweepTable(sweep: SweepSpec, summary: RunSummary): Html {
  const { all } = sweepView(sweep, summary.groups);
  if (all.length === 0) return html``;
  const title = html`<h3>${sweepTitle(sweep)}</h3>`;
  const headings = MEASURES.map(
    ({ heading, explanation }) => html`<th scope="col" title="${explanation}">${heading}</th>`,
  );
  const table = html`<div class="scroll">
    <table class="numbers">
      <thead>
        <tr>
          <th scope="col">setting</th>
          <th scope="col">seeds</th>
          ${headings}
        </tr>
      </thead>
      <tbody>
        ${all.map(settingRow)}
      </tbody>
    </table>
  </div>`;
  if (all.length <= MOST_OPEN_ROWS) return html`${title}${table}`;
  return html`${title}
    <details>
      <summary>${all.length} settings</summary>
      ${table}
    </details>`;
}

function settingRow({ label, colour, group }: ShownSetting): Html {
  const diverged = group.models.length - group.finite.length;
  const cells = MEASURES.map(({ of, decimals }) => html`<td>${spreadText(spread(group, of), decimals)}</td>`);
  return html`<tr>
    <th scope="row"><span class="swatch" style="background:${colour}"></span>${label}</th>
    <td>${group.finite.length}${diverged > 0 ? html` <span class="diverged">✕ ${diverged} diverged</span>` : null}</td>
    ${cells}
  </tr>`;
}

/** `–` where every model diverged, the mean alone for one seed. */
function spreadText({ mean, deviation }: Spread, decimals: Measure['decimals']): Html {
  const digits = decimals(mean);
  const tail = Number.isFinite(deviation) ? html` <span class="faint">± ${fixed(deviation, digits)}</span>` : null;
  return html`${fixed(mean, digits)}${tail}`;
}
