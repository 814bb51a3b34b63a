import { ThetascapeError } from '../errors';
import { specDocument, withValue } from './document';
import { check, mistakesError } from './mistakes';
import { checkSpec, resolve } from './resolve';
import { SpecSchema, type SpecDocument, type SpecInput } from './schema';

/**
 * The document with values set by path, as `--set training.epochs=3` on the command line does.
 *
 * A value is read as JSON, else taken as a text. It holds in every sweep: what a sweep's own `set` says about the same
 * path, or about a part of it, is removed.
 *
 * @throws ThetascapeError when the document is wrong, or an assignment has no `=` or no path of the spec
 */
export function applyOverrides(input: unknown, assignments: readonly string[]): SpecInput {
  return assignments.reduce<SpecDocument>(override, specDocument(resolve(input)));
}

function override(document: SpecDocument, assignment: string): SpecDocument {
  const [, path, text] = /^([^=]*)=(.*)$/s.exec(assignment) ?? [];
  if (path === undefined || text === undefined) {
    throw new ThetascapeError(`"${assignment}" sets nothing; write path=value, such as training.epochs=100.`);
  }
  const replaced = withValue(withoutSet(document, path.trim()), path.trim(), valueOf(text.trim()));
  if (!replaced.ok) throw mistakesError(replaced.mistakes);
  const checked = check(SpecSchema, replaced.value);
  if (!checked.ok) throw mistakesError(checked.mistakes);
  // What does not go together yet may with the next assignment; until then the document stays as it is.
  const spec = checkSpec(checked.value);
  return spec.ok ? specDocument(spec.value) : checked.value;
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function withoutSet(document: SpecDocument, path: string): SpecDocument {
  const isPart = (key: string) => key === path || key.startsWith(`${path}.`) || key.startsWith(`${path}[`);
  const sweeps = document.sweeps?.map((sweep) => {
    const kept = Object.entries(sweep.set).filter(([key]) => !isPart(key));
    return { ...sweep, set: Object.fromEntries(kept) };
  });
  return { ...document, sweeps };
}
