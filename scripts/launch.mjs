/** Starts the command line with a Node that is new enough and the environment of the best adapter. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chosenEnv } from './chosen-adapter.mjs';
import { packageRoot } from './folders.mjs';
import { findNode } from './node.mjs';

/** Commands and flags that need no adapter. */
const gpuless = ['schema', 'presets', 'help', '--help', '-h', '--version', '-V'];

/** Runs `thetascape ...args` and ends this process as it ends. */
export function launch(args) {
  const cli = join(packageRoot, 'dist', 'cli.js');
  if (!existsSync(cli)) throw new Error(`${cli} is not there: run \`npm run build\`, or \`npm start\`.`);
  const env = needsAdapter(args) ? chosenEnv() : {};
  const child = spawn(findNode(), [cli, ...args], { stdio: 'inherit', env: { ...process.env, ...env } });
  const forward = (signal) => child.kill(signal);
  // A terminal sends Ctrl-C to the child as well: passed on, it would count twice.
  process.on('SIGINT', isInTerminal() ? () => {} : forward);
  process.on('SIGTERM', forward);
  process.on('SIGHUP', forward);
  child.on('error', (error) => {
    console.error(`thetascape: Node could not be started: ${error.message}.`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function needsAdapter(args) {
  return args.length > 0 && !gpuless.includes(args[0]) && !args.includes('--help') && !args.includes('-h');
}

function isInTerminal() {
  return [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY);
}
