import type { Engine } from '../../explore/engine';
import type { Selection } from '../../explore/selection';
import type { Bars, Best, Choice, ImportanceOf, MapCells } from './state';

/** Settings that are ranked. */
const MOST_RANKED = 10;
/** Bars of an axis. */
export const BARS = 40;
/** Axes of parallel coordinates that have room; the others are in the table. */
export const MOST_AXES = 8;

/** What the engine made of a choice, as far as it has come. */
export interface DerivedParts {
  map: MapCells | null;
  bars: Bars | null;
  best: Best | null;
  importance: ImportanceOf | null;
}

/** Asks the engine for what is drawn of a choice, and only for what has changed since it was asked last. */
export class Derived {
  readonly #selection = new Part<Selection>();
  readonly #map = new Part<MapCells>();
  readonly #bars = new Part<Bars>();
  readonly #best = new Part<Best>();
  readonly #importance = new Part<ImportanceOf>();

  constructor(private readonly engine: Engine) {}

  get parts(): DerivedParts {
    return {
      map: this.#map.value,
      bars: this.#bars.value,
      best: this.#best.value,
      importance: this.#importance.value,
    };
  }

  async select({ filters, sort }: Choice): Promise<Selection> {
    await this.#selection.need([filters, sort], () => this.engine.select(filters, sort));
    return this.#selection.value!;
  }

  /** One part after the other; each step is over when its part is there. */
  *steps({ x, y, metric, bins, filters, isLeastBest }: Choice, axes: readonly string[]): Generator<Promise<void>> {
    const { engine } = this;
    const map = { x, y, metric, bins };
    yield this.#map.need([...Object.values(map), filters], async () => {
      return { ...map, cells: await engine.cells(map, filters) };
    });
    const names = [...axes.slice(0, MOST_AXES), metric];
    yield this.#bars.need([names.join(), filters], async () => {
      return { names, shares: await engine.bars(names, BARS, filters) };
    });
    yield this.#best.need([metric, isLeastBest, filters], async () => {
      const options = { largest: !isLeastBest, count: MOST_RANKED };
      return { metric, isLeastBest, settings: await engine.rank(metric, filters, options) };
    });
    // of all models, whatever the filters
    if (axes.length === 0) return;
    yield this.#importance.need([axes, metric], async () => {
      return { metric, axes, ...(await engine.weigh(axes, metric)) };
    });
  }
}

/** Something that is asked for, with what it is of. */
class Part<T> {
  value: T | null = null;
  #of: readonly unknown[] = [];
  #answer: Promise<void> | null = null;

  /** Is over when the value is that of these; it stays the one before until then, and where another is asked for. */
  need(of: readonly unknown[], ask: () => Promise<T>): Promise<void> {
    if (this.#answer && of.every((one, i) => one === this.#of[i])) return this.#answer;
    this.#of = of;
    return (this.#answer = ask().then(
      (value) => {
        if (this.#of === of) this.value = value;
      },
      (error: unknown) => {
        if (this.#of === of) this.#answer = null;
        throw error;
      },
    ));
  }
}
