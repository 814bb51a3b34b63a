/** One linear layer: I inputs, O outputs, and where its parameters lie among the network's P. */
export interface LinearLayer {
  fanIn: number;
  fanOut: number;
  /** Offset of the weight (O, I), row-major. */
  weight: number;
  /** Offset of the bias (O,), which ends where the next layer starts. */
  bias: number;
}

/** The network's linear layers in PyTorch's order of parameters: weight then bias, layer by layer. */
export function linearLayers(widths: readonly number[]): LinearLayer[] {
  let offset = 0;
  return widths.slice(1).map((fanOut, layer) => {
    const fanIn = widths[layer]!;
    const weight = offset;
    const bias = weight + fanOut * fanIn;
    offset = bias + fanOut;
    return { fanIn, fanOut, weight, bias };
  });
}

/** P, the number of weights and biases. */
export function parameterCount(widths: readonly number[]): number {
  return linearLayers(widths).reduce((count, { fanIn, fanOut }) => count + (fanIn + 1) * fanOut, 0);
}
