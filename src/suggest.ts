import { distance } from 'fastest-levenshtein';

/** ` Did you mean "x"?` for the candidate nearest to `word`, or an empty string when none is near. */
export function suggest(word: string, candidates: readonly string[]): string {
  const near = candidates
    .map((candidate) => ({ candidate, edits: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= Math.max(2, candidate.length / 3))
    .sort((a, b) => a.edits - b.edits)[0];
  return near ? ` Did you mean "${near.candidate}"?` : '';
}
