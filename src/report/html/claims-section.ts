import { list, plural } from '../../metrics/format';
import { html, unbroken, type Html } from './html';
import type { Claim, Verdict } from '../../metrics/claims/claim';

const MARKS: Record<Verdict, string> = { holds: '✓', partly: '◐', fails: '✕', 'not tested': '–' };

/** The article's ten claims with this run's verdicts; folded away when the run could test none. */
export function claimsSection(claims: readonly Claim[]): Html {
  const tested = claims.filter(({ verdict }) => verdict !== 'not tested').length;
  const table = html`<div class="scroll">
    <table class="claims">
      <thead>
        <tr>
          <th scope="col">Claim of the article</th>
          <th scope="col">Verdict</th>
          <th scope="col">What this run’s numbers say</th>
        </tr>
      </thead>
      <tbody>
        ${claims.map(claimRow)}
      </tbody>
    </table>
  </div>`;
  if (tested === 0) {
    return html`<section id="claims">
      <h2>The article’s claims</h2>
      <details>
        <summary>This run can test none of the ten: see why</summary>
        ${table}
      </details>
    </section>`;
  }
  return html`<section id="claims">
    <h2>The article’s ten claims</h2>
    <p>
      ${tally(claims)} Losses are log10 of the median mean squared error of the last ten epochs, averaged over the
      seeds.
    </p>
    ${table}
    <details>
      <summary>How each verdict is reached</summary>
      <dl>
        ${claims.map(
          ({ id, rule }) =>
            html`<dt>${id}</dt>
              <dd>${rule}</dd>`,
        )}
      </dl>
    </details>
  </section>`;
}

function tally(claims: readonly Claim[]): string {
  const verdicts: Verdict[] = ['holds', 'partly', 'fails', 'not tested'];
  const counts = verdicts.map((verdict) => ({
    verdict,
    n: claims.filter((claim) => claim.verdict === verdict).length,
  }));
  const words = { holds: 'hold', partly: 'hold in part', fails: 'fail', 'not tested': 'could not be tested' };
  return `${list(counts.filter(({ n }) => n > 0).map(({ verdict, n }) => `${n} ${words[verdict]}`))}.`;
}

function claimRow({ id, claim, rule, verdict, evidence, seeds }: Claim): Html {
  return html`<tr>
    <th scope="row"><span class="id">${id}</span> ${unbroken(claim)}</th>
    <td><span class="verdict ${verdict.replace(' ', '-')}" title="${rule}">${MARKS[verdict]} ${verdict}</span></td>
    <td>
      ${unbroken(evidence)} ${seeds > 0 ? html`<span class="faint nowrap">${plural(seeds, 'seed')}</span>` : null}
    </td>
  </tr>`;
}
