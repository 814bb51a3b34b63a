import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, type Page } from 'playwright/test';
import { DemoPage, type Row } from './demo-page';

const bin = fileURLToPath(new URL('../bin/thetascape.mjs', import.meta.url));

/** Two groups of models, since those with dropout lie in one of their own; epochs that a slow machine is seen in. */
const LINK = 'p=article-julia&data.points=200&ep=60';

/** Losses of an undisturbed training, without which nothing is kept. */
async function undisturbed(demo: DemoPage): Promise<Row[]> {
  await demo.open(LINK);
  await demo.train();
  const losses = await demo.numbers('Losses');
  await discardAll(demo.page);
  return losses;
}

test('a run that a reload, or a crash of its tab, interrupts goes on to the same results', async ({
  page,
  context,
}) => {
  const demo = new DemoPage(page);
  const losses = await undisturbed(demo);
  await demo.page.reload();
  await test.step('paused, and reloaded', async () => {
    await pauseAfter(demo, / × [12]\d epochs/);
    await page.reload();
    await expect(demo.notices).toContainText(
      /An interrupted run of .*: 0 of 1 model are trained, others up to epoch [12]\d/,
    );
    await demo.notices.getByRole('button', { name: 'Go on' }).click();
    await pauseAfter(demo, / × [345]\d epochs/, false);
    await expect(demo.notices).toContainText(/The run goes on.* epoch [12]\d are not kept/);
  });
  await test.step('and crashed', async () => {
    const session = await context.newCDPSession(page);
    void session.send('Page.crash').catch(() => {});
    await page.waitForEvent('crash');
    const other = new DemoPage(await context.newPage());
    await other.open(LINK);
    await other.notices.getByRole('button', { name: 'Go on' }).click();
    await expect(other.status).toContainText(/^Trained 1 model × 60 epochs/);
    expect(await other.numbers('Losses')).toEqual(losses);
    await test.step('and is shown again when it is whole', async () => {
      await other.page.reload();
      await expect(other.notices).toContainText('This experiment was trained here before, and is kept: 1 model.');
      await other.notices.getByRole('button', { name: 'Show it' }).click();
      await expect(other.status).toContainText(/^Trained 1 model × 60 epochs/);
      expect(await other.numbers('Losses')).toEqual(losses);
      expect(await other.numbers('p(θ)')).not.toEqual([]);
    });
    await test.step('as a file it is a run directory, of which the command makes a report', async () => {
      const { name, bytes } = await other.export('Run directory');
      expect(name).toMatch(/-run\.tar$/);
      const listed = execFileSync('tar', ['-tf', '-'], { input: bytes, encoding: 'utf8' }).trim().split('\n');
      expect(listed[0]).toMatch(/-run\/journal\.ndjson$/);
      expect(listed[1]).toMatch(/-run\/waves\/results-0\.bin$/);
      const folder = mkdtempSync(join(tmpdir(), 'thetascape-kept-'));
      execFileSync('tar', ['-xf', '-', '-C', folder], { input: bytes });
      const run = join(folder, dirname(listed[0]!));
      execFileSync(process.execPath, [bin, 'resume', run, '--any-adapter'], { stdio: 'pipe' });
      expect(readFileSync(join(run, 'report.html'), 'utf8')).toContain('article-julia');
      rmSync(folder, { recursive: true });
    });
  });
});

test('storage that is full leaves the training alone, and says so', async ({ page, context, baseURL }) => {
  const demo = new DemoPage(page);
  const session = await context.newCDPSession(page);
  await demo.open(LINK);
  await session.send('Storage.overrideQuotaForOrigin', { origin: baseURL!, quotaSize: 20_000 });
  await demo.run.click();
  await expect(demo.notices).toContainText('The browser does not keep this run');
  await expect(demo.status).toContainText(/^Trained 1 model × 60 epochs/);
  await expect(demo.status).toContainText('not kept');
  const { bytes } = await demo.saved(() => demo.notices.getByRole('button', { name: 'Download now' }).click());
  expect(execFileSync('tar', ['-tf', '-'], { input: bytes, encoding: 'utf8' })).toContain('waves/results-0.bin');
});

test('a browser that lets the page keep nothing trains all the same, and says so', async ({ page }) => {
  await page.addInitScript(() => {
    const refusal = new DOMException('the user blocks the data of sites', 'SecurityError');
    Object.defineProperty(window, 'localStorage', {
      get() {
        throw refusal;
      },
    });
    const refuse = () => Promise.reject(refusal);
    Object.assign(StorageManager.prototype, { getDirectory: refuse, estimate: refuse, persisted: refuse });
    Object.assign(LockManager.prototype, { request: refuse });
  });
  const demo = new DemoPage(page);
  await demo.open(LINK);
  await expect(demo.notices).toBeEmpty();
  await demo.run.click();
  await expect(demo.notices).toContainText(
    'The browser does not keep this run: it allows this page no storage, as private windows and blocked site data do. ' +
      'The training goes on in memory, and ends with this tab.',
  );
  await expect(demo.status).toContainText(/^Trained 1 model × 60 epochs.* not kept/);
  const { bytes } = await demo.saved(() => demo.notices.getByRole('button', { name: 'Download now' }).click());
  expect(execFileSync('tar', ['-tf', '-'], { input: bytes, encoding: 'utf8' })).toContain('waves/results-0.bin');
  expect(demo.complaints).toEqual([]);
});

test('two tabs do not train one sweep', async ({ page, context }) => {
  const first = new DemoPage(page);
  await first.open(`${LINK}000`);
  await first.run.click();
  await expect(first.status).toContainText(/^Training/);
  const second = new DemoPage(await context.newPage());
  await second.open(`${LINK}000`);
  await second.run.click();
  await expect(second.alert).toContainText(/Another tab of this browser trains this sweep since \d/);
  await first.page.close();
  await expect(second.notices).toContainText('The other tab does not train this sweep any more');
  await second.notices.getByRole('button', { name: 'Take over' }).click();
  await expect(second.status).toContainText(/^Training/);
});

test('kept runs are listed and deleted, and storage that was cleared is told', async ({ page }) => {
  const demo = new DemoPage(page);
  await demo.open(LINK);
  await demo.train();
  await page.keyboard.press('r');
  const dialog = page.getByRole('dialog', { name: 'Kept runs' });
  await expect(dialog.getByRole('listitem')).toContainText(/article-julia 1 model, trained/);
  await dialog.getByRole('button', { name: 'Delete article-julia' }).click();
  await expect(dialog).toContainText('None yet.');
  await page.keyboard.press('Escape');
  await page.reload();
  await expect(demo.status).toContainText('Ready');
  await expect(demo.notices).toBeEmpty();
  await demo.train();
  await discardAll(page);
  await page.reload();
  await expect(demo.notices).toContainText('The browser has cleared what this page kept (1 run)');
});

async function pauseAfter(demo: DemoPage, epochs: RegExp, start = true): Promise<void> {
  if (start) await demo.run.click();
  await expect(demo.status).toContainText(epochs);
  await demo.run.click();
  await expect(demo.status).toContainText(/^Paused/);
  await expect(demo.status).toContainText('kept in this browser');
}

/** As a browser clears its storage. */
async function discardAll(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    await root.removeEntry('runs', { recursive: true });
  });
}
