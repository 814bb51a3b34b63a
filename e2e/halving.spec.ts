import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'playwright/test';
import { DemoPage } from './demo-page';

const bin = fileURLToPath(new URL('../bin/thetascape.mjs', import.meta.url));

/** Sixteen models in one wave, of which four go on after epoch 5 and one after 15. */
const LINK = 'p=halving&net=8&data.points=200&lr=log(1e-4,0.1,4)&l2=log(1e-6,1,4)&ep=40';

test('models are seen to stop at rungs, and those that go on are what they are without halving', async ({ page }) => {
  const demo = new DemoPage(page);
  await demo.open(`${LINK}&halving=none`);
  await demo.train();
  const whole = await demo.numbers('Losses');
  await demo.open(`${LINK}&halving=5-15:0.25`);
  await expect(page.locator('#sentence')).toContainText('the best 25 % going on after epoch 5 and 15');
  await demo.showTables();
  await demo.run.click();
  await expect(demo.status).toContainText(/^Training 16 models, [41] of them now × /);
  await expect(demo.rowsOf('Losses').filter({ hasText: 'stopped after epoch 5' })).toHaveCount(12);
  await expect(demo.status).toContainText(/^Trained 16 models × 40 epochs/);
  await expect(page.locator('#progress')).toHaveJSProperty('value', 1);
  await test.step('in the tables, muted', async () => {
    const statuses = await demo.rowsOf('Losses').locator('td:last-child').allTextContents();
    expect(statuses.filter((status) => status === 'stopped after epoch 5')).toHaveLength(12);
    expect(statuses.filter((status) => status === 'stopped after epoch 15')).toHaveLength(3);
    expect(statuses.filter((status) => status === 'trained')).toHaveLength(1);
    await expect(page.locator('tr.muted')).not.toHaveCount(0);
    await expect(demo.rowsOf('Losses').and(page.locator('.muted'))).toHaveCount(15);
  });
  await test.step('bit for bit', async () => {
    const halved = await demo.numbers('Losses');
    expect(halved).toHaveLength(12 * 5 + 3 * 15 + 40);
    const key = ({ model, epoch }: (typeof halved)[number]) => `${model} ${epoch}`;
    const known = new Map(whole.map((row) => [key(row), row]));
    for (const row of halved) expect(row).toEqual(known.get(key(row)));
  });
});

test('a search that a reload interrupts after a rung goes on to the same results', async ({ page }) => {
  const demo = new DemoPage(page);
  await demo.open(`${LINK.replace('ep=40', 'ep=60')}&halving=5-15:0.25`);
  await demo.run.click();
  await expect(demo.status).toContainText(/, 1 of them now × [1-4]\d epochs/);
  await demo.run.click();
  await expect(demo.status).toContainText(/^Paused.*kept in this browser/);
  await page.reload();
  await expect(demo.notices).toContainText('15 of 16 models are trained');
  await demo.notices.getByRole('button', { name: 'Go on' }).click();
  await expect(demo.status).toContainText(/^Trained 16 models × 60 epochs/);
  const resumed = await demo.numbers('Losses');
  await test.step('is shown again when it is whole', async () => {
    await page.reload();
    await demo.notices.getByRole('button', { name: 'Show it' }).click();
    await expect(demo.status).toContainText(/^Trained 16 models × 60 epochs/);
    expect(await demo.numbers('Losses')).toEqual(resumed);
    await demo.showTables();
    await expect(demo.rowsOf('Losses').filter({ hasText: 'stopped after epoch' })).toHaveCount(15);
  });
  await test.step('as a file it is a run directory, of which the command makes a report', async () => {
    const { bytes } = await demo.export('Run directory');
    const folder = mkdtempSync(join(tmpdir(), 'thetascape-halving-'));
    const listed = execFileSync('tar', ['-tf', '-'], { input: bytes, encoding: 'utf8' }).split('\n');
    execFileSync('tar', ['-xf', '-', '-C', folder], { input: bytes });
    const run = join(folder, dirname(listed[0]!));
    execFileSync(process.execPath, [bin, 'resume', run, '--any-adapter'], { stdio: 'pipe' });
    expect(readFileSync(join(run, 'models.csv'), 'utf8').split('\n')[0]).toContain('stoppedAt');
    rmSync(folder, { recursive: true });
  });
});

test('goes on after the GPU was lost between rungs, with the same results', async ({ page }) => {
  const demo = new DemoPage(page);
  await demo.prepareLosses();
  await demo.open(`${LINK}&halving=5-30:0.25`);
  await demo.train();
  const undisturbed = await demo.numbers('Losses');
  await demo.run.click();
  await expect(demo.status).toContainText(/, 4 of them now × /);
  await demo.loseDevice();
  await expect(demo.status).toContainText(/^Trained/);
  expect(await demo.numbers('Losses')).toEqual(undisturbed);
});
