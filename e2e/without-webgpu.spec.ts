import { expect, test } from 'playwright/test';
import { DemoPage } from './demo-page';

test('a browser without WebGPU', async ({ page }) => {
  await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'gpu'));
  const demo = new DemoPage(page);
  await demo.goto();
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

/** A screen that says why and what helps, with nothing to press that cannot work. */
async function expectReason(demo: DemoPage, reason: RegExp): Promise<void> {
  await expect(demo.alert).toHaveText(reason);
  await expect(demo.chip).toHaveText('no WebGPU');
  const screen = demo.page.getByRole('region', { name: 'This page needs WebGPU' });
  await expect(screen.getByRole('listitem').first()).toBeVisible();
  await expect(demo.page.locator('button:enabled')).toHaveCount(0);
}
