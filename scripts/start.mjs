/** `npm start`: sets up what is missing, then trains the article. Arguments after `--` are the command's own. */
import { launch } from './launch.mjs';
import { build, findAdapter, installPackages } from './prepare.mjs';
import { runMain } from './say.mjs';

runMain(() => {
  installPackages();
  build();
  findAdapter();
  launch(['run', 'article', '--out', 'runs/article', ...process.argv.slice(2)]);
});
