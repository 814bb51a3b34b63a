import axe from 'axe-core';
import { expect, test, type Page } from 'playwright/test';
import { DemoPage } from './demo-page';
import { colouredShare } from './pixels';

declare global {
  interface Window {
    axe: typeof axe;
  }
}

const LINK = 'p=co2&l2=0,1&do=0,&ep=2';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    const demo = new DemoPage(page);
    await demo.open(LINK);
    await expectNoViolations(page, 'idle');
    await demo.train();
    await demo.showTables();
    await demo.rows.first().click();
    await expectNoViolations(page, 'trained, with tables');
    for (const [key, name] of [
      ['?', 'Help'],
      ['Control+k', 'All commands'],
      ['e', 'Export'],
      ['r', 'Kept runs'],
      ['p', 'Profile of the kernels'],
    ] as const) {
      await page.locator('body').press(key);
      await expect(page.getByRole('dialog', { name })).toBeVisible();
      await expectNoViolations(page, name);
      await page.keyboard.press('Escape');
    }
    await page.locator('body').press('o');
    await expect(page.getByRole('region', { name: 'Best settings' }).getByRole('row')).toHaveCount(3);
    // a picture has its name once it is drawn
    await expect(page.locator('.explorer canvas[role="img"]:not([aria-label])')).toHaveCount(0);
    await expectNoViolations(page, 'explorer');
    await page.getByRole('button', { name: 'Back to the pictures' }).click();
    for (const noun of await page.locator('.noun:visible').all()) {
      await noun.click();
      await expectNoViolations(page, `panel ${await noun.textContent()}`);
      await page.keyboard.press('Escape');
    }
    await page.evaluate(() => (location.hash = 'v=1&p=article-julia&lambda=3'));
    await expect(demo.notices).toContainText('were not understood');
    await expectNoViolations(page, 'a notice');
  });
}

test('axe finds nothing without WebGPU', async ({ page }) => {
  await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'gpu'));
  const demo = new DemoPage(page);
  await demo.goto();
  await expect(demo.alert).toBeVisible();
  await expectNoViolations(page, 'no WebGPU');
});

test('text twice as large loses nothing', async ({ page }) => {
  const demo = new DemoPage(page);
  await demo.open(LINK);
  await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(1280);
  for (const control of [demo.preset, demo.run, demo.stop, demo.epoch, page.locator('#sentence'), demo.status]) {
    await control.scrollIntoViewIfNeeded();
    await expect(control).toBeInViewport();
  }
  expect(await clippedTexts(page)).toEqual([]);
});

test('forced colours and stillness are respected', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
  const demo = new DemoPage(page);
  await demo.open(LINK);
  await demo.train();
  await expect(demo.scene).toBeVisible();
  expect(await colouredShare(demo.angle('Losses').locator('canvas'))).toBeGreaterThan(0);
  const moving = await page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === 'running'));
  expect(moving).toEqual([]);
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
    await expectNoViolations(page, 'the sheet of the experiment');
    await page.setViewportSize({ width: 1280, height: 720 });
    await page.setViewportSize({ width: 390, height: 844 });
    await expect(fold).toBeVisible();
    await demo.run.tap();
    await expect(demo.status).toContainText(/^Trained/);
    expect(await colouredShare(demo.scene)).toBeGreaterThan(0.02);
    expect(demo.complaints).toEqual([]);
    expect([...demo.origins]).toEqual([baseURL]);
  });
});

/** Evaluated, not loaded: the page's policy lets no other script in. */
async function expectNoViolations(page: Page, where: string): Promise<void> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { violations } = await window.axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
  });
  expect(found, where).toEqual([]);
}

/** Buttons and labels whose text does not fit into them. */
function clippedTexts(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, label, h1, h2, .bar p')]
      .filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 1)
      .map((one) => one.outerHTML.slice(0, 100)),
  );
}
