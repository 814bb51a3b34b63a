import { expect, test } from 'playwright/test';
import { DemoPage } from './demo-page';
import { colouredShare } from './pixels';

test('a browser without WebGPU', async ({ page }) => {
  await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'gpu'));
  const demo = new DemoPage(page);
  await demo.goto('p=dropout&ep=7');
  await expect(demo.notices).toContainText('The experiment of this link needs a GPU');
  await expect(page).toHaveURL(/p=dropout&ep=7/);
  await expectReason(demo, /This browser does not offer WebGPU \(navigator\.gpu is missing\)/);
});

test('a browser without an adapter', async ({ page }) => {
  await page.addInitScript(() => {
    GPU.prototype.requestAdapter = () => Promise.resolve(null);
  });
  const demo = new DemoPage(page);
  await demo.goto();
  await expectReason(demo, /found no adapter that it trusts/);
});

test('an address that is not secure', async ({ page, baseURL }) => {
  const insecure = 'http://thetascape.example';
  await page.route(`${insecure}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    await route.fulfill({ response: await route.fetch({ url: baseURL + pathname }) });
  });
  const demo = new DemoPage(page);
  await page.goto(`${insecure}/demo/index.html`);
  await expectReason(demo, /http:\/\/thetascape\.example is not a secure address/);
});

test('an adapter with too low a limit', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(GPUSupportedLimits.prototype, 'maxStorageBuffersPerShaderStage', { get: () => 4 });
  });
  const demo = new DemoPage(page);
  await demo.goto();
  await expectReason(demo, /maxStorageBuffersPerShaderStage is 4 and the kernels need 8/);
});

test('one model learns on the CPU', async ({ page, baseURL }) => {
  const scripts: string[] = [];
  page.on('response', (response) => {
    if (response.url().endsWith('.js')) scripts.push(response.url());
  });
  await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'gpu'));
  const demo = new DemoPage(page);
  await demo.goto();
  await expect(demo.status).toContainText(/× [2-5]\d epochs/);

  await demo.run.press('Enter');
  await expect(demo.run).toHaveText('Go on');
  const [first, ...rest] = await demo.numbers('Losses');
  expect(Number(rest.at(-1)!['train'])).toBeLessThan(Number(first!['train']));
  expect(Number(rest.at(-1)!['validation'])).toBeLessThan(Number(first!['validation']));
  const scene = page.getByRole('region', { name: 'Parameters, p(θ)' }).getByRole('img');
  await expect(scene).toHaveAttribute('aria-label', /λ = 1e-3, p = 0: peak [\d.]+ times the initial level/);
  expect(await colouredShare(scene)).toBeGreaterThan(0.005);
  await demo.epoch.press('Home');
  await expect(page.locator('#epoch-text')).toHaveText('epoch 0 of 50, scrubbed');

  await page.getByRole('combobox', { name: 'probability to drop' }).selectOption('0.5');
  await expect(demo.run).toHaveText('Pause');
  await expect(scene).toHaveAttribute('aria-label', /after epoch [1-9].* λ = 1e-3, p = 0\.5: peak/);
  await demo.stop.press('Enter');
  await expect(demo.run).toHaveText('Run again');

  const texts = await Promise.all(scripts.map(async (url) => (await page.request.get(url)).text()));
  expect(texts.filter((text) => text.includes('WebGPURenderer'))).toEqual([]);
  expect(demo.complaints).toEqual([]);
  expect([...demo.origins]).toEqual([baseURL]);
});

/** A screen that says why and what helps, and a model that learns all the same. */
async function expectReason(demo: DemoPage, reason: RegExp): Promise<void> {
  await expect(demo.alert).toHaveText(reason);
  await expect(demo.chip).toHaveText('no WebGPU');
  const screen = demo.page.getByRole('region', { name: 'This page needs WebGPU' });
  await expect(screen.getByRole('listitem').first()).toBeVisible();
  await expect(demo.page.getByRole('heading', { name: 'CPU reference: one model, no GPU' })).toBeVisible();
  await expect(demo.status).toContainText(/^1 model × \d+ epochs? in/);
}
