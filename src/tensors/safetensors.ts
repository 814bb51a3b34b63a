/**
 * The safetensors file format: an 8-byte little-endian header length, a JSON header padded with spaces, the data.
 *
 * Source: the format's description at github.com/huggingface/safetensors. Reading follows its rules to the letter: the
 * tensors' ranges start at 0, follow one another without hole or overlap, and end where the file ends.
 */
import { ThetascapeError } from '../errors';

/** `data` is row-major; its length is the product of `shape` (1 for the empty shape of a scalar). */
export interface Tensor {
  shape: number[];
  data: Float32Array;
}

interface Entry {
  name: string;
  bytesPerElement: number;
  shape: number[];
  begin: number;
  end: number;
}

const METADATA = '__metadata__';
const LENGTH_BYTES = 8;
/** The limit of the reference implementation. */
const MAX_HEADER_BYTES = 100_000_000;
/** What can be read; both become f32. */
const BYTES_PER_ELEMENT = new Map([
  ['F32', 4],
  ['F64', 8],
]);

/** @throws RangeError when a tensor's shape and data disagree or its name is reserved */
export function writeSafetensors(
  tensors: ReadonlyMap<string, Tensor>,
  metadata: Record<string, string> = {},
): Uint8Array<ArrayBuffer> {
  let offset = 0;
  const entries = [...tensors].map(([name, { shape, data }]) => {
    if (name === METADATA) throw new RangeError(`A tensor cannot be named ${METADATA}.`);
    if (elementCount(shape) !== data.length) {
      throw new RangeError(`Tensor "${name}" has ${data.length} numbers, but its shape is (${shape.join(', ')}).`);
    }
    const begin = offset;
    offset += data.byteLength;
    return [name, { dtype: 'F32', shape, data_offsets: [begin, offset] }] as const;
  });
  // fromEntries defines even a name like __proto__ as an ordinary key
  const json = JSON.stringify({ [METADATA]: metadata, ...Object.fromEntries(entries) });
  const header = new TextEncoder().encode(json);
  const dataStart = LENGTH_BYTES + Math.ceil(header.length / 8) * 8;
  const bytes = new Uint8Array(dataStart + offset).fill(0x20, 0, dataStart);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(dataStart - LENGTH_BYTES), true);
  bytes.set(header, LENGTH_BYTES);
  let position = dataStart;
  for (const { data } of tensors.values()) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), position);
    position += data.byteLength;
  }
  return bytes;
}

/**
 * Reads F32 and F64 tensors (the latter rounded to f32), in the order of the file.
 *
 * @param where the file's name, for errors
 * @throws ThetascapeError when the file is not a valid safetensors file or holds another type of number
 */
export function readSafetensors(bytes: Uint8Array, where: string): Map<string, Tensor> {
  const fail = (problem: string): never => {
    throw new ThetascapeError(`${where} is not a readable safetensors file: ${problem}; copy or save it again.`);
  };
  const { json, dataStart } = readHeader(bytes, fail);
  const entries = readEntries(json, fail);
  let position = 0;
  for (const { name, begin, end } of entries) {
    if (begin !== position) {
      fail(
        `the data of tensor ${JSON.stringify(name)} starts at byte ${begin}, but should follow what ends at byte ${position}`,
      );
    }
    position = end;
  }
  const available = bytes.length - dataStart;
  if (position !== available) {
    fail(`the tensors take ${position} bytes, but ${available} follow the header`);
  }
  return new Map(entries.map((entry) => [entry.name, readTensor(bytes, dataStart, entry)]));
}

type Fail = (problem: string) => never;

function readHeader(bytes: Uint8Array, fail: Fail): { json: string; dataStart: number } {
  if (bytes.length < LENGTH_BYTES) return fail(`it has only ${bytes.length} bytes`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES) return fail(`its header claims ${length} bytes, and at most 10^8 are allowed`);
  const dataStart = LENGTH_BYTES + length;
  if (dataStart > bytes.length) {
    return fail(`its header claims ${length} bytes, but only ${bytes.length - LENGTH_BYTES} follow`);
  }
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return { json: decoder.decode(bytes.subarray(LENGTH_BYTES, dataStart)), dataStart };
  } catch {
    return fail('its header is not UTF-8 text');
  }
}

