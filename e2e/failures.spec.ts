import { expect, test, type Page } from 'playwright/test';
import { DemoPage } from './demo-page';
import { colouredShare } from './pixels';

/** One model whose epochs take a few milliseconds. */
const ONE_MODEL = 'p=article-julia&data.points=100&ep=40';

test('goes on after the GPU was lost twice, with the same results', async ({ page }) => {
  const demo = new DemoPage(page);
  await demo.prepareLosses();
  await demo.open(ONE_MODEL);
  await demo.train();
  const undisturbed = await demo.numbers('Losses');
  await demo.run.click();
  // as late as they may be seen on a slow machine, or between two looks on a fast one
  for (const epochs of [/ × [1-3]\d epochs/, / × [23]\d epochs/]) {
    await expect(demo.status).toContainText(epochs);
    await demo.loseDevice();
    await expect(demo.scene).toBeVisible();
  }
  await expect(demo.status).toContainText(/^Trained/);
  expect(await demo.numbers('Losses')).toEqual(undisturbed);
  expect(await colouredShare(demo.scene)).toBeGreaterThan(0.02);
});

test('a device that cannot hold it is said, and what is there stays', async ({ page }) => {
  await page.addInitScript(() => {
    const filters: GPUErrorFilter[] = [];
    const push = Reflect.get(GPUDevice.prototype, 'pushErrorScope');
    const pop = Reflect.get(GPUDevice.prototype, 'popErrorScope');
    GPUDevice.prototype.pushErrorScope = function pushScope(filter) {
      filters.push(filter);
      push.call(this, filter);
    };
    GPUDevice.prototype.popErrorScope = async function popScope() {
      const isMemory = filters.pop() === 'out-of-memory';
      const error = await pop.call(this);
      return isMemory && Reflect.get(window, 'isFull') ? new GPUOutOfMemoryError('full') : error;
    };
  });
  const demo = new DemoPage(page);
  await page.addInitScript(() => Reflect.set(window, 'isFull', true));
  await demo.open(ONE_MODEL);
  await test.step('it cannot be measured either, and is measured for the next plan', async () => {
    await expect(demo.alert).toContainText(/memory/);
    await expect(demo.estimate).toContainText('time unknown');
    await page.evaluate(() => Reflect.set(window, 'isFull', false));
    await page.evaluate((link) => (location.hash = `v=1&${link}`), ONE_MODEL.replace('40', '41'));
    await expect(demo.estimate).toContainText(/41 model-steps · about [\d.]+ s/);
  });
  await page.evaluate(() => Reflect.set(window, 'isFull', true));
  await demo.run.click();
  await expect(demo.alert).toContainText(/memory/);
  await expect(demo.scene).toBeVisible();
  await expect(demo.run).toHaveText('Run again');
  await page.evaluate(() => Reflect.set(window, 'isFull', false));
  await demo.train();
});

test('a file that cannot be read is said with its line and column, and the old data stay', async ({ page }) => {
  const demo = new DemoPage(page);
  await demo.open('p=co2&l2=0,&do=0,&ep=1');
  const planned = await demo.status.textContent();
  await page.getByRole('button', { name: 'CO₂ at Mauna Loa', exact: true }).click();
  const panel = page.getByRole('dialog', { name: 'Data' });
  await panel.getByText('Paste rows').click();
  const rows = panel.getByRole('textbox', { name: 'Rows of a CSV file' });
  await rows.fill('x,y\n0,1\n1,2\n2,three\n3,4');
  await panel.getByRole('button', { name: 'Use these rows' }).click();
  await expect(panel).toContainText(/pasted\.csv, line 4: column "y"/);
  await expect(demo.status).toHaveText(planned!);
  await rows.fill(['x,y', ...Array.from({ length: 40 }, (_, i) => `${i},${i % 7}`)].join('\n'));
  await panel.getByRole('button', { name: 'Use these rows' }).click();
  await expect(panel).toContainText('pasted.csv, kept in this page only.');
  await panel.getByRole('button', { name: 'Done' }).click();
  await demo.train();
});

const HOSTILE = [
  'v=1&p=article&__proto__=1&constructor.prototype.polluted=1',
  'v=1&p=__proto__',
  'v=1&sweeps=[{"name":"x","axes":[{"path":"__proto__.polluted","values":[1]}]}]',
  'v=1&p=article&seeds=1e9&ep=1e12&net=999999-999999',
  'v=1&p=article&l2=NaN,Infinity,-1&lr=NaN&e=-5&cam=1e400',
  'v=1&p=article&l2=log(1e-300,1e300,1000000)',
  'v=1&p=<script>alert(1)</script>&sel=<img src=x onerror=alert(1)>&view=<b>',
  'v=1&data=formula&data.expression=constructor.constructor("alert(1)")()',
  'v=99&p=article',
  '%E0%A4%A',
  'a=1&'.repeat(25_000),
];

test('hostile links are refused in words', async ({ page }) => {
  const demo = new DemoPage(page);
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await demo.open('p=article-julia&ep=2&lambda=3&bs=many');
  await expect(demo.notices.getByRole('listitem')).toHaveCount(2);
  const beneath = await demo.scene.boundingBox();
  await demo.notices.getByRole('button', { name: 'Close' }).press('Escape');
  await expect(demo.notices).toBeEmpty();
  expect(await demo.scene.boundingBox()).toEqual(beneath);
  for (const hash of HOSTILE) {
    await page.evaluate((text) => (location.hash = text), hash);
    await expect(demo.notices, hash.slice(0, 100)).toContainText('were not understood');
    await demo.closeNotices();
  }
  await page.evaluate(() => (location.hash = 'v=1&p=article-julia&ep=2'));
  await expect(demo.status).toContainText('Ready: 1 model, 2 model-steps');
  await expect(demo.run).toBeEnabled();
  expect(await page.evaluate(() => Reflect.get({}, 'polluted'))).toBeUndefined();
  expect(await page.locator('main script, main img[src=x]').count()).toBe(0);
  expect(dialogs).toEqual([]);
  expect(demo.complaints).toEqual([]);
});

test('pauses while nobody sees the tab', async ({ page }) => {
  const demo = new DemoPage(page);
  await demo.open('p=article-julia&ep=1000');
  await demo.run.click();
  await expect(demo.status).toContainText(/^Training/);
  await setHidden(page, true);
  await expect(demo.status).toContainText(/^Paused/);
  await setHidden(page, false);
  await expect(demo.toast).toContainText('paused while nobody saw this tab');
  await expect(demo.status).toContainText(/^Training/);
  await demo.stop.click();
});

test('a GPU process that dies takes nothing along', async ({ page, browser }) => {
  const demo = new DemoPage(page);
  await demo.open(ONE_MODEL);
  await demo.run.click();
  await expect(demo.status).toContainText(/ × \d\d epochs/);
  const session = await browser.newBrowserCDPSession();
  await session.send('Browser.crashGpuProcess');
  await expect(demo.toast).toContainText('The GPU is back');
  await expect(demo.status).toContainText(/^Trained 1 model × 40 epochs/);
  expect(await colouredShare(demo.scene)).toBeGreaterThan(0.02);
});

function setHidden(page: Page, isHidden: boolean): Promise<void> {
  return page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { get: () => hidden, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, isHidden);
}
