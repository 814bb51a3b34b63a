import { expect, test } from 'playwright/test';
import { ADAPTER_TOLERANCE, runCommand, type EpochLosses } from './command';
import { DemoPage, type Row } from './demo-page';
import { colouredShare } from './pixels';
import { watchReadBacks } from './read-backs';

const ANGLES = ['Losses', 'Predictions', 'Numbers'];
const VIEWS = { Field: 'A height field', 'Heat map': 'A heat map', Fan: 'A fan of quantiles', Ridges: 'Ridges' };
const SCALES = ['log', 'linear to 2.7', 'asinh'];

test('from a cold load to a scene that moves', async ({ page, baseURL }) => {
  const demo = new DemoPage(page);
  await demo.goto();
  await expect(page.getByRole('heading', { name: 'Thetascape' })).toBeVisible();
  await expect(demo.chip).toHaveText(/swiftshader · software/i);
  await expect(demo.scene).toHaveAttribute('aria-label', /sweep l2 after epoch 0/);
  await demo.run.click();
  await expect(demo.scene).toHaveAttribute('aria-label', /after epoch [1-9]/);
  const early = await demo.scene.screenshot();
  await expect(demo.scene).toHaveAttribute('aria-label', /after epoch ([4-9]|\d\d)/);
  expect((await demo.scene.screenshot()).equals(early)).toBe(false);
  await demo.stop.click();
  await expect(demo.status).toContainText(/^Stopped 9 models/);
  await expect(demo.run).toBeFocused();
  expect(demo.complaints).toEqual([]);
  expect([...demo.origins]).toEqual([baseURL]);
});

test('the article is trained, and looked at from all sides', async ({ page }) => {
  const demo = new DemoPage(page);
  await demo.open('p=article&sweeps=l2,dropout&data.points=300&ep=3');
  await expect(demo.notices).toContainText(/Shrunk for an adapter that runs on the CPU: 4 of 8 values of λ/);
  await page.getByRole('button', { name: 'Take the full one' }).click();
  await expect(demo.status).toContainText('Ready: 18 models');
  await demo.train();
  await expect(demo.status).toContainText(/history \d+ MiB of 128 MiB, every epoch/);
  const trained = await demo.numbers('Losses');

  await test.step('the pictures show something, and the tables say the same', async () => {
    for (const title of ANGLES) {
      expect(await colouredShare(demo.angle(title).locator('canvas'))).toBeGreaterThan(0.002);
    }
    await demo.showTables();
    const latest = trained.filter(({ epoch }) => epoch === 3);
    const shown = await demo.losses();
    expect(shown.length).toBe(8);
    shown.forEach(([train, validation], i) => {
      expect(train).toBeCloseTo(Math.log10(Number(latest[i]!['train'])), 2);
      expect(validation).toBeCloseTo(Math.log10(Number(latest[i]!['validation'])), 2);
    });
  });

  await test.step('what is pointed at is selected everywhere, and four are pinned', async () => {
    const { width, height } = (await demo.scene.boundingBox())!;
    await demo.scene.click({ position: { x: width / 2, y: 0.7 * height } });
    await expect(page.locator('tr[aria-current]')).toHaveCount(ANGLES.length);
    await expect(demo.pinned('Losses')).toHaveCount(1);
    await page.keyboard.press('Escape');
    await expect(demo.pinned('Losses')).toHaveCount(0);
    for (const i of [0, 1, 2, 3, 4]) await demo.rowsOf('Numbers').nth(i).click();
    for (const title of ANGLES) {
      await expect(demo.pinned(title)).toHaveText([/■|●/, /.*/, /.*/, /.*/]);
      await expect(demo.rowsOf(title).first()).not.toHaveText(/[●■▲◆]/);
    }
    await expect(page).toHaveURL(/sel=/);
  });

  await test.step('every view goes back, and on again', async () => {
    const last = await demo.losses();
    await demo.epoch.fill('1');
    await expect(page.locator('#epoch-text')).toHaveText('epoch 1 of 3, scrubbed');
    for (const title of ANGLES) {
      await expect(demo.angle(title).getByRole('table')).toHaveAccessibleName(/after epoch 1\b/);
    }
    await expect(demo.scene).toHaveAttribute('aria-label', /after epoch 1\./);
    const first = await demo.losses();
    last.forEach(([loss], model) => expect(loss).toBeLessThan(first[model]![0]!));
    await demo.epoch.fill('3');
    await expect.poll(() => demo.losses()).toEqual(last);
  });

  await test.step('views and scales are switched', async () => {
    for (const [name, description] of Object.entries(VIEWS)) {
      await demo.choose(name);
      await expect(demo.scene).toHaveAttribute('aria-label', new RegExp(`^${description}`));
      await expect.poll(() => colouredShare(demo.scene)).toBeGreaterThan(0.01);
    }
    const pictures = new Set<string>();
    for (const scale of SCALES) {
      await demo.choose(scale);
      pictures.add((await demo.scene.screenshot()).toString('base64'));
    }
    expect(pictures.size).toBe(SCALES.length);
    await demo.choose('Table');
    await expect(page.locator('#scene').getByRole('row')).toHaveCount(1 + 8);
  });

  await test.step('the numbers are those of the command', async () => {
    await demo.choose(/^dropout/);
    await expect(page.locator('#scene').getByRole('table')).toHaveAccessibleName(/sweep dropout/);
    trained.push(...(await demo.numbers('Losses')));
    expect(trained.length).toBe(18 * 3);
    expectSame(trained, runCommand((await demo.export('Manifest')).bytes.toString()).epochs);
  });
  expect(demo.complaints).toEqual([]);
});

