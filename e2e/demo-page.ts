import { readFile } from 'node:fs/promises';
import Papa from 'papaparse';
import { expect, type Locator, type Page } from 'playwright/test';

/** A file that the page handed over. */
export interface Saved {
  name: string;
  bytes: Buffer;
}

export type Row = Record<string, number | string | null>;

/** The page in demo/, as a visitor finds it. */
export class DemoPage {
  readonly chip: Locator;
  readonly alert: Locator;
  readonly notices: Locator;
  readonly status: Locator;
  readonly estimate: Locator;
  readonly preset: Locator;
  readonly epoch: Locator;
  readonly run: Locator;
  readonly stop: Locator;
  readonly scene: Locator;
  readonly toast: Locator;
  /** The rows of the table of losses, once it is shown. */
  readonly rows: Locator;
  /** What the browser complained about. */
  readonly complaints: string[] = [];
  /** Where the page and all that it loaded came from. */
  readonly origins = new Set<string>();

  constructor(readonly page: Page) {
    this.chip = page.locator('#chip');
    this.alert = page.getByRole('alert').filter({ hasText: /./ });
    this.notices = page.locator('#notices');
    this.status = page.locator('#status');
    this.estimate = page.locator('#estimate');
    this.preset = page.getByRole('combobox', { name: 'Preset' });
    this.epoch = page.getByRole('slider', { name: 'Epoch that is shown' });
    this.run = page.locator('#run');
    this.stop = page.getByRole('button', { name: 'Stop' });
    this.scene = page.locator('#scene canvas');
    this.toast = page.locator('.toast');
    this.rows = this.rowsOf('Losses');
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol.startsWith('http')) this.origins.add(origin);
    });
  }

  /** One of the panels below the scene. */
  angle(title: string): Locator {
    return this.page.getByRole('region', { name: title });
  }

  /** The rows of the table of a panel, once it is shown. */
  rowsOf(title: string): Locator {
    return this.angle(title)
      .getByRole('row')
      .filter({ has: this.page.getByRole('cell') });
  }

  /** Those that are pinned. */
  pinned(title: string): Locator {
    return this.rowsOf(title).filter({ hasText: /[●■▲◆]/ });
  }

  /** Opens the page, by a link if one is given, without waiting for anything. */
  async goto(link = ''): Promise<void> {
    await this.page.goto(`/demo/index.html${link && `#v=1&${link}`}`);
  }

  /** Opens the page and waits until an experiment is planned and drawn. */
  async open(link = ''): Promise<void> {
    await this.goto(link);
    await expect(this.status).toContainText('Ready');
    await expect(this.scene).toBeVisible();
    await expect(this.run).toBeEnabled();
  }

  /** Lets {@link loseDevice} lose the device of a page that is opened later. */
  async prepareLosses(): Promise<void> {
    await this.page.addInitScript(() => {
      const requestDevice = Reflect.get(GPUAdapter.prototype, 'requestDevice');
      GPUAdapter.prototype.requestDevice = async function request(descriptor) {
        const device = await requestDevice.call(this, descriptor);
        addEventListener('lose', () => device.destroy(), { once: true });
        return device;
      };
    });
  }

  /** Destroys the device, and waits until the page has another. */
  async loseDevice(): Promise<void> {
    await this.page.evaluate(() => dispatchEvent(new Event('lose')));
    await expect(this.toast.last()).toContainText('The GPU is back');
  }

  async showTables(): Promise<void> {
    await this.page.keyboard.press('t');
    await expect(this.rows.first()).toBeVisible();
  }

  /** Looks at a sweep, or takes a view or a scale of the scene. */
  async choose(name: string | RegExp): Promise<void> {
    await this.page.locator('.scene').getByRole('radio', { name, exact: true }).check();
  }

  /** Trains until nothing is left to train. */
  async train(): Promise<void> {
    await this.run.click();
    await expect(this.status).toContainText(/^Trained/);
  }

  async closeNotices(): Promise<void> {
    const close = this.notices.getByRole('button', { name: 'Close' });
    while ((await close.count()) > 0) await close.first().click();
  }

  /** What the menu of a panel saves. */
  save(title: string, item: string): Promise<Saved> {
    return this.saved(async () => {
      await this.angle(title)
        .getByRole('button', { name: /^Save / })
        .click();
      await this.page.getByRole('button', { name: item, exact: true }).filter({ visible: true }).click();
    });
  }

  /** What the dialog of exports saves. */
  export(item: string): Promise<Saved> {
    return this.saved(async () => {
      await this.page.getByRole('button', { name: 'Export' }).click();
      await this.page.getByRole('dialog', { name: 'Export' }).getByRole('button', { name: item }).click();
    });
  }

  async saved(press: () => Promise<void>): Promise<Saved> {
    const [download] = await Promise.all([this.page.waitForEvent('download'), press()]);
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  }

  /** The numbers behind the chart of a panel. */
  async numbers(title: string): Promise<Row[]> {
    const { bytes } = await this.save(title, 'CSV');
    return Papa.parse<Row>(bytes.toString(), { header: true, dynamicTyping: true, skipEmptyLines: true }).data;
  }

  /** (rows, columns) of the table of a panel: NaN where it holds no number. */
  async cells(title: string): Promise<number[][]> {
    const texts = await this.rowsOf(title).evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent)),
    );
    return texts.map((row) => row.map(numberOf));
  }

  losses(): Promise<number[][]> {
    return this.cells('Losses');
  }
}

/** As the page writes it, with a true minus sign. */
function numberOf(text: string): number {
  return Number.parseFloat(text.replace('−', '-'));
}
