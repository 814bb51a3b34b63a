import { ThetascapeError } from '../../src/errors';
import type { Engine } from '../../src/explore/engine';
import type { Groups } from '../../src/explore/groups';
import type { ColumnIndex } from '../../src/explore/indexed';
import type { ColumnCells, Results } from '../../src/explore/results';
import type { Importance } from '../../src/metrics/importance';
import type { EngineAnswer, EngineCall, RunFiles } from './engine-calls';

/** An engine in a worker of its own. */
export class WorkerEngine implements Engine {
  results!: Results;
  readonly #worker = new Worker(new URL('worker.ts', import.meta.url), { type: 'module' });

  private constructor() {}

  /** Throws ThetascapeError when the files are not those of a run. */
  static async open(files: RunFiles): Promise<WorkerEngine> {
    const engine = new WorkerEngine();
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

  indexed(values: Float64Array): Promise<ColumnIndex> {
    return this.#call({ method: 'indexed', args: [values] });
  }

  groups(columns: readonly Float64Array[]): Promise<Groups> {
    return this.#call({ method: 'groups', args: [columns] });
  }

  importance(axes: readonly Float64Array[], target: Float64Array): Promise<Importance> {
    return this.#call({ method: 'importance', args: [axes, target] });
  }

  dispose(): void {
    this.#worker.terminate();
  }

  #call<T>(call: EngineCall): Promise<T> {
    const { port1, port2 } = new MessageChannel();
    return new Promise<T>((resolve, reject) => {
      port1.addEventListener('message', ({ data }: MessageEvent<EngineAnswer<T>>) => {
        port1.close();
        if ('value' in data) resolve(data.value);
        else reject(data.isOurs ? new ThetascapeError(data.error) : new Error(data.error));
      });
      port1.start();
      this.#worker.addEventListener('error', ({ message }) => reject(new Error(message)), { once: true });
      this.#worker.postMessage(call, { transfer: [port2] });
    });
  }
}
