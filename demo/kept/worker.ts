/** Writes the files of kept runs, since only a worker can flush them. */
import type { Appender, Directory } from '../../src/journal/directory';
import { opfsDirectory } from '../../src/journal/directory-opfs';
import { runsFolder } from './folder';

/** One call of a directory, or of the file of it that is open at its end. */
export type Call = { run: string } & (
  | { do: 'read' | 'list' | 'remove' | 'open' | 'close'; path: string }
  | { do: 'write'; path: string; pieces: (string | Uint8Array)[] }
  | { do: 'append'; path: string; text: string }
  | { do: 'truncate'; path: string; bytes: number }
);

export interface Question {
  id: number;
  call: Call;
}

export type Answer = { id: number } & ({ value: unknown } | { error: unknown });

const open = new Map<string, Appender>();

addEventListener('message', ({ data: { id, call } }: MessageEvent<Question>) => {
  void perform(call)
    .then((value): Answer => ({ id, value }))
    .catch((error: unknown): Answer => ({ id, error }))
    .then((answer) => postMessage(answer));
});

// oxlint-disable-next-line typescript/consistent-return -- some calls have no answer
async function perform(call: Call): Promise<unknown> {
  const directory = await directoryOf(call.run);
  const key = `${call.run}/${call.path}`;
  switch (call.do) {
    case 'write':
      return directory.write(call.path, call.pieces);
    case 'truncate':
      return directory.truncate(call.path, call.bytes);
    case 'append':
      return open.get(key)!.append(call.text);
    case 'open':
      return void open.set(key, await directory.open(call.path));
    case 'close':
      return open.get(key)?.close();
    case 'read':
      return directory.read(call.path);
    case 'list':
      return directory.list(call.path);
    case 'remove':
      return directory.remove(call.path);
  }
}

/** Not kept in mind: a folder may be removed and made again. */
async function directoryOf(run: string): Promise<Directory> {
  const runs = await runsFolder();
  return opfsDirectory(await runs.getDirectoryHandle(run, { create: true }));
}
