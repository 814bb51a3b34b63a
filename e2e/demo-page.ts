import { expect, type Locator, type Page } from 'playwright/test';

/** The page in demo/, as a visitor finds it. */
export class DemoPage {
  readonly chip: Locator;
  readonly alert: Locator;
  readonly notices: Locator;
  readonly status: Locator;
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
    this.preset = page.getByRole('combobox', { name: 'Preset' });
    this.epoch = page.getByRole('slider', { name: 'Epoch that is shown' });
    this.run = page.locator('#run');
    this.stop = page.getByRole('button', { name: 'Stop' });
    this.scene = page.locator('#scene canvas');
    this.toast = page.locator('.toast');
    this.rows = this.angle('Losses')
      .getByRole('row')
      .filter({ has: page.getByRole('cell') });
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

  async showTables(): Promise<void> {
    await this.page.keyboard.press('t');
    await expect(this.rows.first()).toBeVisible();
  }

  /** (M, columns) of the table of losses: NaN where it holds no number. */
  async losses(): Promise<number[][]> {
    const texts = await this.rows.evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent)),
    );
    return texts.map((row) => row.map(numberOf));
  }
}

/** As the page writes it, with a true minus sign. */
function numberOf(text: string): number {
  return Number.parseFloat(text.replace('−', '-'));
}
