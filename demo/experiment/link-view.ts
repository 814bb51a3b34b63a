/** The part of a link that says where its visitor looked. */
import { ThetascapeError } from '../../src/errors';
import { suggest } from '../../src/suggest';
import { numberText } from './numbers';
import { aboutPart, type Part } from './link-text';

export const VIEW_KINDS = ['ridge', 'field', 'heat', 'fan', 'table'] as const;
export const VIEW_SCALES = ['asinh', 'linear', 'log'] as const;

/** Where a visitor looked; what is missing is as the page opens. */
export interface LinkedView {
  kind?: (typeof VIEW_KINDS)[number];
  scale?: (typeof VIEW_SCALES)[number];
  /** Name of the sweep. */
  sweep?: string;
  /** Missing: the latest. */
  epoch?: number;
  /** Pinned settings by their labels. */
  pins?: readonly string[];
  /** Degrees that the camera is turned by. */
  camera?: number;
}

const LONGEST_NAME = 200;
const MOST_PINS = 4;

const READERS: Readonly<Record<string, (text: string) => LinkedView>> = {
  view: (text) => ({ kind: oneOf(VIEW_KINDS, text) }),
  scale: (text) => ({ scale: oneOf(VIEW_SCALES, text) }),
  sweep: (text) => ({ sweep: nameFrom(text) }),
  e: (text) => ({ epoch: numberFrom(text, /^\d{1,7}$/) }),
  sel: (text) => ({ pins: text.split(';').slice(0, MOST_PINS).map(nameFrom) }),
  cam: (text) => ({ camera: numberFrom(text, /^-?\d{1,3}(?:\.\d{1,6})?$/) }),
};

/** What the parts say of the view; the rest of them; and what of a view was not understood. */
export function readView(parts: readonly Part[]): { view: LinkedView; rest: Part[]; mistakes: string[] } {
  let view: LinkedView = {};
  const mistakes: string[] = [];
  for (const part of parts.filter(isOfView)) {
    try {
      view = { ...view, ...READERS[part.key]!(part.text) };
    } catch (error) {
      mistakes.push(aboutPart(part, error));
    }
  }
  return { view, rest: parts.filter((part) => !isOfView(part)), mistakes };
}

function isOfView({ key }: Part): boolean {
  return Object.hasOwn(READERS, key);
}

export function writeView({ kind, scale, sweep, epoch, pins = [], camera }: LinkedView): Part[] {
  const entries: [string, string | undefined][] = [
    ['view', kind],
    ['scale', scale],
    ['sweep', sweep],
    ['e', epoch === undefined ? undefined : numberText(epoch)],
    ['sel', pins.length > 0 ? pins.join(';') : undefined],
    ['cam', camera === undefined ? undefined : String(Number(camera.toFixed(1)))],
  ];
  return entries.flatMap(([key, text]) => (text === undefined ? [] : [{ key, text }]));
}

function oneOf<const Word extends string>(words: readonly Word[], text: string): Word {
  const word = words.find((one) => one === text);
  if (word !== undefined) return word;
  throw new ThetascapeError(`It must be one of ${words.join(', ')}.${suggest(text, words)}`);
}

function nameFrom(text: string): string {
  if (text.length > 0 && text.length <= LONGEST_NAME) return text;
  throw new ThetascapeError(`A name has 1 to ${LONGEST_NAME} characters.`);
}

function numberFrom(text: string, form: RegExp): number {
  if (form.test(text)) return Number(text);
  throw new ThetascapeError('It must be a number.');
}
