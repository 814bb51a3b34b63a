import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { packageRoot } from '../../scripts/folders.mjs';

const [BEGIN, END] = ['<!-- written by npm run bench:peers -->', '<!-- end -->'];
const page = join(packageRoot, 'docs', 'benchmarks.md');

/** The packages behind the first word of a contender's name, where its host does not say the version. */
const PACKAGES = { 'jax-js': '@jax-js/jax', tfjs: '@tensorflow/tfjs-core' };
const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

/** Turns of twice the steps should take twice the time. */
const SCALE = [1.8, 2.2];
/** Relative difference of losses that the order of sums and a peer's own Adam explain; with more a row is not compared. */
const LOSS_DIFFERENCE = 1e-3;

/** The better of our kernels in one host, against the best of some peers. */
const COMPARISONS = [
  { ours: 'chromium', kind: 'chromium', peers: / webgpu$/, text: 'in Chromium / the best of its peers on WebGPU' },
  { ours: 'deno', kind: 'deno', peers: / webgpu$/, text: 'in Deno / jax-js webgpu' },
  { ours: 'node', kind: 'pytorch', peers: / notebook$/, text: "in Node / PyTorch's notebook loop" },
];

export function printRow(row) {
  console.log(cells(row).join('  '));
}

/** Prints the comparisons, writes runs/peers.json, and, when a whole run measured something, the rows of docs/benchmarks.md. */
export async function finish(rows, whole) {
  const machine = `${os.cpus()[0]?.model}, ${os.availableParallelism()} threads`;
  const date = new Date().toISOString().slice(0, 10);
  const ratios = compare(rows);
  console.log(ratios.join('\n'));
  mkdirSync(join(packageRoot, 'runs'), { recursive: true });
  writeFileSync(join(packageRoot, 'runs', 'peers.json'), JSON.stringify({ date, machine, rows }, null, 2));
  if (!whole || ratios.length === 0) return;
  const [before, rest] = readFileSync(page, 'utf8').split(BEGIN);
  const after = rest.split(END)[1];
  const lists = ratios.map((ratio) => `- ${ratio}`);
  const text = [before + BEGIN, '', `${date}, ${machine}.`, '', ...table(rows), '', ...lists, '', END + after].join(
    '\n',
  );
  writeFileSync(page, await format(text, { ...(await resolveConfig(page)), filepath: page }));
}

/** A sentence for each comparison and number of models that was measured. */
function compare(rows) {
  const sizes = [...new Set(rows.map(({ models }) => models))];
  return sizes.flatMap((models) =>
    COMPARISONS.map(({ ours, kind, peers, text }) => {
      const measured = rows.filter(
        (row) => row.models === models && !row.skipped && row.lossDifference <= LOSS_DIFFERENCE,
      );
      const own = best(measured.filter((row) => row.kind === ours && row.name.startsWith('thetascape')));
      const other = best(measured.filter((row) => row.kind === kind && peers.test(row.name)));
      return own > 0 && other > 0 ? `${models} models: Thetascape ${text} = ${(own / other).toFixed(2)}` : '';
    }).filter(Boolean),
  );
}

function best(rows) {
  return Math.max(0, ...rows.map(({ rate }) => rate));
}

function table(rows) {
  const titles = [
    'models',
    'contender',
    'model-steps/s: median (min … max)',
    'first 11 steps',
    'scale',
    'loss',
    'adapter',
    'versions',
    'load',
  ];
  return [titles, titles.map(() => '---'), ...rows.map(cells)].map((own) => `| ${own.join(' | ')} |`);
}

function cells({ name, host, adapter, models, skipped, rates, rate, firstSeconds, scale, lossDifference, load }) {
  const measured = skipped
    ? [`left out: ${skipped}`, '', '', '']
    : [
        `${rate} (${Math.min(...rates)} … ${Math.max(...rates)})`,
        `${firstSeconds.toFixed(1)} s`,
        scale.toFixed(2) + (scale >= SCALE[0] && scale <= SCALE[1] ? '' : ' (off)'),
        lossDifference.toExponential(0) + (lossDifference <= LOSS_DIFFERENCE ? '' : ' (wrong)'),
      ];
  return [String(models), name, ...measured, adapter, versionsOf(name, host), load.toFixed(1)];
}

function versionsOf(name, host) {
  const [library] = name.split(' ');
  return PACKAGES[library] ? `${library} ${dependencies[PACKAGES[library]]}, ${host}` : host;
}
