import { parseLink, writeLink, type Link } from '../experiment/link';
import type { LinkedView } from '../experiment/link-view';
import type { SpecInput } from '../../src/index';
import { toast } from './toast';

/** The address follows the visitor at most so often, in milliseconds: browsers allow few changes of it. */
const EVERY = 500;

/** Keeps the experiment and what is looked at in the page's address. */
export class Address {
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param state what the address is to say */
  constructor(private readonly state: () => { input: SpecInput; view: LinkedView; fingerprint: string | undefined }) {}

  /** What the page was opened with. */
  read(): Link {
    return parseLink(withoutExplore(location.hash));
  }

  /** Calls back when the visitor enters another link. */
  onChange(opened: (link: Link) => void): void {
    // not what the address says by now: it may have been written meanwhile
    addEventListener('hashchange', ({ newURL }) => opened(parseLink(withoutExplore(new URL(newURL).hash))));
  }

  request(): void {
    this.#timer ??= setTimeout(() => this.#write(), EVERY);
  }

  async copy(): Promise<void> {
    this.#write();
    await navigator.clipboard.writeText(location.href);
    toast('Link copied: it reproduces on other GPUs within tolerance, seeds included.');
  }

  #write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { input, view, fingerprint } = this.state();
    const hash = writeLink(input, view, fingerprint);
    if (hash !== location.hash) history.replaceState(null, '', hash);
  }
}

/** `#explore` opens the explorer, whatever experiment follows it. */
const withoutExplore = (hash: string): string => hash.replace(/^#explore&?/, '#');
