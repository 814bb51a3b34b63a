import type { Attempt } from '../shell/notices';
import type { ExplorePage, ExploreWays } from './explore-page';
import { filesBelow, isForExplorer } from './dropped-files';

/** Says in the address that results are explored. */
const MARK = /^#explore\b/;

/** Loads the code of the explorer when it is first wanted: by its button, a link, or a run that is dropped. */
export class ExploreStarter {
  #page: Promise<ExplorePage> | null = null;

  constructor(
    private readonly ways: ExploreWays,
    private readonly attempt: Attempt,
  ) {
    document.addEventListener('drop', (event) => this.#drop(event), { capture: true });
    if (MARK.test(location.hash)) this.toggle();
  }

  toggle(): void {
    void this.attempt(async () => (await this.#load()).toggle());
  }

  /** Opens a run that is dropped anywhere on the page; leaves other files to others. */
  #drop(event: DragEvent): void {
    const entries = [...(event.dataTransfer?.items ?? [])].flatMap((item) => item.webkitGetAsEntry() ?? []);
    if (!isForExplorer(entries)) return;
    event.preventDefault();
    event.stopPropagation();
    const name = entries.length === 1 ? entries[0]!.name : `${entries.length} files`;
    void this.attempt(async () => (await this.#load()).take(name, () => filesBelow(entries)));
  }

  #load(): Promise<ExplorePage> {
    this.#page ??= import('./explore-page').then(({ ExplorePage }) => new ExplorePage(this.ways, this.attempt));
    return this.#page;
  }
}
