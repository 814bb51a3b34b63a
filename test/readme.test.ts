/** What README.md and the pages that it leads to say: their programs run, their commands and specs are understood, their links exist. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import packageJson from '../package.json';
import { packageRoot } from '../scripts/folders.mjs';
import * as pageLibrary from '../src/index';
import { jsonSchema, PRESETS, resolve } from '../src/spec';
import { ensureBuilt } from './support/build';
import { folder, readTable, thetascape } from './support/cli';
import { startRedis } from './support/redis';

/** In the order in which somebody reads them. */
const PAGES = ['README.md', ...['spec', 'runs', 'profile', 'library'].map((name) => `docs/${name}.md`)];
const read = (page: string): string => readFileSync(join(packageRoot, page), 'utf8');
const readme = PAGES.map(read).join('\n');
const blocks = [...readme.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, text]) => ({
  language,
  text: text!,
}));
const blocksOf = (...languages: string[]) =>
  blocks.filter(({ language }) => languages.includes(language!)).map(({ text }) => text);

/** Comments and trailing commas removed, which no string in the README's specs looks like. */
const specs = blocksOf('json', 'jsonc').map((text) =>
  JSON.parse(text.replaceAll(/ *\/\/ .*$/gm, '').replaceAll(/,(?=\s*[\]}])/g, '')),
);

/** Every line that starts with the command: its words, without quotes and comments. */
const commands = blocksOf('sh')
  .flatMap((text) => text.split('\n'))
  .filter((line) => line.startsWith('npx thetascape '))
  .map((line) =>
    line
      .replace(/ +#.*$/, '')
      .match(/'[^']*'|\S+/g)!
      .map((word) => word.replaceAll("'", ''))
      .slice(2),
  );

/** Small enough to take no time. */
const SMALL = ['--set', 'training.epochs=1', '--set', 'network.hidden=[4,4]'];

await ensureBuilt();
const redis = await startRedis();
const redisHere = (word: string): string => word.replace('redis://host:6379', redis);

/** What a reader has after following the README so far: its specs as files, data, and the package to import. */
const work = folder({
  'sweep.json': specs[0],
  'houses.json': specs[1],
  'houses.csv': [
    'area,rooms,price',
    ...Array.from({ length: 60 }, (_, i) => `${40 + i},${1 + (i % 5)},${i * 7 + (i % 3)}`),
  ].join('\n'),
  'package.json': { type: 'module' },
});
mkdirSync(join(work, 'node_modules'));
symlinkSync(packageRoot, join(work, 'node_modules', 'thetascape'), 'junction');

describe('programs', () => {
  test.each(blocksOf('ts').map((text, i) => ({ text, name: `program-${i}.ts` })))(
    '$name runs',
    async ({ text, name }) => {
      writeFileSync(join(work, name), text);
      const { stdout } = await promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', name], {
        cwd: work,
      });
      expect(stdout.trim().split('\n').length).toBeGreaterThan(1);
    },
  );

  test('leave a report where they say', () => {
    expect(existsSync(join(work, 'runs', 'library', 'report.html'))).toBe(true);
  });

  test('in a page import what the library has', () => {
    const names = blocksOf('html').flatMap((text) => [...text.matchAll(/import \{ (.*?) \} from '.\/thetascape.js'/g)]);
    expect(names.map(([, name]) => name)).toEqual(['createRun']);
    expect(pageLibrary).toHaveProperty('createRun');
  });
});

describe('specs', () => {
  test.each(specs.map((spec) => ({ spec, name: spec.name })))('$name is understood', ({ spec }) => {
    expect(resolve(spec).name).toBe(spec.name);
  });

  test('every key is told', () => {
    const words = new Set([...readme.matchAll(/`"?([\w-]+)"?`|"([\w-]+)":/g)].map(([, code, key]) => code ?? key));
    const untold = [...new Set(keysOf(jsonSchema()))].filter((key) => !words.has(key));
    expect(untold).toEqual(['$schema']);
  });
});

/** One after another, as a reader types them: a run that a later command names is there by then. */
describe('commands', () => {
  test('there are some, of every kind', () => {
    expect(new Set(commands.map(([command]) => command))).toEqual(
      new Set([
        'run',
        'resume',
        'best',
        'compare',
        'merge',
        'submit',
        'worker',
        'plan',
        'profile',
        'tune',
        'doctor',
        'presets',
        'schema',
      ]),
    );
  });

  test.each(commands.map((words) => ({ words, line: words.join(' ') })))('thetascape $line', async ({ words }) => {
    const { stdout: help } = await thetascape([words[0]!, '--help'], work);
    for (const flag of words.filter((word) => word.startsWith('--'))) expect(help).toContain(`  ${flag}`);
    // A preset is planned instead of trained, and a spec trained, or profiled, for an epoch.
    const isPreset = words[0] === 'run' && Object.hasOwn(PRESETS, words[1]!);
    const tried = isPreset ? ['plan', ...withoutOut(words.slice(1))] : words;
    const flags = ['run', 'profile', 'submit'].includes(tried[0]!) ? [...SMALL, '--set', 'data.points=60'] : [];
    const { code, stderr } = await thetascape([...tried.map(redisHere), ...flags], work);
    expect(code, stderr).toBe(0);
  });

  test('the CSV example is trained', async () => {
    const { code, stderr } = await thetascape(['run', 'houses.json', ...SMALL], work);
    expect(code, stderr).toBe(0);
  });

  test('the columns that the queries name exist', () => {
    const columns = Object.keys(readTable(join(work, 'runs', 'mine', 'models.csv'))[0]!);
    const named = blocksOf('sql', 'python').flatMap((text) => [...text.matchAll(/["'](\w+(?:\.\w+)+)["']/g)]);
    expect(named.length).toBeGreaterThan(3);
    for (const [, name] of named) expect(columns).toContain(name);
  });
});

describe('names', () => {
  test('npm scripts exist', () => {
    const scripts = [...readme.matchAll(/npm (?:run ([\w:]+)|(start|test))/g)].map(([, run, own]) => run ?? own!);
    expect(scripts.length).toBeGreaterThan(5);
    for (const script of scripts) expect(packageJson.scripts).toHaveProperty([script]);
  });

  test.each(PAGES)('links of %s lead somewhere', (page) => {
    for (const [, link] of read(page).matchAll(/\]\((?!https?:|#)(.*?)(?:#.*?)?\)/g)) {
      expect(existsSync(join(packageRoot, dirname(page), link!)), link).toBe(true);
    }
  });
});

function withoutOut(words: string[]): string[] {
  const at = words.indexOf('--out');
  return at < 0 ? words : words.toSpliced(at, 2);
}

/** Names of all properties in a JSON Schema. */
function keysOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = 'properties' in schema ? Object.keys(schema.properties ?? {}) : [];
  return [...own, ...Object.values(schema).flatMap(keysOf)];
}
