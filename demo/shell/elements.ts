/** What the page's parts are made of. */
export { button, make } from '../../src/views/elements';

/** The element of the page with this id. */
export function byId<T extends Element>(id: string, type: new () => T): T {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`the page has no ${type.name} with the id ${id}`);
  return element;
}
