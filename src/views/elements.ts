/** A new element with its properties and children. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<Omit<HTMLElementTagNameMap[K], 'style'>> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** A button that does something when pressed. */
export function button(text: string, press: () => void, className = ''): HTMLButtonElement {
  const made = make('button', { type: 'button', className }, text);
  made.addEventListener('click', press);
  return made;
}

/** A list to choose from, with its name before it. */
export function chooser(
  name: string,
  chosen: (value: string) => void,
): { element: HTMLElement; select: HTMLSelectElement } {
  const select = make('select');
  select.addEventListener('change', () => chosen(select.value));
  return { element: make('label', {}, make('span', {}, name), select), select };
}

/** Gives a list its options, by value, unless it has them. */
export function offer(
  select: HTMLSelectElement,
  options: readonly (readonly [value: string, text: string])[],
  chosen: string,
): void {
  const isSame =
    select.options.length === options.length && options.every(([value], i) => select.options[i]!.value === value);
  if (!isSame) select.replaceChildren(...options.map(([value, text]) => new Option(text, value)));
  select.value = chosen;
}

/** The head of a column that needs none for those who see it. */
export function hiddenHead(text: string): HTMLTableCellElement {
  return make('th', { scope: 'col' }, make('span', { className: 'hidden' }, text));
}
