import { expect, test, type Locator, type Page } from 'playwright/test';
import { DemoPage } from './demo-page';

/** More than the page has places to stop at. */
const MOST_STOPS = 80;

test('the whole journey, by keyboard alone', async ({ page }) => {
  const demo = new DemoPage(page);
  await demo.open('p=co2&l2=0,1&do=0,&ep=2');

  await test.step('it is trained, scrubbed, selected and pinned', async () => {
    await page.keyboard.press('Space');
    await expect(demo.status).toContainText(/^Trained 2 models × 2 epochs/);
    await page.keyboard.press('t');
    await page.keyboard.press('ArrowLeft');
    await expect(page.locator('#epoch-text')).toHaveText('epoch 1 of 2, scrubbed');
    await page.keyboard.press('ArrowRight');
    await expect(page.locator('#epoch-text')).toHaveText('epoch 2 of 2');
    await page.keyboard.press('ArrowUp');
    await expect(page.locator('tr[aria-current]')).toHaveCount(3);
    await page.keyboard.press('Enter');
    await expect(demo.pinned('Losses')).toHaveCount(1);
    await tabTo(page, demo.rows.first());
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(demo.pinned('Losses')).toHaveCount(2);
    await page.keyboard.press('Escape');
    await expect(demo.pinned('Losses')).toHaveCount(0);
  });

  await test.step('views and scales are switched', async () => {
    await page.keyboard.press('v');
    await expect(page.getByRole('radio', { name: 'Ridges' })).toBeChecked();
    await page.keyboard.press('l');
    await expect(page.getByRole('radio', { name: 'linear to 2.7' })).toBeChecked();
  });

  await test.step('it is exported', async () => {
    await page.keyboard.press('e');
    const manifest = page.getByRole('button', { name: 'Manifest' });
    await tabTo(page, manifest);
    expect((await demo.saved(() => page.keyboard.press('Enter'))).name).toBe('co2-manifest.json');
  });

  await test.step('a number of the sentence is changed, and letters typed into fields are no shortcuts', async () => {
    await tabTo(page, page.locator('.noun').filter({ hasText: 'epochs' }));
    await page.keyboard.press('Enter');
    const panel = page.getByRole('dialog').filter({ visible: true });
    const epochs = panel.getByRole('textbox', { name: 'Epochs' });
    await expect(epochs).toBeFocused();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('t');
    await expect(demo.rows).toHaveCount(2);
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('3');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await expect(panel).toHaveCount(0);
    await expect(demo.epoch).toHaveAttribute('max', '3');
  });
});

test('every stop of the tab key is seen, and every command is in the palette and in the help', async ({ page }) => {
  const demo = new DemoPage(page);
  await demo.open('p=article-julia&ep=2');
  await test.step('stops follow the page', async () => {
    const stops = await stopsOf(page);
    expect(stops.filter(({ isSeen }) => !isSeen).map(({ name }) => name)).toEqual([]);
    const rooms = stops.map(({ room }) => room).filter((room, i, all) => room !== all[i - 1]);
    expect(rooms).toEqual(['bar', 'scene panel', 'experiment panel', 'angles']);
  });
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'All commands' });
  await palette.getByRole('combobox').fill('tables');
  await expect(palette.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(demo.rows).toHaveCount(1);
  await page.keyboard.press('Control+k');
  await palette.getByRole('combobox').fill('halving');
  await palette.getByRole('option', { name: /^Training: / }).click();
  const halving = page.getByRole('textbox', { name: 'Successive halving' });
  await expect(halving).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(halving).toBeHidden();
  const help = page.getByRole('dialog', { name: 'Help' });
  await expect(async () => {
    // a field that was closed keeps its keys until the next frame
    await page.keyboard.press('?');
    await expect(help).toBeVisible({ timeout: 500 });
  }).toPass();
  await help.getByRole('checkbox', { name: /^Single letters/ }).uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('t');
  await expect(demo.rows).toHaveCount(1);
});

test('room is left for other work by a command, and the training comes to its end', async ({ page }) => {
  const demo = new DemoPage(page);
  await demo.open('p=co2&l2=0,1&do=0,&ep=2');
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog', { name: 'All commands' }).getByRole('combobox').fill('leave room');
  await page.keyboard.press('Enter');
  await expect(page.getByText('the device is idle for half of the time')).toBeVisible();
  await expect(demo.run).toBeEnabled();
  await page.keyboard.press('Space');
  await expect(demo.status).toContainText(/^Trained 2 models × 2 epochs/);
});

/** Presses the tab key until an element has the focus. */
async function tabTo(page: Page, element: Locator): Promise<void> {
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    if (await element.evaluate((one) => one === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`No stop of the tab key leads to ${element.toString()}.`);
}

interface Stop {
  name: string;
  /** Class of the part of the page that it lies in. */
  room: string;
  /** Whether its focus is drawn. */
  isSeen: boolean;
}

async function stopsOf(page: Page): Promise<Stop[]> {
  const stops: Stop[] = [];
  for (let i = 0; i < MOST_STOPS; i++) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const focused = document.activeElement!;
      if (focused === document.body) return null;
      const room = focused.closest('.bar, .notices, .scene, .experiment, .angles')?.className ?? '';
      // a radio button is drawn by its label
      const drawn = focused.matches('[type=radio]') ? focused.closest('label')! : focused;
      const { outlineStyle, boxShadow } = getComputedStyle(drawn);
      const name = focused.getAttribute('aria-label') || focused.textContent || focused.id;
      return { name, room, isSeen: outlineStyle !== 'none' || boxShadow !== 'none' };
    });
    if (!stop) break;
    stops.push(stop);
  }
  return stops;
}
