/** In Deno: one line of JSON in, one out. */
import { createHost } from './host.mjs';

const ask = createHost();
const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream());
let text = '';
for await (const piece of lines) {
  text += piece;
  for (let end; (end = text.indexOf('\n')) >= 0; text = text.slice(end + 1)) await answer(text.slice(0, end));
}

async function answer(line) {
  try {
    console.log(JSON.stringify(await ask(JSON.parse(line))));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }));
  }
}
