/** The short words for paths of a document that people read and write in links. Every other path is its own word. */
const PATHS = {
  net: 'network.hidden',
  act: 'network.activation',
  slope: 'network.slope',
  input: 'network.inputActivation',
  out: 'network.outputActivation',
  init: 'network.init',
  ep: 'training.epochs',
  bs: 'training.batchSize',
  lr: 'training.learningRate',
  l2: 'regularization.l2Penalty',
  wd: 'regularization.weightDecay',
  bias: 'regularization.decayBiases',
  do: 'regularization.dropout',
  eval: 'evaluation.dropout',
  passes: 'evaluation.passes',
  seeds: 'seeds.count',
} as const;

const BY_WORD = new Map<string, string>(Object.entries(PATHS));
const BY_PATH = new Map<string, string>(Object.entries(PATHS).map(([word, path]) => [path, word]));

export function pathOf(word: string): string {
  return BY_WORD.get(word) ?? word;
}

export function wordOf(path: string): string {
  return BY_PATH.get(path) ?? path;
}
