/**
 * `npm run soak:losses -- [losses] [seed]`: a training in Chromium once in peace, and again while its GPU is lost at
 * random (50 times: destroyed, and the GPU process killed, in turn), and whether both left the same losses and weights.
 * Exit code 1 when they did not.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { build, preview } from 'vite';
import { seeded } from '../bench/kill-loop.mjs';
import { chromiumFlags, findChromium } from '../scripts/chromium.mjs';
import { packageRoot } from '../scripts/folders.mjs';

const [losses = 50, seed = 1] = process.argv.slice(2).map(Number);
const port = Number(process.env.THETASCAPE_SOAK_PORT ?? 5180);
const outDir = join(packageRoot, 'node_modules', '.cache', 'soak-losses');
/** Epochs of a run, each of which takes a software adapter some milliseconds. */
const EPOCHS = 200;
const LINK = `#v=1&p=article-julia&data.points=100&ep=${EPOCHS}`;
/** Milliseconds of training between two losses at most. */
const PAUSE = 2500;
/** Milliseconds until what does not come is given up. */
const timeout = 120_000;

/** Without these a browser keeps a page from the GPU for two minutes after its second loss: that is waited for elsewhere. */
const unblocked = ['--disable-gpu-process-crash-limit', '--disable-domain-blocking-for-3d-apis'];

await build({ mode: 'demo', logLevel: 'error', build: { outDir, emptyOutDir: true } });
const server = await preview({ mode: 'demo', build: { outDir }, preview: { port, strictPort: true } });
const executablePath = findChromium();
const browser = await chromium.launch({ executablePath, args: [...chromiumFlags(), ...unblocked] });
try {
  process.exitCode = await soak(seeded(seed));
} catch (error) {
  console.error(`soak:losses: ${error.message}`);
  process.exitCode = 1;
} finally {
  await browser.close();
  await server.close();
}
process.exit();

async function soak(random) {
  const peaceful = await run(0, random);
  console.error(`undisturbed run: trained on ${peaceful.adapter}`);
  const times = [];
  let runs = 0;
  let same = true;
  while (same && times.length < losses) {
    const disturbed = await run(losses - times.length, random);
    times.push(...disturbed.times);
    same = disturbed.results.every((bytes, i) => bytes.equals(peaceful.results[i]));
    console.error(`run ${++runs}: ${disturbed.times.length} losses, ${same ? 'same' : 'OTHER'} bits`);
  }
  console.log(
    `${new Date().toISOString().slice(0, 10)}: ${peaceful.adapter}, Chromium ${browser.version()}: ${times.length} losses in ` +
      `${runs} runs of ${EPOCHS} epochs, bits ${same ? 'identical' : 'DIFFERENT'}; from a loss until the next epoch is trained:`,
  );
  for (const way of ['destroyed', 'killed']) {
    const own = times.filter((time) => time.way === way);
    const net = own.map(({ milliseconds, looked }) => milliseconds - looked);
    if (own.length > 0)
      console.log(
        `  ${own.length} ${way}: ${spread(net)}, and until the browser gave another device ${spread(own.map(({ looked }) => looked))}`,
      );
  }
  return same ? 0 : 1;
}

/** Trains once, and takes the GPU away at most `most` times. */
async function run(most, random) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(takeAway);
  await page.goto(`http://localhost:${port}/${LINK}`);
  await page.locator('#run:enabled').click({ timeout });
  await says(page, /^Training/);
  const adapter = await page.locator('#chip').textContent();
  const times = [];
  while (times.length < most) {
    await page.waitForTimeout(PAUSE * random());
    const recovered = page.evaluate((limit) => window.recovered(limit), timeout);
    const way = random() < 0.5 ? 'killed' : 'destroyed';
    if (way === 'killed') await killGpuProcess();
    else await page.evaluate(() => dispatchEvent(new Event('lose')));
    const time = await recovered;
    if (time === null) break;
    times.push({ way, ...time });
    console.error(`  ${way}, ${inWords(time)} (${most - times.length} losses left)`);
  }
  await says(page, /^Trained 1 model/);
  const results = [await saved(page, 'All models'), await saved(page, 'Run directory', '/waves/results')];
  await context.close();
  return { adapter, times, results };
}

function inWords({ milliseconds, looked }) {
  return `the next epoch is trained after ${seconds(milliseconds)}, ${seconds(looked)} of it the browser's`;
}

function spread(milliseconds) {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const [median, p95] = [0.5, 0.95].map((part) => seconds(sorted[Math.ceil(part * sorted.length) - 1]));
  return `${median} (median), ${p95} (p95)`;
}

function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

async function killGpuProcess() {
  const session = await browser.newBrowserCDPSession();
  await session.send('Browser.crashGpuProcess');
  await session.detach();
}

async function says(page, text) {
  const status = page.locator('#status');
  try {
    await status.filter({ hasText: text }).waitFor({ timeout });
  } catch {
    throw new Error(
      `After ${timeout / 1000} s the page does not say ${text}, but: ${await status.textContent()} ${await page.locator('#notices').textContent()}`,
    );
  }
}

/** A file of the dialog of exports; of an archive what follows where this text is first. */
async function saved(page, item, after = '') {
  await page.locator('#export').click();
  const dialog = page.getByRole('dialog', { name: 'Export' });
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: item }).click(),
  ]);
  const bytes = await readFile(await download.path());
  return bytes.subarray(bytes.indexOf(after));
}

/**
 * In the page: devices that can be lost, and the milliseconds from now until the next epoch is trained, with those of
 * them in which the browser looked for a device or kept the page from one; null when the training is done.
 */
function takeAway() {
  const [requestAdapter, requestDevice] = [GPU, GPUAdapter].map(({ prototype }, i) =>
    Reflect.get(prototype, ['requestAdapter', 'requestDevice'][i]),
  );
  let device = null;
  let lookingSince = 0;
  let looked = 0;
  GPU.prototype.requestAdapter = function request(options) {
    lookingSince ||= performance.now();
    return requestAdapter.call(this, options);
  };
  GPUAdapter.prototype.requestDevice = async function request(descriptor) {
    device = await requestDevice.call(this, descriptor);
    looked += performance.now() - lookingSince;
    lookingSince = 0;
    return device;
  };
  addEventListener('lose', () => device.destroy());
  window.recovered = (limit) => {
    const status = document.querySelector('#status');
    const start = performance.now();
    looked = 0;
    let epochBefore = null;
    return new Promise((resolve, reject) => {
      const end = (finish) => {
        changes.disconnect();
        clearTimeout(late);
        finish();
      };
      // not once a frame: without a GPU process there are none
      const look = () => {
        const text = status.textContent;
        const [epoch] = text.match(/ × .* in [\d.]+ s/) ?? [];
        if (text.startsWith('Recovering')) epochBefore = epoch;
        else if (text.startsWith('Trained') && epochBefore === null) end(() => resolve(null));
        else if (text.startsWith('Train') && epochBefore !== null && epoch !== epochBefore)
          end(() => resolve({ milliseconds: performance.now() - start, looked }));
      };
      const changes = new MutationObserver(look);
      const tooLate = () => reject(new Error(`${limit / 1000} s after a loss the page says: ${status.textContent}`));
      const late = setTimeout(() => end(tooLate), limit);
      changes.observe(status, { childList: true, characterData: true, subtree: true });
      look();
    });
  };
}
