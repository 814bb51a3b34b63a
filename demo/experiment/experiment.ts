import { loadDataset } from '../../src/data';
import { ThetascapeError } from '../../src/errors';
import type { Spec, SpecInput } from '../../src/index';
import { resolve, specDocument } from '../../src/spec';
import type { ExplicitDocument } from './edits';
import { DroppedFiles } from './files';

/** What is to be trained: one document, always one that resolves. */
export class Experiment {
  readonly files = new DroppedFiles();
  readonly #listeners = new Set<(experiment: Experiment) => void>();
  #spec: Spec;
  #data: string;
  /** Fingerprint that came with the link. */
  #asked: string | undefined;
  /** The edits, one after the other, since each may have to wait for its data. */
  #edits: Promise<unknown> = Promise.resolve();

  /** @throws ThetascapeError when the input has mistakes */
  constructor(input: SpecInput) {
    this.#spec = resolve(input);
    this.#data = this.#dataOf(this.#spec);
  }

  get spec(): Spec {
    return this.#spec;
  }

  /** The document, with every key present. */
  get input(): ExplicitDocument {
    return specDocument(this.#spec);
  }

  /** Files that it names and that are not here. */
  get missingFiles(): string[] {
    return filesOf(this.#spec).filter((name) => !this.files.has(name));
  }

  /** Of its CSV file, or of the one that the link it came with was made with. */
  get fingerprint(): string | undefined {
    const { data } = this.#spec;
    return data.kind === 'csv' ? (this.files.fingerprint(data.path) ?? this.#asked) : undefined;
  }

  onChange(listener: (experiment: Experiment) => void): void {
    this.#listeners.add(listener);
  }

  /**
   * Puts another experiment in its place.
   *
   * @param fingerprint of the CSV file that it is to learn from
   * @throws ThetascapeError, and keeps the old one, when it has mistakes
   */
  open(input: SpecInput, fingerprint?: string): void {
    const spec = resolve(input);
    this.#asked = fingerprint;
    this.#put(spec);
  }

  /**
   * Changes the document, if what comes of it is right and its data can be read.
   *
   * @returns what is wrong, in which case the old one is kept, or an empty text
   */
  edit(change: (document: ExplicitDocument) => SpecInput): Promise<string> {
    const edited = this.#edits.then(() => this.#edit(change));
    this.#edits = edited.catch(() => undefined);
    return edited;
  }

  async #edit(change: (document: ExplicitDocument) => SpecInput): Promise<string> {
    const before = this.#spec;
    try {
      const spec = resolve(change(this.input));
      if (this.#dataOf(spec) !== this.#data) await loadDataset(spec.data, 0, this.files);
      // What was opened meanwhile stays.
      if (this.#spec === before) this.#put(spec);
      return '';
    } catch (error) {
      if (error instanceof ThetascapeError) return error.message;
      throw error;
    }
  }

  /** Takes over what it has become while it was trained. */
  adopt(spec: Spec): void {
    this.#put(spec);
  }

  /** Differs where other rows are learnt from. */
  #dataOf(spec: Spec): string {
    return JSON.stringify([spec.data, filesOf(spec).map((name) => this.files.fingerprint(name))]);
  }

  #put(spec: Spec): void {
    this.#spec = spec;
    this.#data = this.#dataOf(spec);
    for (const listener of this.#listeners) listener(this);
  }
}

function filesOf({ data, network }: Spec): string[] {
  const init = network.init.kind === 'safetensors' ? [network.init.path] : [];
  if (data.kind !== 'csv') return init;
  return [...init, data.path, ...(data.split.kind === 'file' ? [data.split.path] : [])];
}
