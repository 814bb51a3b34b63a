import { ThetascapeError } from '../errors';
import { specDocument, withValue } from './document';
import { resolve } from './resolve';

type Document = ReturnType<typeof specDocument>;

/**
 * The document with values set by path, as `--set training.epochs=3` on the command line does.
 *
 * A value is read as JSON, else taken as a text. It holds in every sweep: what a sweep's own `set` says about the same
 * path, or about a part of it, is removed.
 *
 * @throws ThetascapeError when the document is wrong, or an assignment has no `=` or no path of the spec
 */
export function applyOverrides(input: unknown, assignments: readonly string[]): unknown {
  return assignments.reduce(override, input);
}

function override(input: unknown, assignment: string): unknown {
  const [, path, text] = /^([^=]*)=(.*)$/s.exec(assignment) ?? [];
  if (path === undefined || text === undefined) {
    throw new ThetascapeError(`"${assignment}" sets nothing; write path=value, such as training.epochs=100.`);
  }
  const document = specDocument(resolve(input));
  const replaced = withValue<Document>(withoutSet(document, path.trim()), path.trim(), valueOf(text.trim()));
  if (!replaced.ok) throw new ThetascapeError(replaced.mistakes[0]);
  return replaced.value;
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function withoutSet(document: Document, path: string): Document {
  const isPart = (key: string) => key === path || key.startsWith(`${path}.`) || key.startsWith(`${path}[`);
  const sweeps = document.sweeps.map((sweep) => {
    const kept = Object.entries(sweep.set).filter(([key]) => !isPart(key));
    return { ...sweep, set: Object.fromEntries(kept) };
  });
  return { ...document, sweeps };
}
