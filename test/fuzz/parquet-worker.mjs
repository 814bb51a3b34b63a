/** Opens tables of models, and reads each column, for parquet-reader.ts, which ends it when it hangs. */
import { parentPort } from 'node:worker_threads';
import { importSource } from '../../bench/sources.mjs';

const { openParquet } = await importSource('src/explore/parquet.ts');

async function read(input) {
  const { buffer } = new Uint8Array(input);
  const { results, read: readColumns } = await openParquet([{ name: 'models.parquet', file: buffer }], 'models', null);
  for (const { name } of results.columns) await readColumns([name]);
}

parentPort.on('message', (input) => {
  read(input).then(
    () => parentPort.postMessage({}, []),
    (error) => {
      const isOurs = error?.name === 'ThetascapeError';
      parentPort.postMessage(isOurs ? { refused: error.message } : { wrong: error?.stack ?? String(error) }, []);
    },
  );
});
parentPort.postMessage('ready', []);
