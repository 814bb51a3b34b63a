import { expect, test } from 'playwright/test';
import { modelPrefix } from '../src/tensors/state-dict';
import { readSafetensors, type Tensor } from '../src/tensors/safetensors';
import { runCommand } from './command';
import { DemoPage, type Saved } from './demo-page';
import { measured } from './pixels';

const PICTURES = ['p(θ)', 'Losses', 'Predictions', 'Numbers'];
/** Of parameters on two adapters, whose losses agree within 1e-5 of themselves. */
const WEIGHT_TOLERANCE = 1e-4;

test('what is saved opens, and holds what is shown', async ({ page }) => {
  const demo = new DemoPage(page);
  await demo.open('p=co2&l2=0,1&do=0,&ep=2');
  await test.step('what cannot be saved is said', async () => {
    await page.keyboard.press('e');
    await page.getByRole('button', { name: 'Pinned models' }).click();
    await expect(demo.alert).toContainText('No setting is pinned');
    await page.keyboard.press('e');
    await page.getByRole('button', { name: 'All models' }).click();
    await expect(demo.alert).toContainText('None of these models has been trained yet');
  });
  await demo.train();
  for (const title of PICTURES) {
    await test.step(`${title} as PNG, SVG and CSV`, async () => {
      const { width, height } = (await demo.angle(title).locator('canvas').boundingBox())!;
      for (const scale of [2, 4]) {
        const { name, bytes } = await demo.save(title, `PNG, ${scale}×`);
        expect(name).toMatch(/^[\w-]+-epoch-2\.png$/);
        const picture = await measured(page, bytes);
        expect(Math.abs(picture.width - scale * width)).toBeLessThanOrEqual(scale);
        expect(Math.abs(picture.height - scale * height)).toBeLessThanOrEqual(scale);
        expect(picture.coloured).toBeGreaterThan(0.002);
      }
      const marks = await marksOf(demo, await demo.save(title, 'SVG'));
      expect(marks).toBeGreaterThan(10);
      expect((await demo.numbers(title)).length).toBeGreaterThan(0);
    });
  }
  await test.step('the numbers are those of the tables', async () => {
    const numbers = await demo.numbers('Numbers');
    await demo.showTables();
    for (const [column, quantity] of ['entropy', 'divergence', 'rms'].entries()) {
      const shown = (await demo.cells('Numbers')).map((cells) => cells[column]);
      const saved = numbers.filter((row) => row['quantity'] === quantity).map(({ value }) => Number(value));
      expect(saved.length).toBe(2);
      saved.forEach((value, i) => expect(shown[i]).toBeCloseTo(value, 2));
    }
  });
  await test.step('the command trains the manifest to the parameters that the page saves', async () => {
    const all = tensorsOf(await demo.export('All models'));
    await demo.rowsOf('Losses').nth(1).click();
    const pinned = tensorsOf(await demo.export('Pinned models'));
    expect([...all.keys()].filter((name) => name.startsWith(modelPrefix(1)))).toEqual([...pinned.keys()]);
    for (const [name, tensor] of pinned) expect(all.get(name)).toEqual(tensor);

    const { weights } = runCommand((await demo.export('Manifest')).bytes.toString());
    expect([...weights.keys()]).toEqual([...all.keys()]);
    for (const [name, { shape, data }] of weights) {
      const own = all.get(name)!;
      expect(own.shape).toEqual(shape);
      const distance = Math.max(...data.map((value, i) => Math.abs(value - own.data[i]!)));
      expect(distance).toBeLessThan(WEIGHT_TOLERANCE);
    }
  });
});

test('the kernels are profiled, and what was measured is saved', async ({ page }) => {
  const demo = new DemoPage(page);
  await demo.open('p=co2&l2=0,1&do=0,&ep=2');
  await page.keyboard.press('p');
  const dialog = page.getByRole('dialog', { name: 'Profile of the kernels' });
  await expect(dialog.getByRole('button', { name: 'Save CSV' })).toBeDisabled();
  await dialog.getByRole('button', { name: 'Measure', exact: true }).click();
  await expect(dialog.getByRole('row', { name: /^step / })).toBeVisible();
  await expect(dialog.getByRole('img', { name: /^Roofline: .* dense-forward: / })).toBeVisible();
  const save = (text: string) => demo.saved(() => dialog.getByRole('button', { name: text }).click());
  const { name, bytes } = await save('Save CSV');
  expect(name).toBe('co2-profile.csv');
  const kernels = await dialog.getByRole('rowheader').allTextContents();
  expect(
    bytes
      .toString()
      .match(/^[a-z-]+(?=,\d)/gm)
      ?.toSorted(),
  ).toEqual(kernels.toSorted());
  const trace = JSON.parse((await save('Save trace')).bytes.toString());
  expect(trace.traceEvents.length).toBeGreaterThan(kernels.length);
});

function tensorsOf({ name, bytes }: Saved): Map<string, Tensor> {
  return readSafetensors(bytes, name);
}

/** Marks of an SVG, as a browser's parser of XML reads it. */
function marksOf({ page }: DemoPage, { bytes }: Saved): Promise<number> {
  return page.evaluate((text) => {
    const svg = new DOMParser().parseFromString(text, 'image/svg+xml');
    if (svg.querySelector('parsererror')) throw new Error(svg.documentElement.textContent);
    return svg.querySelectorAll('path, line, rect, circle, text, polyline').length;
  }, bytes.toString());
}
