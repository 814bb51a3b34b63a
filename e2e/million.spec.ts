/**
 * `npm run explore:million`: opens the directory of a run of a million models, looks at it, and says how long
 * the page's thread was ever busy. THETASCAPE_RUN names a directory to take
 * instead of one that is made for this, THETASCAPE_MODELS another number of models.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from 'playwright/test';
import { DemoPage } from './demo-page';
import { drop } from './drop';
import { writeLargeRun } from './large-run';

const models = Number(process.env['THETASCAPE_MODELS'] ?? 1_000_000);
const folder = mkdtempSync(join(tmpdir(), 'thetascape-million-'));
test.afterAll(() => rmSync(folder, { recursive: true }));

test('a million models are opened and looked at', async ({ page }) => {
  const run = process.env['THETASCAPE_RUN'] ?? (await writeLargeRun(folder, models));
  const demo = new DemoPage(page);
  await page.addInitScript(watchTasks);
  await demo.open('p=co2&ep=2');
  const table = page.getByRole('region', { name: 'Models', exact: true });
  const matters = page.getByRole('region', { name: 'What matters' });
  const map = page.getByRole('img', { name: /^Map of/ });
  const caption = table.locator('caption');

  await timed(page, 'open, until the table is there', async () => {
    await drop(page, run);
    await expect(caption).toContainText(/[\d,]+ models, by/);
  });
  await timed(page, 'until all views are there', () => expect(matters).toContainText('random forest of 48 trees'));
  await timed(page, 'sort by another column', async () => {
    await table.getByTitle('regularization.l2Penalty', { exact: true }).click();
    await expect(caption).toContainText('by regularization.l2Penalty');
  });
  await timed(page, 'select a range', async () => {
    await table.getByRole('textbox', { name: 'training.learningRate, from' }).fill('0.01');
    await page.keyboard.press('Enter');
    await expect(caption).toContainText(/[\d,]+ of [\d,]+ models/);
  });
  await timed(page, 'colour by another metric', async () => {
    await page.getByRole('combobox', { name: 'Metric' }).selectOption('theta.rms');
    await expect(map).toHaveAttribute('aria-label', /^Map of theta\.rms/);
  });
  await timed(page, 'point at 40 places of the map', async () => {
    const box = (await map.boundingBox())!;
    for (let i = 0; i < 40; i++) {
      await page.mouse.move(box.x + (0.2 + i / 60) * box.width, box.y + (0.7 - i / 90) * box.height);
    }
  });
  await timed(page, 'magnify the map ten times', async () => {
    for (let i = 0; i < 10; i++) await page.mouse.wheel(0, -240);
  });
  expect(demo.complaints).toEqual([]);
});

/** Says how long something took, and the longest task on the page's thread from when it began until a second of rest. */
async function timed(page: Page, what: string, work: () => Promise<void>): Promise<void> {
  await page.evaluate(() => (window.longTasks.length = 0));
  const begun = Date.now();
  await work();
  const took = Date.now() - begun;
  let before = -1;
  for (let tasks = 0; tasks !== before;) {
    before = tasks;
    await page.waitForTimeout(1000);
    tasks = await page.evaluate(() => window.longTasks.length);
    if (tasks === 0) break;
  }
  const tasks = await page.evaluate(() => [...window.longTasks]);
  const longest =
    tasks.length > 0
      ? `the longest of ${tasks.length} long tasks ${Math.round(Math.max(...tasks))} ms`
      : 'no long task';
  console.log(`${what}: ${took} ms; ${longest}`);
}

declare global {
  interface Window {
    /** Milliseconds of each task of more than 50 ms. */
    longTasks: number[];
  }
}

function watchTasks(): void {
  window.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.longTasks.push(duration);
  }).observe({ type: 'longtask', buffered: true });
}
