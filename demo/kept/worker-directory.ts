import type { Directory, Written } from '../../src/journal/directory';
import { explained } from '../../src/journal/directory-opfs';
import type { Answer, Call, Question } from './worker';

type Own<T> = T extends unknown ? Omit<T, 'run'> : never;

/** A worker that writes files, and answers when they are where they outlive the browser. */
class FileWorker {
  readonly #worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #asked = 0;

  constructor() {
    this.#worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ('error' in data) waiting?.reject(data.error);
      else waiting?.resolve(data.value);
    });
    this.#worker.addEventListener('error', ({ message }) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(message || 'its code could not be loaded'));
      this.#waiting.clear();
    });
  }

  ask(call: Call): Promise<unknown> {
    const question: Question = { id: this.#asked++, call };
    const waiting = Promise.withResolvers<unknown>();
    this.#waiting.set(question.id, waiting);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin to name
    this.#worker.postMessage(question);
    return waiting.promise;
  }
}

let worker: FileWorker | null = null;

/** The folder of a kept run, made when it is first written to. */
export function workerDirectory(run: string): Directory {
  const ask = <T>(call: Own<Call>): Promise<T> =>
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the worker answers as the directory there does
    (worker ??= new FileWorker()).ask({ run, ...call }) as Promise<T>;
  return {
    name: run,
    read: (path) => ask({ do: 'read', path }),
    write: (path, pieces) => ask<Written>({ do: 'write', path, pieces: [...pieces] }),
    truncate: (path, bytes) => ask({ do: 'truncate', path, bytes }),
    list: (path) => ask({ do: 'list', path }),
    remove: (path) => ask({ do: 'remove', path }),
    open: async (path) => {
      await ask({ do: 'open', path });
      return {
        append: (text) => ask({ do: 'append', path, text }),
        close: () => ask({ do: 'close', path }),
      };
    },
    explained,
  };
}
