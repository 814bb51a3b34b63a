/** A new element with its properties and children. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<Omit<HTMLElementTagNameMap[K], 'style'>> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

export function pressable(text: string, press: () => void, className = ''): HTMLButtonElement {
  const made = element('button', { type: 'button', className }, text);
  made.addEventListener('click', press);
  return made;
}

/** A list to choose from, with its name before it. */
export function chooser(
  name: string,
  chosen: (value: string) => void,
): { element: HTMLElement; select: HTMLSelectElement } {
  const select = element('select');
  select.addEventListener('change', () => chosen(select.value));
  return { element: element('label', {}, element('span', {}, name), select), select };
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
  return element('th', { scope: 'col' }, element('span', { className: 'hidden' }, text));
}