test('λ is changed while it trains; the command does the same, and nothing of θ is read back', async ({ page }) => {
  await watchReadBacks(page);
  const demo = new DemoPage(page);
  await demo.open('p=co2&net=64-64-64-64&l2=0,&do=0,&ep=30');
  await demo.run.click();
  await expect(demo.status).toContainText(/ × \d+ epochs/);
  await page.getByRole('combobox', { name: 'Number to change' }).selectOption('λ (coupled)');
  await page.getByRole('spinbutton', { name: 'New value' }).fill('1');
  await page.getByRole('button', { name: 'Set', exact: true }).click();
  await expect(demo.toast).toContainText(/Changed in all models after epoch \d+/);
  await expect(page).toHaveURL(/changes=/);
  await demo.run.click();
  await expect(demo.run).toHaveText('Go on');
  await expect(demo.status).toContainText(/^Paused: 1 model × \d+ epochs .* · 0 bytes of θ read back/);
  const parameters = 64 * 2 + 3 * 64 * 65 + 65;
  expect(await page.evaluate(() => Math.max(...window.readBacks))).toBeLessThan(4 * parameters);
  await demo.run.click();
  await expect(demo.status).toContainText(/^Trained/);

  const losses = await demo.numbers('Losses');
  const manifest: { spec: { changes: [{ epoch: number }] } } = JSON.parse(
    (await demo.export('Manifest')).bytes.toString(),
  );
  const before = losses[manifest.spec.changes[0].epoch - 1]!;
  expect(losses.at(-1)!['train']).toBeGreaterThan(2 * Number(before['train']));
  expectSame(losses, runCommand(JSON.stringify(manifest)).epochs);
});

test('a link restores what was looked at', async ({ page }) => {
  const demo = new DemoPage(page);
  await demo.open('p=co2&l2=0,1&do=0&ep=2&view=heat&scale=log&sel=λ = 1');
  await expect(page.getByRole('radio', { name: 'Heat map' })).toBeChecked();
  await expect(page.getByRole('radio', { name: 'log', exact: true })).toBeChecked();
  await demo.showTables();
  await expect(demo.pinned('Losses')).toHaveText(/λ = 1/);
  await page.keyboard.press('Escape');
  await expect(demo.pinned('Losses')).toHaveCount(0);
  await expect(page).not.toHaveURL(/sel=/);
});

/** Adapters of one kind agree bit for bit; others within the tolerance. */
function expectSame(inPage: readonly Row[], inNode: readonly EpochLosses[]): void {
  const expected = new Map(
    inNode.flatMap(({ epoch, models }) => models.map((losses) => [`${losses.model} ${epoch}`, losses])),
  );
  for (const { model, epoch, train, validation } of inPage) {
    const { trainLoss, validationLoss } = expected.get(`${model} ${epoch}`)!;
    expect(Math.abs(Number(train) / trainLoss - 1)).toBeLessThan(ADAPTER_TOLERANCE);
    expect(Math.abs(Number(validation) / validationLoss - 1)).toBeLessThan(ADAPTER_TOLERANCE);
  }
}
