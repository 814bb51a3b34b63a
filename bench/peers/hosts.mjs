/** Where contenders run. A host has `ask(message)`, which resolves to its reply, its `versions` and `adapter`, and `close()`. */
import { spawn, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright';
import { preview } from 'vite';
import { requestDevice, requestNodeAdapter } from '../../dist/node.js';
import { chromiumFlags, findChromium } from '../../scripts/chromium.mjs';
import { findDeno } from '../../scripts/deno.mjs';
import { packageRoot } from '../../scripts/folders.mjs';
import { built } from './build.mjs';
import { findPyTorch } from './pytorch.mjs';

const port = 5177;
const require = createRequire(import.meta.url);
const versionOf = (name) => require(`${name}/package.json`).version;

/** Dawn, in this process. */
export async function nodeHost() {
  const { createHost, materialise } = await import(join(built, 'host.js'));
  const device = await requestDevice(await requestNodeAdapter());
  const { description, device: name } = device.adapterInfo;
  return {
    ask: createHost(device),
    materialise: (models) => materialise(models, device),
    versions: `Node ${process.versions.node}, webgpu ${versionOf('webgpu')}`,
    adapter: description || name,
    close: async () => {},
  };
}

/** A page in Chromium, on SwiftShader where there is no GPU. It is not isolated, so wasm has one thread there. */
export async function chromiumHost(kind) {
  const server = await preview({
    configFile: false,
    build: { outDir: built },
    preview: { port, strictPort: true },
  });
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: chromiumFlags(kind),
    env: withoutDriver(process.env),
  });
  const page = await browser.newPage();
  await page.goto(`http://localhost:${port}/`);
  await page.waitForFunction(() => globalThis.ask);
  return {
    ask: (message) => page.evaluate((own) => globalThis.ask(own), message),
    versions: `Chromium ${browser.version()}`,
    adapter: await page.evaluate(adapterName),
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

/** wgpu, in Deno. */
export async function denoHost() {
  const deno = findDeno();
  const run = [deno, 'run', '--allow-all', '--unstable-webgpu', '--no-config'];
  const name = `console.log(await (${String(adapterName)})())`;
  return {
    ...linesHost([...run, join(built, 'deno.js')]),
    versions: `Deno ${outputOf(deno, ['--version']).match(/deno (\S+)/)[1]}`,
    adapter: outputOf(deno, ['eval', '--unstable-webgpu', `${name}; Deno.exit()`]).trim(),
  };
}

/** PyTorch on the CPU, or null where no Python has it. */
export async function pytorchHost() {
  const found = findPyTorch();
  if (!found) return null;
  const program = join(packageRoot, 'bench', 'peers', 'contenders', 'pytorch.py');
  return {
    ...linesHost([found.python, program], found.env),
    versions: found.version,
    adapter: 'CPU, 1 thread',
    needsJob: true,
  };
}

/** A process that answers lines of JSON by lines of JSON. */
function linesHost([program, ...parameters], env = {}) {
  const child = spawn(program, parameters, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'inherit'] });
  const replies = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(message) {
      child.stdin.write(`${JSON.stringify(message)}\n`);
      const { value, done } = await replies.next();
      if (done) throw new Error(`${program} ended`);
      const reply = JSON.parse(value);
      if (reply.error) throw new Error(reply.error);
      return reply;
    },
    close: async () => child.kill(),
  };
}

function outputOf(program, parameters) {
  return spawnSync(program, parameters, { encoding: 'utf8' }).stdout;
}

/** Chromium brings its own driver. */
function withoutDriver(env) {
  const driver = ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES', 'LD_LIBRARY_PATH'];
  return Object.fromEntries(Object.entries(env).filter(([name]) => !driver.includes(name)));
}

/** In the page, and in Deno. */
async function adapterName() {
  const { info } = await navigator.gpu.requestAdapter();
  return info.description || [info.vendor, info.architecture, info.device].filter(Boolean).join(' ');
}
