import { version } from '../../package.json';
import type { Run } from '../../src/index';
import { specDocument } from '../../src/spec';

/** What made a run, as JSON that `thetascape run` makes again: spec, versions, adapter, and the page's link. */
export function pageManifest(run: Run): string {
  const { spec, adapter, models } = run;
  const { complete, timings } = run.results();
  const document = {
    thetascape: version,
    status: complete ? 'complete' : 'partial',
    date: new Date().toISOString(),
    link: location.href,
    browser: navigator.userAgent,
    adapter,
    seeds: [...new Set(Array.from(models, ({ seed }) => seed))],
    timings,
    models: models.length,
    spec: specDocument(spec),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
