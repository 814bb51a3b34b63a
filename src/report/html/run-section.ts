import { specDocument } from '../../spec';
import { count } from '../../metrics/format';
import { html, type Html } from './html';
import type { RunContext } from '../context';
import type { RunSummary } from '../../metrics/summary';
import type { RunResult } from '../../metrics/types';

/** Where and how the run was made, how to make it again, and its resolved spec. */
export function runSection(run: RunResult, { grid }: RunSummary, context: RunContext): Html {
  const { adapter, timings, spec } = run;
  const speed =
    timings.trainingSeconds > 0
      ? `${count(Math.round(timings.modelSteps / timings.trainingSeconds))} model-steps/s`
      : '–';
  const rows: [string, string][] = [
    ['Date', `${context.date.slice(0, 16).replace('T', ' ')} UTC`],
    [
      'Adapter',
      [adapter.description || adapter.device, adapter.vendor, adapter.architecture].filter(Boolean).join(', '),
    ],
    ['Runs on', adapter.software ? 'the CPU (software adapter)' : 'a GPU'],
    ['Set-up', duration(timings.setupSeconds)],
    ['Training', `${duration(timings.trainingSeconds)}, ${count(timings.modelSteps)} model-steps, ${speed}`],
    ['Seeds', `${spec.seeds.first} to ${spec.seeds.first + spec.seeds.count - 1}, ${spec.seeds.mode}`],
    ['Density', `Gaussian kernel, bandwidth ${grid.bandwidth}, ${grid.points} points on ±${grid.limit}`],
    ...Object.entries(context.versions),
    ['Commit', context.commit ?? 'not run from a checkout'],
  ];
  return html`<section id="run">
    <h2>This run</h2>
    <table class="facts">
      <tbody>
        ${rows.map(
          ([name, value]) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td>${value}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    <h3>Make it again</h3>
    <pre><code>${context.command ?? 'thetascape run manifest.json'}</code></pre>
    <p>
      <code>thetascape run manifest.json</code> trains exactly the spec below, whatever the presets and defaults of a
      later version are. Beside this page lie the numbers: <code>models</code>, <code>losses</code>,
      <code>densities</code> and <code>predictions</code> as CSV and Parquet, every figure as SVG and PNG, the trained
      parameters in <code>weights.safetensors</code>, and <code>manifest.json</code>.
    </p>
    <details>
      <summary>The resolved spec: every default spelt out</summary>
      <pre><code>${JSON.stringify(specDocument(spec), null, 2)}</code></pre>
    </details>
  </section>`;
}

function duration(seconds: number): string {
  if (seconds < 90) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
