/**
 * The value below which a standard normal lies with probability p, to 7 digits.
 *
 * Source: algorithm AS 241 (PPND7), Wichura, "The percentage points of the normal distribution", Applied Statistics 37,
 * 1988.
 *
 * @param p above 0 and below 1
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    const above = 3.3871327179 + r * (50.434271938 + r * (159.29113202 + r * 59.10937472));
    return (q * above) / (1 + r * (17.895169469 + r * (78.757757664 + r * 67.1875636)));
  }
  const r = Math.sqrt(-Math.log(Math.min(p, 1 - p)));
  return Math.sign(q) * (r <= 5 ? nearTail(r - 1.6) : farTail(r - 5));
}

function nearTail(r: number): number {
  const above = 1.4234372777 + r * (2.75681539 + r * (1.3067284816 + r * 0.17023821103));
  return above / (1 + r * (0.7370016425 + r * 0.12021132975));
}

function farTail(r: number): number {
  const above = 6.657905115 + r * (3.081226386 + r * (0.42868294337 + r * 0.017337203997));
  return above / (1 + r * (0.24197894225 + r * 0.012258202635));
}
