import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, test, type Page } from 'playwright/test';
import { DemoPage } from './demo-page';
import { drop } from './drop';

const bin = fileURLToPath(new URL('../bin/thetascape.mjs', import.meta.url));
const SPEC = {
  name: 'explored',
  data: { kind: 'formula', expression: 'sin(6 * x)', points: 64 },
  network: { hidden: [4] },
  training: { epochs: 2, batchSize: 32 },
  axes: [
    { path: 'regularization.l2Penalty', values: [0.0001, 0.01, 1] },
    { path: 'training.learningRate', values: [0.001, 0.003, 0.01, 0.03] },
  ],
  seeds: 2,
};

test.describe('a run of the command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'thetascape-explore-'));
  const run = join(folder, 'explored');

  test.beforeAll(() => {
    writeFileSync(join(folder, 'spec.json'), JSON.stringify(SPEC));
    execFileSync(process.execPath, [bin, 'run', join(folder, 'spec.json'), '--out', run], { stdio: 'pipe' });
  });
  test.afterAll(() => rmSync(folder, { recursive: true }));

  test('is dropped, sorted, filtered, picked, and trained again', async ({ page }) => {
    const demo = new DemoPage(page);
    await demo.open('p=co2&ep=2');
    await drop(page, run);
    const table = page.getByRole('region', { name: 'Models', exact: true });
    const rows = table.locator('tbody:not([aria-hidden]) tr');
    await expect(page.getByRole('heading', { name: 'Explore explored' })).toBeVisible();
    await expect(table.locator('caption')).toContainText('24 models, by validationLoss.log10, least first');
    const column = (name: string) => cells(page, name);

    await test.step('sorts by a column, in either direction', async () => {
      const losses = (await column('validationLoss.log10')).filter(Number.isFinite);
      expect(losses).toEqual([...losses].sort((a, b) => a - b));
      await table.getByTitle('model', { exact: true }).click();
      await expect.poll(() => column('model')).toEqual(expect.arrayContaining([0, 1, 2]));
      expect((await column('model')).slice(0, 3)).toEqual([0, 1, 2]);
      await table.getByTitle('model', { exact: true }).click();
      await expect.poll(async () => (await column('model'))[0]).toBe(23);
      await expect(table.locator('th', { has: page.getByTitle('model', { exact: true }) })).toHaveAttribute(
        'aria-sort',
        'descending',
      );
    });
    await test.step('filters by a range, and takes it back', async () => {
      await table.getByRole('textbox', { name: 'regularization.l2Penalty, to' }).fill('0.01');
      await page.keyboard.press('Enter');
      await expect(table.locator('caption')).toContainText('16 of 24 models');
      await page.getByRole('button', { name: 'λ: ≤ 0.01 ✕' }).click();
      await expect(table.locator('caption')).toContainText(/^24 models/);
    });
    await test.step('shows what each axis explains, and the best settings', async () => {
      await expect(page.getByRole('region', { name: 'What matters' })).toContainText('random forest of 48 trees');
      await expect(page.getByRole('region', { name: 'Best settings' }).getByRole('row')).toHaveCount(1 + 10);
    });
    await test.step('ranks the settings as the command does', async () => {
      expect(await rankedSettings(page)).toEqual(settingsOfCommand(run));
    });
    await test.step('the keyboard goes through rows and picks', async () => {
      await rows.first().focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await expect(rows.nth(1)).toHaveAttribute('aria-selected', 'true');
      await expect(page.getByRole('button', { name: 'Train and watch this model' })).toBeVisible();
      await page.keyboard.press('Enter');
    });
    await test.step('dragging over the map selects a region', async () => {
      const box = (await page.getByRole('img', { name: /^Map of/ }).boundingBox())!;
      // the two lower rows of cells and all columns
      await page.mouse.move(box.x + 0.12 * box.width, box.y + 0.82 * box.height);
      await page.mouse.down();
      await page.mouse.move(box.x + 0.97 * box.width, box.y + 0.5 * box.height, { steps: 4 });
      await page.mouse.up();
      await expect(page.getByRole('button', { name: /learningRate: .*✕/ })).toBeVisible();
    });
    await test.step('a region is trained and watched', async () => {
      const train = page.getByRole('button', { name: /^Train and watch \d+ settings?$/ });
      const settings = Number(/\d+/.exec((await train.textContent()) ?? '')![0]);
      expect(settings).toBeLessThan(12);
      await train.click();
      await expect(demo.scene).toBeVisible();
      await expect(page.locator('#models')).toHaveText(`${settings * 2} models`);
      await demo.train();
    });
    await test.step('and the page’s own run is explored, one of its models trained again', async () => {
      await page.keyboard.press('o');
      await page.getByRole('button', { name: 'This page’s run' }).click();
      await expect(table.locator('caption')).toContainText('by validationLoss.log10');
      await rows.first().click();
      await page.getByRole('button', { name: 'Train and watch this model' }).click();
      await expect(page.locator('#models')).toHaveText('1 model');
      await demo.train();
    });
    expect(demo.complaints).toEqual([]);
  });

  test('is explored in its report, which opens from the disk', async ({ page, browser }) => {
    const report = new DemoPage(page);
    await page.goto(`file://${join(run, 'report.html')}`);
    const table = page.getByRole('region', { name: 'Models', exact: true });
    await expect(table.locator('caption')).toContainText('24 models, by validationLoss.log10');
    await expect.poll(() => coloursOf(page)).toBeGreaterThan(5);
    await expect.poll(() => rankedSettings(page)).toEqual(settingsOfCommand(run));
    await table.getByRole('textbox', { name: 'training.learningRate, from' }).fill('0.01');
    await page.keyboard.press('Enter');
    await expect(table.locator('caption')).toContainText('12 of 24 models');
    const { name, bytes } = await report.saved(() =>
      page.getByRole('button', { name: 'Save as a spec 6 settings' }).click(),
    );
    expect(name).toBe('explored-selected.json');
    expect(JSON.parse(bytes.toString()).sweeps[0].axes[1].values).toEqual([0.01, 0.03]);
    expect(report.complaints).toEqual([]);
    expect([...report.origins]).toEqual([]);
    const plain = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
    await plain.goto(`file://${join(run, 'report.html')}`);
    await expect(plain.locator('#explorer')).toContainText('the tables below hold the numbers');
    await expect(plain.locator('.numbers tbody tr')).toHaveCount(12);
    await plain.context().close();
  });

  test('is refused with a sentence where it is none', async ({ page }) => {
    const demo = new DemoPage(page);
    await demo.open('p=co2&ep=2');
    await drop(page, join(run, 'figures'));
    await expect(demo.alert).toContainText('drop the directory of a run');
    await drop(page, join(run, 'losses.parquet'));
    await expect(demo.alert).toContainText('losses.parquet has no columns "model" and "seed"');
  });
});

