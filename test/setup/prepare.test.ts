import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cacheFolder, fillFolder } from '../../scripts/folders.mjs';
import { findNode } from '../../scripts/node.mjs';
import { packagesAreInstalled } from '../../scripts/prepare.mjs';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'thetascape-root-'));
});
afterEach(() => rmSync(root, { recursive: true }));

test("a new Node is used, an old one makes way for npm's, and without that it says what to do", () => {
  expect(findNode('22.0.0', root)).toBe(process.execPath);
  expect(findNode('24.21.0', root)).toBe(process.execPath);
  expect(() => findNode('20.20.2', root)).toThrow(/^Node 20\.20\.2 is too old .* install Node 22 or later, or /);
  const installed = join(root, 'node_modules', 'node', 'bin');
  mkdirSync(installed, { recursive: true });
  writeFileSync(join(installed, 'node'), '');
  expect(findNode('20.20.2', root)).toBe(join(installed, 'node'));
});

const locked = {
  '': { name: 'thetascape' },
  'node_modules/vite': { version: '8.3.8' },
  'node_modules/@rolldown/binding-win32-x64-msvc': { version: '1.2.19', optional: true },
};

const writeLock = (file: string, packages: object): void =>
  writeFileSync(join(root, file), JSON.stringify({ packages }));

test("packages are installed when npm's record has every version of the lock file, other systems' aside", () => {
  writeLock('package-lock.json', locked);
  expect(packagesAreInstalled(root)).toBe(false);
  mkdirSync(join(root, 'node_modules'));
  expect(packagesAreInstalled(root)).toBe(false);
  writeLock('node_modules/.package-lock.json', { 'node_modules/vite': { version: '8.3.8' } });
  expect(packagesAreInstalled(root)).toBe(true);
  writeLock('package-lock.json', { ...locked, 'node_modules/vite': { version: '8.4.0' } });
  expect(packagesAreInstalled(root)).toBe(false);
  writeLock('package-lock.json', { ...locked, 'node_modules/three': { version: '0.187.0' } });
  expect(packagesAreInstalled(root)).toBe(false);
});

test("a checkout keeps its own cache, an installed package uses the user's", () => {
  expect(cacheFolder(root, {})).toBe(join(root, '.cache'));
  expect(cacheFolder(root, { THETASCAPE_CACHE: '/elsewhere' })).toBe('/elsewhere');
  const installed = join(root, 'node_modules', 'thetascape');
  expect(cacheFolder(installed, { XDG_CACHE_HOME: '/home/me/.cache' })).toBe('/home/me/.cache/thetascape');
});

test('a folder is filled at once or not at all, and what a killed process left goes', () => {
  const folder = join(root, 'cache', 'driver');
  // No process has this id: Linux ends at 2^22.
  mkdirSync(`${folder}.${2 ** 30}`, { recursive: true });
  expect(() =>
    fillFolder(folder, (temporary) => {
      writeFileSync(join(temporary, 'half'), '');
      throw new Error('interrupted');
    }),
  ).toThrow('interrupted');
  expect(readdirSync(join(root, 'cache'))).toEqual([]);
  fillFolder(folder, (temporary) => writeFileSync(join(temporary, 'file'), 'old'));
  fillFolder(folder, (temporary) => {
    expect(existsSync(join(folder, 'file'))).toBe(true);
    writeFileSync(join(temporary, 'file'), 'new');
  });
  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('new');
});
