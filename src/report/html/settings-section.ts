import { fixed, percent } from '../../metrics/format';
import { spread, type FiniteSummary, type RunSummary, type Spread } from '../../metrics/summary';
import { sweepView, type ShownSetting } from '../figures/sweep-view';
import { html, type Html } from './html';
import type { SweepSpec } from '../../spec/types';

/** Rows above which a sweep's table is folded. */
const MOST_OPEN_ROWS = 40;

interface Measure {
  heading: string;
  explanation: string;
  of: (model: FiniteSummary) => number;
  text: (value: number) => string;
}

const decimals =
  (n: number) =>
  (value: number): string =>
    fixed(value, n);

const MEASURES: Measure[] = [
  {
    heading: 'train',
    explanation: 'log10 of the last epoch’s training MSE',
    of: (m) => Math.log10(m.train.final),
    text: decimals(2),
  },
  {
    heading: 'validation',
    explanation: 'log10 of the last epoch’s validation MSE',
    of: (m) => Math.log10(m.validation.final),
    text: decimals(2),
  },
  {
    heading: 'gap',
    explanation: 'log10 validation minus log10 training MSE',
    of: (m) => Math.log10(m.validation.final / m.train.final),
    text: decimals(2),
  },
  { heading: 'entropy', explanation: 'entropy of p(θ) in nats', of: (m) => m.density.entropy, text: decimals(3) },
  {
    heading: 'KL',
    explanation: 'KL(initial ‖ trained) in nats',
    of: (m) => m.density.divergence,
    text: (value) => fixed(value, value < 100 ? 2 : 0),
  },
  {
    heading: '|θ| < 0.001',
    explanation: 'fraction of the parameters within ±0.001 of 0',
    of: (m) => m.result.statistics.total.nearZero,
    text: percent,
  },
  {
    heading: 'RMS θ',
    explanation: 'root mean square of the parameters',
    of: (m) => m.result.statistics.total.rms,
    text: decimals(3),
  },
  {
    heading: 'peak',
    explanation: 'greatest density, in multiples of the initial level',
    of: (m) => m.density.peak,
    text: (value) => `${fixed(value, value < 10 ? 1 : 0)}×`,
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
  if (all.length <= MOST_OPEN_ROWS)
    return html`<h3>${sweep.name}</h3>
      ${table}`;
  return html`<h3>${sweep.name}</h3>
    <details>
      <summary>${all.length} settings</summary>
      ${table}
    </details>`;
}

function settingRow({ label, colour, group }: ShownSetting): Html {
  const diverged = group.models.length - group.finite.length;
  const cells = MEASURES.map(
    ({ of, text }) => html`<td>${group.finite.length > 0 ? spreadText(spread(group, of), text) : '–'}</td>`,
  );
  return html`<tr>
    <th scope="row"><span class="swatch" style="background:${colour}"></span>${label}</th>
    <td>${group.finite.length}${diverged > 0 ? html` <span class="diverged">✕ ${diverged} diverged</span>` : null}</td>
    ${cells}
  </tr>`;
}

function spreadText({ mean, deviation }: Spread, text: (value: number) => string): Html {
  return html`${text(mean)}${Number.isFinite(deviation) ? html` <span class="faint">± ${text(deviation)}</span>` : null}`;
}
