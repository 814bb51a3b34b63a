import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, type Page } from 'playwright/test';
import { DemoPage } from './demo-page';

const folder = fileURLToPath(new URL('../docs/screens/', import.meta.url));
const bin = fileURLToPath(new URL('../bin/thetascape.mjs', import.meta.url));
const LAPTOP = { width: 1280, height: 720 };
const PHONE = { width: 390, height: 844 };
const SIZES = [LAPTOP, { width: 1920, height: 1080 }, PHONE];
/** Milliseconds until another size or theme is drawn. */
const LAID_OUT = 700;
const VIEWS = { ridges: 'Ridges', field: 'Field', heat: 'Heat map', fan: 'Fan' };
/** All settings of the article, briefly. */
const ARTICLE = 'p=article&sweeps=l2,dropout&data.points=1000&ep=20';

/** Settings with a valley to be found in them. */
const EXPLORED = {
  name: 'explored',
  data: { kind: 'formula', expression: 'sin(6 * x)', points: 200, noise: 0.1 },
  network: { hidden: [8, 8], activation: 'tanh' },
  training: { epochs: 6, batchSize: 16 },
  axes: [
    { path: 'regularization.l2Penalty', from: 1e-5, to: 1, count: 12, scale: 'log' },
    { path: 'training.learningRate', from: 3e-4, to: 0.3, count: 10, scale: 'log' },
    { path: 'regularization.dropout', values: [0, 0.2, 0.5] },
  ],
  seeds: 3,
};

test('the page at work', async ({ page }) => {
  const demo = new DemoPage(page);
  await demo.open(ARTICLE);
  await page.getByRole('button', { name: 'Take the full one' }).click();
  await expect(demo.status).toContainText('Ready: 18 models');
  await demo.run.click();
  await expect(demo.status).toContainText(/ × 5 epochs/, { timeout: 200_000 });
  await picture(page, 'training');
  await expect(demo.status).toContainText(/^Trained/, { timeout: 300_000 });
  await demo.closeNotices();
  for (const [name, view] of Object.entries(VIEWS)) {
    await demo.choose(view);
    await pictures(page, name);
  }
  await demo.choose('Auto');
  await demo.choose(/^dropout/);
  await picture(page, 'dropout');
  await demo.choose(/^l2/);
  await demo.showTables();
  for (const i of [0, 3, 6]) await demo.rows.nth(i).click();
  await pictures(page, 'tables-and-pins');
});

test('results explored', async ({ page }) => {
  const run = mkdtempSync(join(tmpdir(), 'thetascape-screens-'));
  writeFileSync(join(run, 'spec.json'), JSON.stringify(EXPLORED));
  execFileSync(process.execPath, [bin, 'run', join(run, 'spec.json'), '--out', join(run, 'explored')], {
    stdio: 'pipe',
  });
  const demo = new DemoPage(page);
  await demo.open('p=co2&ep=2');
  await page.keyboard.press('o');
  await page.locator('input[webkitdirectory]').setInputFiles(join(run, 'explored'));
  await expect(page.getByRole('region', { name: 'What matters' })).toContainText('random forest');
  await page
    .getByRole('region', { name: 'Models', exact: true })
    .locator('tbody:not([aria-hidden]) td')
    .first()
    .click();
  await pictures(page, 'explore');
  rmSync(run, { recursive: true });
});

test('what can go wrong', async ({ page }) => {
  await page.addInitScript(() => {
    const requestDevice = Reflect.get(GPUAdapter.prototype, 'requestDevice');
    GPUAdapter.prototype.requestDevice = async function request(descriptor) {
      const device = await requestDevice.call(this, descriptor);
      addEventListener('lose', () => {
        GPU.prototype.requestAdapter = () => Promise.resolve(null);
        device.destroy();
      });
      return device;
    };
  });
  const demo = new DemoPage(page);
  await demo.open('p=co2&ep=2&lambda=3&bs=many');
  await pictures(page, 'link-not-understood');
  await demo.closeNotices();
  await demo.train();
  await page.evaluate(() => dispatchEvent(new Event('lose')));
  await expect(demo.alert).toContainText('The GPU was lost');
  // no more than one: without a GPU nothing is drawn in another size or theme
  await picture(page, 'gpu-lost');
});

test('without WebGPU', async ({ page }) => {
  await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'gpu'));
  const demo = new DemoPage(page);
  await demo.goto();
  await expect(demo.alert).toBeVisible();
  await page.waitForTimeout(8000);
  await pictures(page, 'no-webgpu');
});

/** In all sizes and both themes; a phone's as long as it is. */
async function pictures(page: Page, name: string): Promise<void> {
  for (const size of SIZES) {
    const isPhone = size === PHONE;
    await page.setViewportSize(size);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.waitForTimeout(LAID_OUT);
      await picture(page, `${name}-${size.width}x${size.height}-${colorScheme}`, isPhone);
    }
  }
  await page.setViewportSize(LAPTOP);
}

async function picture(page: Page, name: string, fullPage = false): Promise<void> {
  await page.screenshot({ path: `${folder}${name}.jpg`, type: 'jpeg', quality: 80, fullPage });
}
