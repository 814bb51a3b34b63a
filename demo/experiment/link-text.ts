/** The hash of an address as `key=text` parts. */
import { ThetascapeError } from '../../src/errors';

const VERSION = '1';
const LONGEST = 2 ** 15;
const MOST_PARTS = 100;
/** What stays readable; what would end an address in a sentence or split it is not among it. */
const READABLE = /%(?:2C|3A|2F|3D|5B|5D|3B|40|5E|7C)/g;

export interface Part {
  key: string;
  text: string;
}

/**
 * The parts of a hash, without the version.
 *
 * @returns what is wrong with parts that cannot be read, too
 */
export function splitHash(hash: string): { parts: Part[]; mistakes: string[] } {
  const pieces = hash.replace(/^#/, '').split('&').filter(Boolean);
  if (hash.length > LONGEST) return refused(`The link has more than ${LONGEST} characters.`);
  if (pieces.length > MOST_PARTS) return refused(`The link has more than ${MOST_PARTS} parts.`);
  const parts: Part[] = [];
  const mistakes: string[] = [];
  for (const piece of pieces) {
    const part = decoded(piece);
    if (part === null) mistakes.push(`${shortened(piece)}: a part of a link is key=value.`);
    else if (parts.some(({ key, text }) => key === part.key && isRange(text) === isRange(part.text))) {
      mistakes.push(`${shortened(piece)}: ${part.key} is given twice.`);
    } else parts.push(part);
  }
  const version = parts.find(({ key }) => key === 'v')?.text ?? VERSION;
  if (version !== VERSION) {
    return refused(`v=${shortened(version)}: the link is of another version; this page reads version ${VERSION}.`);
  }
  return { parts: parts.filter(({ key }) => key !== 'v'), mistakes };
}

/** `#v=1&key=text&…` */
export function joinHash(parts: readonly Part[]): string {
  return `#${[{ key: 'v', text: VERSION }, ...parts].map(({ key, text }) => `${encoded(key)}=${encoded(text)}`).join('&')}`;
}

/** One sentence on what was not understood of a part. */
export function aboutPart({ key, text }: Part, error: unknown): string {
  if (!(error instanceof ThetascapeError)) throw error;
  return `${shortened(`${key}=${text}`)}: ${error.message.replaceAll('\n', ' ')}`;
}

/** A number may have a value and, beside it, an axis. */
function isRange(text: string): boolean {
  return text.includes(',');
}

function refused(mistake: string): { parts: Part[]; mistakes: string[] } {
  return { parts: [], mistakes: [mistake] };
}

function decoded(piece: string): Part | null {
  const [, key, text] = /^([^=]+)=(.*)$/s.exec(piece) ?? [];
  if (key === undefined || text === undefined) return null;
  try {
    return { key: unescaped(key), text: unescaped(text) };
  } catch {
    return null;
  }
}

/** Throws URIError. */
function unescaped(code: string): string {
  return decodeURIComponent(code.replaceAll('+', ' '));
}

function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll('%20', '+').replace(READABLE, decodeURIComponent);
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
