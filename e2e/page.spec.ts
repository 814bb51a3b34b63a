import { expect, test } from 'playwright/test';
import { DemoPage } from './demo-page';
import { colouredShare } from './pixels';

test('trains a sweep and shows it', async ({ page, baseURL }) => {
  const demo = new DemoPage(page);
  await demo.open('p=co2&ep=3');
  await expect(demo.chip).toHaveText(/swiftshader · software/i);
  await expect(demo.notices).toContainText(/Shrunk for an adapter that runs on the CPU: 4 of 5 values of λ/);

  await demo.run.press('Enter');
  await expect(demo.status).toContainText(/^Trained 16 models/);
  await expect(demo.status).toContainText(/history \d+ MiB of 128 MiB, every epoch/);
  await expect(demo.run).toHaveText('Run again');
  await expect(demo.run).toBeFocused();
  await expect(demo.epoch).toHaveValue('3');
  await expect(demo.scene).toHaveAttribute('aria-label', /λ = 0, p = 0: peak \d/);
  for (const title of ['Losses', 'Predictions', 'Numbers']) {
    expect(await colouredShare(demo.angle(title).locator('canvas'))).toBeGreaterThan(0.002);
  }
  expect(await colouredShare(demo.scene)).toBeGreaterThan(0.02);

  await demo.showTables();
  const last = await demo.losses();
  await demo.epoch.fill('1');
  await expect(page.locator('#epoch-text')).toHaveText('epoch 1 of 3, scrubbed');
  const first = await demo.losses();
  expect(last.length).toBe(16);
  last.forEach(([loss], model) => expect(loss).toBeLessThan(first[model]![0]!));
  await expect(demo.rows.filter({ hasText: 'trained' })).toHaveCount(16);
  await expect(demo.alert).toHaveCount(0);
  expect(demo.complaints).toEqual([]);
  expect([...demo.origins]).toEqual([baseURL]);
});

test('shows each sweep of the article, before it is trained', async ({ page }) => {
  const demo = new DemoPage(page);
  await demo.open();
  await expect(demo.scene).toHaveAttribute('aria-label', /sweep l2 /);
  await page.getByRole('radio', { name: /^l2/ }).press('ArrowRight');
  await expect(page.getByRole('radio', { name: /^dropout/ })).toBeChecked();
  await expect(demo.scene).toHaveAttribute('aria-label', /sweep dropout /);
});

test('pauses, goes on, and stops', async ({ page }) => {
  const demo = new DemoPage(page);
  await demo.open('p=article-julia&ep=1000');
  await page.keyboard.press('Space');
  await expect(demo.status).toContainText(/^Training 1 model × /);
  await page.keyboard.press('Space');
  await expect(demo.run).toHaveText('Go on');
  await page.keyboard.press('Space');
  await expect(demo.run).toHaveText('Pause');
  await demo.stop.click();
  await expect(demo.status).toContainText(/^Stopped 1 model/);
  await expect(demo.run).toBeFocused();
});

test('a link restores what was looked at', async ({ page }) => {
  const demo = new DemoPage(page);
  await demo.open('p=co2&l2=0,1&do=0&ep=2&view=heat&scale=log&sel=λ = 1');
  await expect(page.getByRole('radio', { name: 'Heat map' })).toBeChecked();
  await expect(page.getByRole('radio', { name: 'log', exact: true })).toBeChecked();
  await demo.showTables();
  await expect(demo.rows.filter({ hasText: '●' })).toHaveText(/λ = 1/);
  await page.keyboard.press('Escape');
  await expect(demo.rows.filter({ hasText: '●' })).toHaveCount(0);
  await expect(page).not.toHaveURL(/sel=/);
});

test('lists what of a link was not understood', async ({ page }) => {
  const demo = new DemoPage(page);
  await demo.open('p=article-julia&ep=2&lambda=3&bs=many');
  await expect(demo.notices.getByRole('listitem')).toHaveCount(2);
  await demo.notices.getByRole('button', { name: 'Close' }).first().click();
  await expect(demo.notices.getByRole('listitem')).toHaveCount(0);
});

test('a number is changed while it trains', async ({ page }) => {
  const demo = new DemoPage(page);
  await demo.open('p=article-julia&ep=400');
  await demo.run.click();
  await expect(demo.status).toContainText(/^Training/);
  await page.getByRole('combobox', { name: 'Number to change' }).selectOption('learning rate');
  await page.getByRole('button', { name: '÷ 10' }).click();
  await expect(demo.toast).toContainText(/Changed in all models after epoch \d+/);
  await expect(page).toHaveURL(/changes=/);
});

test('goes on after the GPU was lost, with the same results', async ({ page }) => {
  await page.addInitScript(() => {
    const requestAdapter = navigator.gpu.requestAdapter.bind(navigator.gpu);
    navigator.gpu.requestAdapter = async (options) => {
      const adapter = await requestAdapter(options);
      const requestDevice = adapter!.requestDevice.bind(adapter);
      adapter!.requestDevice = async (descriptor) => {
        const device = await requestDevice(descriptor);
        addEventListener('lose', () => device.destroy(), { once: true });
        return device;
      };
      return adapter;
    };
  });
  const demo = new DemoPage(page);
  await demo.open('p=article-julia&ep=60');
  await demo.showTables();
  await demo.run.click();
  await expect(demo.status).toContainText(/^Trained/);
  const undisturbed = await demo.losses();
  await demo.run.click();
  await expect(demo.status).toContainText(/^Training .* × [2-9]\d? epochs/);
  await page.evaluate(() => dispatchEvent(new Event('lose')));
  await expect(demo.toast).toContainText('The GPU is back');
  await expect(demo.status).toContainText(/^Trained/);
  expect(await demo.losses()).toEqual(undisturbed);
  await expect(demo.scene).toBeVisible();
  expect(await colouredShare(demo.scene)).toBeGreaterThan(0.02);
});

test('every command is in the palette and in the help', async ({ page }) => {
  const demo = new DemoPage(page);
  await demo.open('p=article-julia&ep=2');
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'All commands' });
  await palette.getByRole('combobox').fill('tables');
  await expect(palette.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(demo.rows).toHaveCount(1);
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Help' });
  await help.getByRole('checkbox', { name: /^Single letters/ }).uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('t');
  await expect(demo.rows).toHaveCount(1);
});

test.describe('on a phone, in the dark', () => {
  test.use({ viewport: { width: 390, height: 844 }, colorScheme: 'dark', hasTouch: true });

  test('everything is within reach', async ({ page, baseURL }) => {
    const demo = new DemoPage(page);
    await demo.open('p=article-julia&ep=2');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    const fold = page.getByRole('button', { name: 'Experiment' });
    for (const target of [demo.run, demo.stop, demo.epoch, demo.preset, fold]) {
      const box = (await target.boundingBox())!;
      expect(box.height).toBeGreaterThanOrEqual(44);
      expect(box.x + box.width).toBeLessThanOrEqual(390);
    }
    await fold.tap();
    await expect(page.locator('#sentence')).toBeInViewport();
    await page.getByRole('button', { name: 'Fold' }).tap();
    await demo.run.tap();
    await expect(demo.status).toContainText(/^Trained/);
    expect(await colouredShare(demo.scene)).toBeGreaterThan(0.02);
    expect(demo.complaints).toEqual([]);
    expect([...demo.origins]).toEqual([baseURL]);
  });
});
