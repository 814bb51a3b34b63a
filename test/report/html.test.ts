import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { embeddedResults } from '../../src/explore/embedded';
import { specDocument } from '../../src/spec';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { judgeClaims } from '../../src/metrics/claims/claims';
import { summarise } from '../../src/metrics/summary';
import { figuresOf } from '../../src/report/figures/figures';
import { html, unbroken } from '../../src/report/html/html';
import { reportHtml } from '../../src/report/html/report';
import { articleRun, partialRun, tableRun } from './fixture';
import type { RunContext } from '../../src/report/context';
import type { RunResult } from '../../src/metrics/types';

const CONTEXT: RunContext = {
  date: '2026-01-02T03:04:05.000Z',
  versions: { thetascape: '1.2.3' },
  commit: null,
  command: 'thetascape run <article>',
  earlierMakers: [],
};

const L2_PENALTY = 'regularization.l2Penalty';

/** Without the two scripts of the report itself. */
const withoutScripts = (text: string): string =>
  text.replace(/<script type="text\/plain"[^]*?<\/script>/, '').replace(/<script>[^]*<\/script>/, '');

function report(run: RunResult): { text: string; document: Document } {
  const summary = summarise(run);
  const claims = judgeClaims(run, summary);
  const text = reportHtml({ run, summary, claims, figures: figuresOf(run, summary), context: CONTEXT });
  return { text, document: parseHTML(text).document };
}

describe('the report of the article', () => {
  const { text, document } = report(articleRun(2, 12));

  it('opens with ten claims and their verdicts', () => {
    expect(document.querySelector('main > section')!.id).toBe('claims');
    const rows = [...document.querySelectorAll('.claims tbody tr')];
    expect(rows.map((row) => row.querySelector('.id')!.textContent)).toEqual(
      Array.from({ length: 10 }, (_, i) => `C${i + 1}`),
    );
    expect(rows[0]!.querySelector('.verdict')!.textContent).toContain('holds');
  });

  it('needs nothing from anywhere', () => {
    const addresses = withoutScripts(text).match(/\b(?:https?:)?\/\/[^\s"'<>]+/g) ?? [];
    expect(new Set(addresses)).toEqual(new Set(['http://www.w3.org/2000/svg']));
    expect(document.querySelectorAll('link, img, iframe, object')).toHaveLength(0);
    expect(withoutScripts(text)).not.toMatch(/url\(|@import|<[^>]*\s(?:src|srcset|on\w+)=/);
  });

  it('runs one script and no other, which fetches nothing', () => {
    const policy = document.querySelector('meta[http-equiv]')!.getAttribute('content');
    const [data, script, ...others] = [...document.querySelectorAll('script')];
    expect(others).toEqual([]);
    expect(data!.getAttribute('type')).toBe('text/plain');
    const code = /<script>([^]*)<\/script>/.exec(text)![1]!;
    expect(code).toBe(script!.textContent);
    expect(policy).toContain(`script-src 'sha256-${createHash('sha256').update(code).digest('base64')}'`);
    expect(code).not.toMatch(/fetch\(|XMLHttpRequest|import\(|new Worker/);
  });

  it('holds all models to be explored, by the columns of the models table', async () => {
    const run = articleRun(2, 12);
    const packed = document.querySelector('#explorer-results')!.textContent.trim();
    const reader = embeddedResults(JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString()));
    expect(reader.results.spec).toEqual(run.spec);
    expect(reader.results.columns.filter(({ role }) => role === 'axis').map(({ name }) => name)).toContain(L2_PENALTY);
    const [model, loss] = await reader.read(['model', 'validationLoss.final']);
    expect([...model!.values]).toEqual(run.models.map((one) => one.model.index));
    summarise(run).models.forEach(({ validation }, row) => {
      expect(loss!.values[row]! / validation.final).toBeCloseTo(1, 5);
    });
  });

  it('has a row per setting with mean and spread', () => {
    expect(document.querySelectorAll('.numbers tbody tr')).toHaveLength(19);
    expect(document.querySelector('.numbers tbody td + td')!.textContent).toMatch(/−\d\.\d\d ± \d\.\d\d/);
  });

  it('shows every figure with a caption and every link leads somewhere', () => {
    expect(document.querySelectorAll('figure svg[role="img"] > title')).toHaveLength(14);
    expect(document.querySelectorAll('figure figcaption')).toHaveLength(14);
    for (const link of document.querySelectorAll('a')) {
      expect(document.getElementById(link.getAttribute('href')!.slice(1))).not.toBeNull();
    }
  });

  it('heads every table for screen readers', () => {
    for (const cell of document.querySelectorAll('th')) expect(cell.getAttribute('scope')).toMatch(/row|col/);
  });

  it('holds the resolved spec and how to make the run again', () => {
    const [command, spec] = [...document.querySelectorAll('#run pre')].map((element) => element.textContent);
    expect(command).toBe('thetascape run <article>');
    expect(JSON.parse(spec!)).toEqual(specDocument(articleRun(2, 12).spec));
  });
});

describe('reports of other runs', () => {
  it('escape what users wrote', () => {
    const { text, document } = report(tableRun());
    expect(withoutScripts(text)).not.toContain('<script');
    expect(text).not.toContain('<b>houses');
    expect(document.querySelector('h1')!.textContent).toBe('<b>houses</b>');
    expect(document.querySelector('details summary')!.textContent).toContain('none of the ten');
  });

  it('show plainly that a run was stopped and which model diverged', () => {
    const { document } = report(partialRun());
    const warnings = [...document.querySelectorAll('.warning')].map((element) => element.textContent);
    expect(warnings[0]).toContain('stopped before its end');
    expect(warnings[1]).toContain('model 3 at step 77');
    expect(document.querySelector('.diverged')!.textContent).toContain('1 diverged');
  });

  it('are readable for a run that was stopped before its first epoch', () => {
    const { document } = report({ ...partialRun(), models: [] });
    expect(document.querySelectorAll('.numbers')).toHaveLength(0);
    expect(document.querySelector('.warning')).not.toBeNull();
  });
});

describe('html', () => {
  it('escapes values but not markup', () => {
    expect(html`<p title="${'"a"'}">${html`<i>${'<'}</i>`}${null}${[html`1`, html`2`]}</p>`.text).toBe(
      '<p title="&quot;a&quot;"><i>&lt;</i>12</p>',
    );
  });

  it('keeps numbers with their signs and units', () => {
    expect(unbroken('λ = 1 is 41 % of it')).toBe('λ\u00a0=\u00a01 is 41\u00a0% of it');
  });
});
