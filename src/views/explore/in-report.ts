/** The script of a report: shows the results that lie in it. Without it, the report's tables are there all the same. */
import { LocalEngine } from '../../explore/engine';
import { embeddedResults, type EmbeddedResults } from '../../explore/embedded';
import type { SpecInput } from '../../spec';
import { make } from '../elements';
import { Explorer } from './explorer';

async function show(): Promise<void> {
  const host = document.getElementById('explorer')!;
  const mistake = make('p', { className: 'warning' });
  host.replaceChildren();
  try {
    const engine = new LocalEngine(embeddedResults(await unpacked()));
    const failed = (error: unknown) => {
      mistake.textContent = error instanceof Error ? error.message : String(error);
      host.prepend(mistake);
    };
    await new Explorer(host, engine, { verb: 'Save as a spec', take: save, failed }).open();
  } catch (error) {
    host.replaceChildren(`This browser cannot show it: ${String(error)}. The tables below hold the numbers.`);
  }
}

/** JSON, compressed, as base64 in an element that nothing executes. */
async function unpacked(): Promise<EmbeddedResults> {
  const text = document.getElementById('explorer-results')!.textContent;
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const json = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(json).json();
}

/** For `thetascape run` and for the page. */
function save(spec: SpecInput): void {
  const file = new Blob([`${JSON.stringify(spec, null, 2)}\n`], { type: 'application/json' });
  const address = URL.createObjectURL(file);
  make('a', { href: address, download: `${spec.name ?? 'run'}-selected.json` }).click();
  setTimeout(() => URL.revokeObjectURL(address));
}

void show();
