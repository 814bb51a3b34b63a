import { expect, test } from 'playwright/test';
import { DemoPage } from './demo-page';
import { colouredShare } from './pixels';

test('trains a sweep and shows it', async ({ page, baseURL }) => {
  const demo = new DemoPage(page);
  await demo.open();
  await expect(demo.chip).toHaveText(/swiftshader · software/i);
  await demo.choose('co2', 3);
  const models = await demo.rows.count();
  expect(models).toBeGreaterThan(10);

  const firstLosses = await demo.watchFirstLosses();
  await demo.run.press('Enter');
  await expect(demo.status).toContainText(/^Trained: /);
  const last = await demo.numbers();
  expect(last.every((row) => row.slice(0, 4).every(Number.isFinite))).toBe(true);
  const first = await firstLosses();
  expect(first.length).toBe(models);
  first.forEach((loss, model) => expect(last[model]![0]).toBeLessThan(loss));
  await expect(demo.rows.filter({ hasText: 'trained' })).toHaveCount(models);
  await expect(page.locator('#losses canvas')).toHaveAttribute('aria-label', /training loss: λ = 0, p = 0: −\d/);
  await expect(demo.scene).toHaveAttribute('aria-label', /λ = 0, p = 0: \d/);
  expect(await colouredShare(demo.scene)).toBeGreaterThan(0.05);
  expect(await colouredShare(page.locator('#losses canvas'))).toBeGreaterThan(0.005);
  await expect(demo.run).toBeFocused();
  await expect(demo.alert).toBeEmpty();
  expect(demo.complaints).toEqual([]);
  expect([...demo.origins]).toEqual([baseURL]);
});

test('shows each sweep of the article, before it is trained', async ({ page }) => {
  const demo = new DemoPage(page);
  await demo.open();
  await expect(demo.scene).toHaveAttribute('aria-label', /sweep l2\./);
  await page.getByRole('radio', { name: /^l2/ }).press('ArrowRight');
  await expect(page.getByRole('radio', { name: /^dropout/ })).toBeChecked();
  await expect(demo.scene).toHaveAttribute('aria-label', /sweep dropout\./);
  await expect(page.locator('.scene-labels')).toContainText('p = 0.11');
  expect(await colouredShare(demo.scene)).toBeGreaterThan(0.05);
});

test('stops when it is told to, and can be run again', async ({ page }) => {
  const demo = new DemoPage(page);
  await demo.open();
  await demo.choose('article-julia', 5000);
  await demo.run.click();
  await expect(demo.stop).toBeFocused();
  await expect(demo.status).toContainText(/epoch \d+ of 5000/);
  await demo.stop.click();
  await expect(demo.status).toContainText(/^Stopped: 1 model/);
  await expect(demo.rows).toContainText(['of 5000']);
  await demo.choose('article-julia', 2);
  await demo.run.click();
  await expect(demo.status).toContainText(/^Trained: 1 model · 2 model-steps/);
});

test('tells that the GPU was lost', async ({ page }) => {
  await page.addInitScript(() => {
    const requestAdapter = navigator.gpu.requestAdapter.bind(navigator.gpu);
    navigator.gpu.requestAdapter = async (options) => {
      const adapter = await requestAdapter(options);
      const requestDevice = adapter!.requestDevice.bind(adapter);
      adapter!.requestDevice = async (descriptor) => {
        const device = await requestDevice(descriptor);
        addEventListener('lose', () => device.destroy());
        return device;
      };
      return adapter;
    };
  });
  const demo = new DemoPage(page);
  await demo.open();
  await expect(demo.scene).toBeVisible();
  await page.evaluate(() => dispatchEvent(new Event('lose')));
  await expect(demo.alert).toHaveText(/^The GPU was lost .*: reload the page to go on\.$/);
  await expect(demo.run).toBeDisabled();
});

test.describe('on a phone, in the dark', () => {
  test.use({ viewport: { width: 390, height: 844 }, colorScheme: 'dark', hasTouch: true });

  test('everything is within reach', async ({ page, baseURL }) => {
    const demo = new DemoPage(page);
    await demo.open();
    await demo.choose('article-julia', 2);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    for (const target of [demo.run, demo.stop, demo.epochs, demo.sweep]) {
      const box = (await target.boundingBox())!;
      expect(box.height).toBeGreaterThanOrEqual(44);
      expect(box.x + box.width).toBeLessThanOrEqual(390);
    }
    await demo.run.tap();
    await expect(demo.status).toContainText(/^Trained: /);
    expect(await colouredShare(demo.scene)).toBeGreaterThan(0.02);
    expect(demo.complaints).toEqual([]);
    expect([...demo.origins]).toEqual([baseURL]);
  });
});
