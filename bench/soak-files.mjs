/**
 * `npm run soak:files -- [mutations] [seed]`: damages the files of an interrupted run, one at a time, and reads them.
 * Throws at the first damage that is neither noticed nor without effect.
 */
import { seeded } from './kill-loop.mjs';
import { importSource } from './sources.mjs';

const [mutations = 10_000_000, seed = 1] = process.argv.slice(2).map(Number);
/** Between two words of how far it is. */
const PORTION = 100_000;

const { damageFiles } = await importSource('test/journal/corruption.ts');
const random = seeded(seed);
const total = { told: 0, harmless: 0 };
while (total.told + total.harmless < mutations) {
  const { told, harmless } = await damageFiles(Math.min(PORTION, mutations - total.told - total.harmless), random);
  total.told += told;
  total.harmless += harmless;
  console.error(`${total.told + total.harmless} mutations`);
}
const memory = Math.round(process.resourceUsage().maxRSS / 1024);
console.log(
  `${new Date().toISOString().slice(0, 10)}: ${mutations} mutations from seed ${seed}, ${total.told} noticed, ` +
    `${total.harmless} without effect, none wrong, ${memory} MiB at most`,
);
process.exit();
