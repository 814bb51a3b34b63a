/** Tells the user something that no output is. */
export function say(sentence: string): void {
  process.stderr.write(`thetascape: ${sentence}\n`);
}
