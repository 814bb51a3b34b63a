/** Short texts that the browser remembers apart from the folders of runs, as far as it and its user let a page. */

/** Null where nothing is remembered. */
export function recall(key: string): string | null {
  return whereAllowed(() => localStorage.getItem(key));
}

/** Remembers a text, or forgets what was remembered. */
export function memorise(key: string, text: string | null): void {
  whereAllowed(() => (text === null ? localStorage.removeItem(key) : localStorage.setItem(key, text)));
}

/** A browser that blocks the data of sites throws at the mere mention of its storage. */
function whereAllowed<T>(access: () => T): T | null {
  try {
    return access();
  } catch {
    return null;
  }
}
