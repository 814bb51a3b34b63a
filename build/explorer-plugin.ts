import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { build, type Plugin } from 'vite';
import { shaders } from './shaders-plugin.ts';

const VIRTUAL = 'virtual:explorer';

/**
 * The script and the style sheet that show results within a report, which loads nothing: the script as one text, and its
 * hash for the report's content security policy. Built when the report's code is, from the same sources as the page.
 *
 * @param entry the script's first module
 * @param styles the style sheet
 */
export function explorer(entry: string, styles: string, shaderFolder: string): Plugin {
  let built: Promise<string> | null = null;
  return {
    name: 'thetascape-explorer',
    resolveId: (id) => (id === VIRTUAL ? `\0${VIRTUAL}` : undefined),
    async load(id) {
      if (id !== `\0${VIRTUAL}`) return undefined;
      const script = await (built ??= bundled(entry, shaderFolder));
      const hash = createHash('sha256').update(script).digest('base64');
      return `export default ${JSON.stringify({ script, hash, styles: readFileSync(styles, 'utf8') })}`;
    },
  };
}

async function bundled(entry: string, shaderFolder: string): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: 'silent',
    plugins: [shaders(shaderFolder)],
    build: {
      write: false,
      target: 'es2022',
      lib: { entry, formats: ['iife'], name: 'explorer' },
    },
  });
  const [first] = [output].flat();
  const chunk = first && 'output' in first ? first.output[0] : undefined;
  if (!chunk) throw new Error('the explorer of the report was not built');
  // within a document, this would end the script
  return chunk.code.replaceAll('</script', String.raw`<\/script`);
}
