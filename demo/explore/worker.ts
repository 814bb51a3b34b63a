/** Reads Parquet files and does all that takes a pass over their rows, beside the page. */
import { LocalEngine } from '../../src/explore/engine';
import { openParquet } from '../../src/explore/parquet';
import { ThetascapeError } from '../../src/errors';
import { changedMeanwhile } from './changed';
import type { EngineAnswer, EngineCall, RunFiles } from './engine-calls';
import { openKept } from './kept-results';

let engine: LocalEngine | null = null;

addEventListener('message', ({ data, ports: [port] }: MessageEvent<EngineCall>) => {
  const answer = (message: EngineAnswer<unknown>, transfer: ArrayBuffer[] = []) =>
    port?.postMessage(message, { transfer });
  call(data).then(
    // what is answered belongs to the page: handing it on costs nothing, however large it is
    (value) => answer({ value }, buffersIn(value)),
    (error: unknown) => answer({ error: messageOf(error), isOurs: error instanceof ThetascapeError }),
  );
});

function call(message: EngineCall): Promise<unknown> {
  switch (message.method) {
    case 'open':
      return open(message.args[0]);
    case 'read':
      return engine!.read(...message.args);
    case 'describe':
      return engine!.describe(...message.args);
    case 'select':
      return engine!.select(...message.args);
    case 'cells':
      return engine!.cells(...message.args);
    case 'bars':
      return engine!.bars(...message.args);
    case 'rank':
      return engine!.rank(...message.args);
    case 'weigh':
      return engine!.weigh(...message.args);
    default:
      return message satisfies never;
  }
}

async function open({ name, spec, parts }: RunFiles): Promise<unknown> {
  const files = parts.map(({ path, file }) => {
    const slice = (start: number, end?: number) => {
      // a sign of life with each piece that is read: the page ends what gives none for long
      postMessage(null);
      return file
        .slice(start, end)
        .arrayBuffer()
        .catch(() => Promise.reject(changedMeanwhile(path)));
    };
    return { name: path, file: { byteLength: file.size, slice } };
  });
  const isTable = parts.some(({ path }) => path.endsWith('.parquet'));
  engine = new LocalEngine(isTable || !spec ? await openParquet(files, name, spec) : await openKept(files, spec));
  return engine.results;
}

/** The memory of all numbers in an answer, once each. */
function buffersIn(value: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  const look = (one: unknown): void => {
    if (ArrayBuffer.isView(one)) {
      if (one.buffer instanceof ArrayBuffer) found.add(one.buffer);
    } else if (typeof one === 'object' && one !== null) for (const part of Object.values(one)) look(part);
  };
  look(value);
  return [...found];
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
