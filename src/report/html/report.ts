import { count, plural } from '../../metrics/format';
import { ANGLES, figuresSections } from './figures-section';
import { claimsSection } from './claims-section';
import { EXPLORER_POLICY, EXPLORER_SCRIPT, EXPLORER_STYLES, exploreSection } from './explore-section-node';
import { Html, html } from './html';
import { runSection } from './run-section';
import { settingsSection } from './settings-section';
import style from './report.css?raw';
import type { Claim } from '../../metrics/claims/claim';
import type { RunSummary } from '../../metrics/summary';
import type { RunResult } from '../../metrics/types';
import type { Figure } from '../figures/figure';
import type { RunContext } from '../context';

export interface ReportParts {
  run: RunResult;
  summary: RunSummary;
  claims: readonly Claim[];
  figures: readonly Figure[];
  context: RunContext;
}

/** The whole report as one HTML document that needs nothing else: no request, text escaped, one script that it can do without. */
export function reportHtml({ run, summary, claims, figures, context }: ReportParts): string {
  const { spec } = run;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; script-src ${EXPLORER_POLICY}; img-src data:"
        />
        <title>${spec.name}: Thetascape report</title>
        <style>
          ${new Html(style)} ${EXPLORER_STYLES}
        </style>
      </head>
      <body>
        <header>
          <p class="kicker">Thetascape report</p>
          <h1>${spec.name}</h1>
          <p class="lead">${spec.description}</p>
          ${chips(run, summary)} ${warnings(run, summary)} ${contents(summary)}
        </header>
        <main>
          ${claimsSection(claims)} ${exploreSection(spec, summary.models)} ${settingsSection(spec.sweeps, summary)}
          ${figuresSections(figures)} ${runSection(run, summary, context)}
        </main>
        ${summary.models.length > 0 ? EXPLORER_SCRIPT : null}
      </body>
    </html> `;
  return page.text;
}

function chips({ spec, models, adapter, complete }: RunResult, { groups }: RunSummary): Html {
  const words = [
    plural(models.length, 'network'),
    plural(groups.length, 'setting'),
    plural(spec.seeds.count, 'seed'),
    `${count(spec.training.epochs)} epochs`,
    adapter.description || adapter.device,
    complete ? 'complete' : 'stopped early',
  ];
  return html`<ul class="chips">
    ${words.map((word) => html`<li>${word}</li>`)}
  </ul>`;
}

function warnings({ complete }: RunResult, { models }: RunSummary): Html[] {
  const diverged = models.filter((model) => model.diverged);
  const steps = diverged.map(({ result }) => `model ${result.model.index} at step ${result.divergedAt ?? '?'}`);
  const notes = [];
  if (!complete)
    notes.push(
      'The run was stopped before its end: every number is that of the last epoch trained, ' +
        'and Monte-Carlo means that were still to be made are empty.',
    );
  if (diverged.length > 0) {
    const shown = steps.slice(0, 10).join(', ') + (steps.length > 10 ? ', …' : '');
    notes.push(`${plural(diverged.length, 'model')} diverged, left out of every mean, band and figure: ${shown}.`);
  }
  return notes.map((note) => html`<p class="warning" role="note">${note}</p>`);
}

function contents({ models }: RunSummary): Html {
  const sections: [string, string][] = [
    ['claims', 'Claims'],
    ...(models.length > 0 ? [['explore', 'Explore'] as [string, string]] : []),
    ['settings', 'Every setting'],
    ...ANGLES.map(({ angle, heading }): [string, string] => [angle, heading]),
    ['run', 'This run'],
  ];
  return html`<nav aria-label="Contents">
    <ol>
      ${sections.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}
    </ol>
  </nav>`;
}
