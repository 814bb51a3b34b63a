/** `npm run e2e:firefox`: the page trains and draws on the other implementation of WebGPU, in a headless Firefox. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { launch } from 'puppeteer-core';
import { build, preview } from 'vite';
import { packageRoot } from '../scripts/folders.mjs';
import { measured } from './pixels.ts';

const places = [
  '/usr/bin/firefox',
  '/usr/bin/firefox-esr',
  '/snap/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
];
const port = 5179;
const outDir = join(packageRoot, 'node_modules', '.cache', 'e2e-firefox');
const timeout = 120_000;

const executablePath = process.env.THETASCAPE_FIREFOX ?? places.find((path) => existsSync(path));
if (!executablePath) {
  console.error('There is no Firefox: install it, or set THETASCAPE_FIREFOX to the path of its program.');
  process.exit(1);
}

await build({ mode: 'demo', logLevel: 'warn', build: { outDir, emptyOutDir: true } });
const server = await preview({ mode: 'demo', build: { outDir }, preview: { port, strictPort: true } });
const browser = await launch({
  browser: 'firefox',
  executablePath,
  headless: true,
  // without the second, adapters that run on the CPU are kept back
  extraPrefsFirefox: { 'dom.webgpu.enabled': true, 'gfx.webgpu.ignore-blocklist': true },
});
try {
  await smoke(await browser.newPage());
} finally {
  await browser.close();
  await server.close();
}

/** Loads, trains two models for two epochs, and looks at the scene. Throws an Error with what went wrong. */
async function smoke(page) {
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.setViewport({ width: 1280, height: 720 });
  await page.goto(`http://localhost:${port}/#v=1&p=co2&l2=0,1&do=0,&ep=2`);
  await says(page, '#status', 'Ready: 2 models');
  console.log(`Firefox ${await browser.version()}, ${await textOf(page, '#chip')}`);
  await page.locator('#scene canvas').setTimeout(timeout).wait();
  await page.locator('#run').click();
  await says(page, '#status', 'Trained 2 models × 2 epochs');
  console.log(await textOf(page, '#status'));
  await page.locator('#scene canvas[aria-label*="after epoch 2."]').setTimeout(timeout).wait();
  const scene = await page.$('#scene');
  const { coloured } = await measured(page, Buffer.from(await scene.screenshot()));
  if (coloured < 0.02) throw new Error(`The scene is blank: ${coloured} of its pixels have a colour.`);
  if (complaints.length > 0) throw new Error(`Firefox complained:\n${complaints.join('\n')}`);
  console.log('The page trains and draws.');
}

function textOf(page, selector) {
  return page.$eval(selector, (element) => element.textContent);
}

async function says(page, selector, text) {
  await page.waitForFunction(holds, { timeout }, selector, text).catch(async (error) => {
    throw new Error(`${selector} should say "${text}", and says "${await textOf(page, selector)}".`, { cause: error });
  });
}

/** In the page. */
function holds(selector, text) {
  return document.querySelector(selector)?.textContent.includes(text);
}
