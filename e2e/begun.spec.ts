/** Runs that train still, or were killed, are explored as far as they are. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Locator, type Page } from 'playwright/test';
import { millionSpec } from '../bench/million-spec.mjs';
import { killedRun } from './begun-run';
import { DemoPage } from './demo-page';
import { drop } from './drop';

const folder = mkdtempSync(join(tmpdir(), 'thetascape-begun-'));
test.afterAll(() => rmSync(folder, { recursive: true }));

const caption = (page: Page): Locator => page.getByRole('region', { name: 'Models', exact: true }).locator('caption');

/** Files that are listed and gone when they are opened, as those of a run that goes on. */
const GONE = ['.models-00004096.parquet.thetascape-tmp', 'models-00008192.parquet'];

test('rows of a run that was killed, of which files vanish while it is looked at', async ({ page }) => {
  const run = await killedRun(folder, 'killed', millionSpec(30_000));
  for (const name of GONE) writeFileSync(join(run, 'waves', name), 'half');
  await page.addInitScript(listLater, GONE);
  const demo = new DemoPage(page);
  await demo.open('p=co2&ep=2');
  await drop(page, run);
  await test.step('says at once what it reads', async () => {
    await expect(page.locator('.explore-reading')).toHaveText('Reading killed …');
    await page.evaluate(() => dispatchEvent(new Event('list')));
  });
  await expect(page.locator('.explore-so-far')).toHaveText(/not finished: [\d,]+ of 30,000 models so far/);
  const trained = /[\d,]+(?= of 30,000)/.exec((await page.locator('.explore-so-far').textContent())!)![0];
  await expect(caption(page)).toContainText(`${trained} models, by validationLoss.log10`);
  await expect(page.locator('.explore-reading')).toHaveText('');
  // what its axes are is told by its journal
  await expect(page.getByRole('region', { name: 'What matters' })).toContainText('random forest of 48 trees');
  const across = page.getByRole('combobox', { name: 'across' });
  await expect(across).toHaveValue(/^(?:regularization|training)\./);
  await expect(across).not.toContainText('data.seed');
  expect(demo.complaints).toEqual([]);
});

test('results of a run that has its table at its end', async ({ page }) => {
  const run = await killedRun(folder, 'reported', {
    name: 'reported',
    data: { kind: 'formula', expression: 'sin(6 * x)', points: 500 },
    network: { hidden: [8] },
    training: { epochs: 20 },
    axes: [
      { path: 'training.batchSize', values: [64, 32, 16, 8, 4, 2] },
      { path: 'regularization.l2Penalty', from: 1e-4, to: 1, count: 40, scale: 'log' },
    ],
  });
  const demo = new DemoPage(page);
  await demo.open('p=co2&ep=2');
  await drop(page, run);
  await expect(page.locator('.explore-so-far')).toHaveText(/not finished: (?:40|80|120|160|200) of 240 models so far/);
  await expect(caption(page)).toContainText(/^(?:40|80|120|160|200) models, by validationLoss\.log10/);
  expect(demo.complaints).toEqual([]);
});

/** Lists directories once the page hears of it, and has some of the files that it listed be gone by then. */
function listLater(gone: readonly string[]): void {
  const go = new Promise((resolve) => addEventListener('list', resolve, { once: true }));
  const watch = (entry: FileSystemEntry): void => {
    if ('file' in entry && gone.includes(entry.name)) {
      entry.file = (_: unknown, fail: ErrorCallback) => fail(new DOMException('it is gone', 'NotFoundError'));
    }
    if (!('createReader' in entry)) return;
    const reader = Reflect.get(Object(entry), 'createReader').call(entry);
    const list = reader.readEntries.bind(reader);
    reader.readEntries = async (done: FileSystemEntriesCallback, fail: ErrorCallback) => {
      await go;
      list((entries: FileSystemEntry[]) => {
        for (const child of entries) watch(child);
        done(entries);
      }, fail);
    };
    entry.createReader = () => reader;
  };
  const entryOf = Reflect.get(DataTransferItem.prototype, 'webkitGetAsEntry');
  DataTransferItem.prototype.webkitGetAsEntry = function take() {
    const entry = entryOf.call(this);
    if (entry) watch(entry);
    return entry;
  };
}
