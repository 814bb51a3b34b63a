/** `node scripts/with-adapter.mjs SCRIPT ...`: runs a script with a new enough Node and the adapter that the command uses. */
import { spawnSync } from 'node:child_process';
import { chosenEnv } from './chosen-adapter.mjs';
import { findNode } from './node.mjs';
import { build, findAdapter, installPackages } from './prepare.mjs';
import { runMain } from './say.mjs';

runMain(() => {
  installPackages();
  build();
  findAdapter();
  const env = { ...process.env, ...chosenEnv() };
  const { status } = spawnSync(findNode(), process.argv.slice(2), { stdio: 'inherit', env });
  process.exit(status ?? 1);
});