test('a reader that hangs is given up with a sentence, and another file is opened', async ({ page }) => {
  const folder = mkdtempSync(join(tmpdir(), 'thetascape-hang-'));
  const file = join(folder, 'models.parquet');
  writeFileSync(file, largeTable(400));
  const demo = new DemoPage(page);
  await page.clock.install();
  await demo.open('p=co2&ep=2');
  // in place of a file that keeps its reader busy for ever
  const worker = /\/assets\/worker-[^/]*\.js$/;
  await page.route(worker, (route) => route.fulfill({ contentType: 'text/javascript', body: 'for (;;);' }));
  await Promise.all([page.waitForRequest(worker), drop(page, file)]);
  await page.clock.runFor(500);
  await page.clock.fastForward(61_000);
  await expect(demo.alert).toContainText('was given up: reading it made no progress for 60 s');
  await page.unroute(worker);
  await drop(page, file);
  await expect(page.getByRole('region', { name: 'Models', exact: true }).locator('caption')).toContainText(
    '400 models',
  );
  rmSync(folder, { recursive: true });
});

test('100,000 models are drawn', async ({ page }) => {
  const folder = mkdtempSync(join(tmpdir(), 'thetascape-large-'));
  const file = join(folder, 'models.parquet');
  writeFileSync(file, largeTable(100_000));
  const demo = new DemoPage(page);
  await demo.open('p=co2&ep=2');
  const begun = Date.now();
  await drop(page, file);
  const table = page.getByRole('region', { name: 'Models', exact: true });
  await expect(table.locator('caption')).toContainText('100,000 models');
  console.log(`100,000 rows: opened in ${Date.now() - begun} ms`);
  const map = page.getByRole('img', { name: /^Map of/ });
  await expect(map).toHaveAttribute('aria-label', /100,000 cells of 100,000 models/);
  await expect.poll(() => coloursOf(page)).toBeGreaterThan(100);
  await expect(page.getByRole('region', { name: 'Parallel coordinates' })).toContainText(
    'an even sample of 3,000 of 100,000',
  );
  await test.step('only the rows that are seen exist, and the last one is reached', async () => {
    const rows = table.locator('tbody:not([aria-hidden]) tr');
    expect(await rows.count()).toBeLessThan(60);
    await rows.first().focus();
    await page.keyboard.press('End');
    await expect(page.locator('tr:focus')).toHaveAttribute('aria-rowindex', '100001');
  });
  await test.step('magnifying and pointing go on', async () => {
    const box = (await map.boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    const times: number[] = [];
    for (let i = 0; i < 10; i++) {
      const start = Date.now();
      await page.mouse.wheel(0, -120);
      await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
      times.push(Date.now() - start);
    }
    console.log(`100,000 cells: ${times.sort((a, b) => a - b)[5]} ms for a turn of the wheel and two frames`);
    await page.mouse.move(box.x + box.width / 2 + 3, box.y + box.height / 2);
    await expect(page.getByRole('region', { name: 'Selection' })).toContainText(/Model [\d,]+: /);
  });
  expect(demo.complaints).toEqual([]);
  rmSync(folder, { recursive: true });
});

/** The settings that the page ranks, by their number in the spec, the best one first. */
function rankedSettings(page: Page): Promise<number[]> {
  const rows = page.getByRole('region', { name: 'Best settings' }).locator('tbody tr');
  return rows.evaluateAll(
    (lines, seeds) => lines.map((line) => Math.floor(Number(line.getAttribute('data-row')) / seeds)),
    SPEC.seeds,
  );
}

/** The same as `thetascape best` prints it. */
function settingsOfCommand(run: string): number[] {
  const { best } = JSON.parse(execFileSync(process.execPath, [bin, 'best', run, '--json'], { encoding: 'utf8' }));
  return best.map(({ model }: { model: number }) => Math.floor(model / SPEC.seeds));
}

/** The numbers of the rows that exist of a column of the table. */
function cells(page: Page, name: string): Promise<number[]> {
  return page.getByRole('region', { name: 'Models', exact: true }).evaluate((table, wanted) => {
    const heads = [...table.querySelectorAll('thead tr:first-child button')].map((head) => head.getAttribute('title'));
    const rows = [...table.querySelectorAll('tbody:not([aria-hidden]) tr')];
    return rows.map((row) =>
      Number.parseFloat((row.children[heads.indexOf(wanted)]?.textContent ?? '').replace('−', '-')),
    );
  }, name);
}

/** Different colours of the map. */
function coloursOf(page: Page): Promise<number> {
  return page.locator('.map canvas').evaluate((canvas) => {
    if (!(canvas instanceof HTMLCanvasElement)) return 0;
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true })!;
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
  });
}

/** A models table of 400 × 250 settings, as Parquet. */
function largeTable(rows: number): Uint8Array {
  const at = (of: (row: number) => number) => Float64Array.from({ length: rows }, (_, row) => of(row));
  const l2 = at((row) => 10 ** (-5 + (5 * (row % 400)) / 399));
  const rate = at((row) => 10 ** (-4 + (3 * Math.floor(row / 400)) / 249));
  const loss = at((row) => Math.sin(4 * Math.log10(l2[row]!)) + Math.log10(rate[row]!) ** 2);
  const columnData = [
    { name: 'model', type: 'INT32' as const, data: Int32Array.from({ length: rows }, (_, row) => row) },
    { name: 'seed', type: 'DOUBLE' as const, data: at(() => 0) },
    { name: 'regularization.l2Penalty', type: 'DOUBLE' as const, data: l2 },
    { name: 'training.learningRate', type: 'DOUBLE' as const, data: rate },
    { name: 'validationLoss.log10', type: 'DOUBLE' as const, data: loss },
  ];
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}
