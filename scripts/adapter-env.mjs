/** Prints the environment of the best adapter, fetching one if needed: `eval "$(node scripts/adapter-env.mjs)"`. */
import { findAdapter } from './prepare.mjs';
import { runMain } from './say.mjs';

runMain(() => {
  for (const [key, value] of Object.entries(findAdapter().env)) console.log(`export ${key}='${value}'`);
});