/** The header's tensors, sorted as they lie in the file. */
function readEntries(json: string, fail: Fail): Entry[] {
  const header = parseObject(json, fail);
  const repeated = repeatedKey(json);
  if (repeated !== undefined) fail(`its header has the key "${repeated}" twice`);
  const entries: Entry[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === METADATA) checkMetadata(value, fail);
    else entries.push(readEntry(name, value, fail));
  }
  return entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
}

function parseObject(json: string, fail: Fail): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    if (json.startsWith('{') && isObject(value)) return value;
  } catch {
    // falls through to the same sentence
  }
  return fail('its header is not a JSON object');
}

function checkMetadata(value: unknown, fail: Fail): void {
  if (!isObject(value) || Object.values(value).some((text) => typeof text !== 'string')) {
    fail(`its ${METADATA} must map names to texts`);
  }
}

function readEntry(name: string, value: unknown, fail: Fail): Entry {
  const label = `tensor ${JSON.stringify(name)}`;
  if (!isObject(value)) return fail(`${label} is not described by an object`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string') return fail(`${label} has no dtype`);
  if (!isSizes(shape)) return fail(`the shape of ${label} is not a list of whole numbers`);
  if (!isSizes(offsets) || offsets.length !== 2) return fail(`the data_offsets of ${label} are not two bytes`);
  const bytesPerElement = BYTES_PER_ELEMENT.get(dtype);
  if (bytesPerElement === undefined) {
    return fail(
      `${label} has dtype ${JSON.stringify(dtype)}, where ${[...BYTES_PER_ELEMENT.keys()].join(' or ')} is needed`,
    );
  }
  const [begin, end] = [offsets[0]!, offsets[1]!];
  const expected = elementCount(shape) * bytesPerElement;
  // compared before anything is allocated; a product beyond 2^53 equals no difference of offsets
  if (expected !== end - begin) {
    return fail(
      `${label} of shape (${shape.join(', ')}) and dtype ${dtype} needs ${expected} bytes, but its data_offsets hold ${end - begin}`,
    );
  }
  return { name, bytesPerElement, shape, begin, end };
}

function readTensor(bytes: Uint8Array, dataStart: number, { bytesPerElement, shape, begin, end }: Entry): Tensor {
  // copied, because typed arrays need aligned memory; platforms that run WebGPU are little-endian like the format
  const { buffer } = new Uint8Array(bytes.subarray(dataStart + begin, dataStart + end));
  const data = bytesPerElement === 8 ? Float32Array.from(new Float64Array(buffer)) : new Float32Array(buffer);
  return { shape, data };
}

function elementCount(shape: readonly number[]): number {
  return shape.reduce((count, size) => count * size, 1);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

/**
 * The first key that occurs twice in one object of a valid JSON text: JSON.parse would silently keep the last.
 * Walks from quote to quote, because one pattern for a whole text overflows the stack on megabytes of it.
 */
function repeatedKey(json: string): string | undefined {
  const objects: Set<string>[] = [];
  let textStart: number | null = null;
  for (const { 0: token, 1: colon, index } of json.matchAll(/\\.|"(\s*:)?|[{}]/g)) {
    if (textStart !== null) {
      if (!token.startsWith('"')) continue;
      const text = json.slice(textStart, index + 1);
      textStart = null;
      if (colon === undefined) continue;
      const key = String(JSON.parse(text));
      const keys = objects.at(-1)!;
      if (keys.has(key)) return key;
      keys.add(key);
    } else if (token === '{') objects.push(new Set());
    else if (token === '}') objects.pop();
    else textStart = index;
  }
  return undefined;
}
