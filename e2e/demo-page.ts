import { expect, type Locator, type Page } from 'playwright/test';

/** The page in demo/, as a visitor finds it. */
export class DemoPage {
  readonly chip: Locator;
  readonly alert: Locator;
  readonly status: Locator;
  readonly sweep: Locator;
  readonly epochs: Locator;
  readonly run: Locator;
  readonly stop: Locator;
  readonly scene: Locator;
  readonly rows: Locator;
  /** What the browser complained about. */
  readonly complaints: string[] = [];
  /** Where the page and all that it loaded came from. */
  readonly origins = new Set<string>();

  constructor(readonly page: Page) {
    this.chip = page.locator('#chip');
    this.alert = page.getByRole('alert');
    this.status = page.locator('#status');
    this.sweep = page.getByRole('combobox', { name: 'Sweep' });
    this.epochs = page.getByRole('spinbutton', { name: 'Epochs' });
    this.run = page.getByRole('button', { name: 'Run' });
    this.stop = page.getByRole('button', { name: 'Stop' });
    this.scene = page.locator('#scene canvas');
    this.rows = page.getByRole('row').filter({ has: page.getByRole('cell') });
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol.startsWith('http')) this.origins.add(origin);
    });
  }

  async open(): Promise<void> {
    await this.page.goto('/demo/index.html');
  }

  /** Chooses what to train, and waits until it is planned and drawn. */
  async choose(preset: string, epochs: number): Promise<void> {
    await expect(this.run).toBeEnabled();
    await this.sweep.selectOption(preset);
    await this.epochs.fill(String(epochs));
    await this.epochs.blur();
    await expect(this.status).toContainText('Ready');
    await expect(this.scene).toBeVisible();
  }

  /** (M, columns) the numbers of the table: NaN where it holds none. */
  async numbers(): Promise<number[][]> {
    const texts = await this.rows.evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent)),
    );
    return texts.map((row) => row.map(numberOf));
  }

  /** Call it before a run starts; the function that it returns gives (M,) the first training loss shown of each model. */
  async watchFirstLosses(): Promise<() => Promise<number[]>> {
    const table = this.page.locator('#models');
    const texts = await table.evaluateHandle((element) => {
      const first: string[] = [];
      const look = () =>
        element.querySelectorAll('tr:has(td)').forEach((row, model) => {
          const text = row.querySelector('td')!.textContent;
          if (text !== '–') first[model] ??= text;
        });
      new MutationObserver(look).observe(element, { subtree: true, childList: true, characterData: true });
      return first;
    });
    return async () => (await texts.jsonValue()).map(numberOf);
  }
}

/** As the page writes it, with a true minus sign. */
function numberOf(text: string): number {
  return Number.parseFloat(text.replace('−', '-'));
}
