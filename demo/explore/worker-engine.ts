import { ThetascapeError } from '../../src/errors';
import type { Cells } from '../../src/explore/cells';
import type { Engine, MapOf, Weighed } from '../../src/explore/engine';
import type { Filters } from '../../src/explore/filter';
import type { RankedSetting, RankingOptions } from '../../src/explore/ranking';
import type { ColumnCells, Results } from '../../src/explore/results';
import type { Selection, Sort } from '../../src/explore/selection';
import type { ColumnFacts } from '../../src/explore/table';
import type { EngineAnswer, EngineCall, RunFiles } from './engine-calls';

/** Milliseconds after which a worker that owes an answer and gives no sign of life is taken for hung. */
const SILENCE = 60_000;

/** An engine in a worker of its own. */
export class WorkerEngine implements Engine {
  results!: Results;
  readonly #worker = new Worker(new URL('worker.ts', import.meta.url), { type: 'module' });
  /** What ends each call that waits for its answer. */
  readonly #waiting = new Set<(error: Error) => void>();
  #deadline: ReturnType<typeof setTimeout> | undefined;

  private constructor(private readonly name: string) {
    this.#worker.addEventListener('message', () => this.#heard());
    this.#worker.addEventListener('error', ({ message }) => this.#end(new Error(message)));
  }

  /** Throws ThetascapeError when the files are not those of a run. */
  static async open(files: RunFiles): Promise<WorkerEngine> {
    const engine = new WorkerEngine(files.name);
    try {
      engine.results = await engine.#call<Results>({ method: 'open', args: [files] });
      return engine;
    } catch (error) {
      engine.dispose();
      throw error;
    }
  }

  read(names: readonly string[]): Promise<ColumnCells[]> {
    return this.#call({ method: 'read', args: [names] });
  }

  describe(names: readonly string[]): Promise<ColumnFacts[]> {
    return this.#call({ method: 'describe', args: [names] });
  }

  select(filters: Filters, sort: Sort): Promise<Selection> {
    return this.#call({ method: 'select', args: [filters, sort] });
  }

  cells(map: MapOf, filters: Filters): Promise<Cells> {
    return this.#call({ method: 'cells', args: [map, filters] });
  }

  bars(names: readonly string[], bars: number, filters: Filters): Promise<Float64Array[]> {
    return this.#call({ method: 'bars', args: [names, bars, filters] });
  }

  rank(metric: string, filters: Filters, options: RankingOptions): Promise<RankedSetting[]> {
    return this.#call({ method: 'rank', args: [metric, filters, options] });
  }

  weigh(axes: readonly string[], metric: string): Promise<Weighed> {
    return this.#call({ method: 'weigh', args: [axes, metric] });
  }

  dispose(): void {
    clearTimeout(this.#deadline);
    this.#worker.terminate();
  }

  #call<T>(call: EngineCall): Promise<T> {
    const { port1, port2 } = new MessageChannel();
    return new Promise<T>((resolve, reject) => {
      this.#waiting.add(reject);
      port1.addEventListener('message', ({ data }: MessageEvent<EngineAnswer<T>>) => {
        port1.close();
        this.#waiting.delete(reject);
        this.#heard();
        if ('value' in data) resolve(data.value);
        else reject(data.isOurs ? new ThetascapeError(data.error) : new Error(data.error));
      });
      port1.start();
      this.#worker.postMessage(call, { transfer: [port2] });
      this.#heard();
    });
  }

  /** Gives the worker its time anew, as long as it owes an answer. */
  #heard(): void {
    clearTimeout(this.#deadline);
    if (this.#waiting.size === 0) return;
    this.#deadline = setTimeout(() => {
      this.#end(
        new ThetascapeError(
          `${this.name} was given up: reading it made no progress for ${SILENCE / 1000} s, so one of its files is damaged, ` +
            `or too large for this device. "thetascape best" checks the files of a run directory.`,
        ),
      );
    }, SILENCE);
  }

  #end(error: Error): void {
    this.dispose();
    for (const fail of this.#waiting) fail(error);
    this.#waiting.clear();
  }
}
