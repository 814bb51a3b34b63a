import { gzipSync } from 'node:zlib';
import explorer from 'virtual:explorer';
import { embedded } from '../../explore/embedded';
import { count } from '../../metrics/format';
import type { ModelSummary } from '../../metrics/summary';
import type { Spec } from '../../spec/types';
import { modelsTable } from '../tables/models-table';
import { Html, html } from './html';

/** The one script that the report's content security policy lets run. */
export const EXPLORER_POLICY = `'sha256-${explorer.hash}'`;
export const EXPLORER_STYLES = new Html(explorer.styles);

/** All models as a table and pictures that are linked, by a script and the data within the document. */
export function exploreSection(spec: Spec, models: readonly ModelSummary[]): Html {
  if (models.length === 0) return html``;
  const results = gzipSync(JSON.stringify(embedded(modelsTable(models), spec)), { level: 9 }).toString('base64');
  return html`<section id="explore">
    <h2>Explore</h2>
    <p>
      ${models.length === 1 ? 'The one model' : `All ${count(models.length)} models`} of this run, with the settings
      that it varies and the metrics of whole networks. Every column lies in <code>models.parquet</code> beside this
      page: drop the run directory on the page of Thetascape, which trains selections again, or ask DuckDB,
      <code>duckdb -c "FROM 'models.parquet'"</code>.
    </p>
    <div id="explorer">Needs scripts, which are off here: the tables below hold the numbers.</div>
    <script type="text/plain" id="explorer-results">
      ${new Html(results)}
    </script>
  </section>`;
}

/** At the end of the document, when all that it shows is there. */
export const EXPLORER_SCRIPT = new Html(`<script>${explorer.script}</script>`);
