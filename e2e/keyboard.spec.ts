import { expect, test, type Page } from 'playwright/test';
import { DemoPage } from './demo-page';

/** More than the page has places to stop at. */
const MOST_STOPS = 80;

test('the whole journey, by keyboard alone', async ({ page }) => {
  const demo = new DemoPage(page);
  await demo.open('p=co2&l2=0,1&do=0,&ep=2');
  await tabTo(page, demo.run);
  await page.keyboard.press('Enter');
  await expect(demo.status).toContainText(/^Trained 2 models/);
  await expect(demo.run).toBeFocused();
  await page.keyboard.press('t');
  await page.keyboard.press('ArrowLeft');
  await expect(page.locator('#epoch-text')).toHaveText('epoch 1 of 2, scrubbed');
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('#epoch-text')).toHaveText('epoch 2 of 2');
});
