/** The Node to run with, and npm. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './folders.mjs';

const oldestMajor = 22;

/** This process's own Node where it is new enough, else the one that npm installed. Throws an Error without either. */
export function findNode(version = process.versions.node, root = packageRoot) {
  if (Number.parseInt(version) >= oldestMajor) return process.execPath;
  const installed = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(installed)) return installed;
  throw new Error(
    `Node ${version} is too old and npm's package "node" brought no newer one: install Node ${oldestMajor} or later, ` +
      'or run `npm ci` with install scripts allowed.',
  );
}

/** Runs npm in the package's folder, quietly; throws an Error with its output when it fails. */
export function npm(...parameters) {
  // Under `npm start` npm says where it is; its file runs with any Node.
  const file = process.env.npm_execpath?.endsWith('npm-cli.js') ? process.env.npm_execpath : null;
  const [program, first] = file ? [process.execPath, [file]] : ['npm', []];
  const { status, error, stdout, stderr } = spawnSync(program, [...first, ...parameters], {
    cwd: packageRoot,
    encoding: 'utf8',
    // npm is a script on Windows, which only a shell can start.
    shell: !file && process.platform === 'win32',
  });
  if (status === 0) return;
  throw new Error(`npm ${parameters.join(' ')} failed:\n${error?.message ?? firstLines(stdout + stderr)}`);
}

/** npm follows an error with pages of help. */
function firstLines(output) {
  const lines = output.split('\n').filter((line) => line && !line.startsWith('npm warn'));
  return lines.slice(0, 20).join('\n');
}
