/** Reads Parquet files and sorts, groups and weighs their columns, beside the page. */
import { LocalEngine } from '../../src/explore/engine';
import { openParquet } from '../../src/explore/parquet';
import { ThetascapeError } from '../../src/errors';
import type { EngineAnswer, EngineCall, RunFiles } from './engine-calls';

let engine: LocalEngine | null = null;

addEventListener('message', ({ data, ports: [port] }: MessageEvent<EngineCall>) => {
  const answer = (message: EngineAnswer<unknown>) => port?.postMessage(message);
  call(data).then(
    (value) => answer({ value }),
    (error: unknown) => answer({ error: messageOf(error), isOurs: error instanceof ThetascapeError }),
  );
});

function call(message: EngineCall): Promise<unknown> {
  switch (message.method) {
    case 'open':
      return open(message.args[0]);
    case 'read':
      return engine!.read(...message.args);
    case 'indexed':
      return engine!.indexed(...message.args);
    case 'groups':
      return engine!.groups(...message.args);
    case 'importance':
      return engine!.importance(...message.args);
    default:
      return message satisfies never;
  }
}

async function open({ name, spec, parts }: RunFiles): Promise<unknown> {
  const files = parts.map(({ path, file }) => {
    const slice = (start: number, end?: number) => file.slice(start, end).arrayBuffer();
    return { name: path, file: { byteLength: file.size, slice } };
  });
  engine = new LocalEngine(await openParquet(files, name, spec));
  return engine.results;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
