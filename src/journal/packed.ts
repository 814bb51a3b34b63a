/**
 * A value with typed arrays in it as bytes: the length of a JSON text (u32, little-endian), the text padded with spaces
 * to whole 8 bytes, and behind it the numbers of the arrays, which the text refers to, each padded likewise. Every bit
 * comes back, also of NaN, infinities and −0, which JSON does not know.
 */

/** Why bytes cannot be unpacked. */
export class DamagedError extends Error {
  override name = 'DamagedError';
}

type Numbers = Float32Array | Float64Array | Uint8Array;

const LENGTH_BYTES = 4;
const ARRAYS = { f32: Float32Array, f64: Float64Array, u8: Uint8Array } as const;

/** The bytes of a value of plain objects, lists, numbers, texts, booleans, nulls and typed arrays, in pieces. */
export function pack(value: unknown): Uint8Array[] {
  const arrays: Uint8Array[] = [];
  let offset = 0;
  const json = JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === 'number') return finite(item) ? item : { number: Object.is(item, -0) ? '-0' : String(item) };
    if (!isNumbers(item)) return item;
    const bytes = new Uint8Array(item.buffer, item.byteOffset, item.byteLength);
    const reference = { [kindOf(item)]: [offset, item.length] };
    arrays.push(bytes, new Uint8Array(padding(bytes.length)));
    offset += bytes.length + padding(bytes.length);
    return reference;
  });
  const text = new TextEncoder().encode(json);
  const head = new Uint8Array(LENGTH_BYTES + text.length + padding(LENGTH_BYTES + text.length)).fill(0x20);
  new DataView(head.buffer).setUint32(0, text.length, true);
  head.set(text, LENGTH_BYTES);
  return [head, ...arrays];
}

/** @throws DamagedError when the bytes are not those of a packed value */
export function unpack(bytes: Uint8Array): unknown {
  if (bytes.length < LENGTH_BYTES) throw new DamagedError('it is too short');
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const end = LENGTH_BYTES + length;
  if (end > bytes.length) throw new DamagedError('its text is cut off');
  const data = bytes.subarray(end + padding(end));
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(LENGTH_BYTES, end)), (_, item) =>
      restored(item, data),
    );
  } catch (error) {
    // nothing but what the bytes say can fail: no UTF-8, no JSON, or too deep a one
    throw error instanceof DamagedError ? error : new DamagedError('its text cannot be read');
  }
}

/** What an object of one key stands for, if it is one of ours. */
function restored(item: unknown, data: Uint8Array): unknown {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
  const [[key, value] = [], ...others] = Object.entries(item);
  if (others.length > 0) return item;
  if (key === 'number') return Number(value);
  if (key !== 'f32' && key !== 'f64' && key !== 'u8') return item;
  const [offset, length]: unknown[] = Array.isArray(value) ? value : [];
  const { BYTES_PER_ELEMENT } = ARRAYS[key];
  const end = Number(offset) + Number(length) * BYTES_PER_ELEMENT;
  if (![offset, length].every(isCount) || end > data.length) throw new DamagedError('an array of it is cut off');
  // copied, because typed arrays need aligned memory; platforms that run WebGPU are little-endian like the format
  return new ARRAYS[key](new Uint8Array(data.subarray(Number(offset), end)).buffer);
}

const finite = (value: number): boolean => Number.isFinite(value) && !Object.is(value, -0);

const isCount = (value: unknown): boolean => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

const padding = (bytes: number): number => (8 - (bytes % 8)) % 8;

const isNumbers = (item: unknown): item is Numbers =>
  item instanceof Float32Array || item instanceof Float64Array || item instanceof Uint8Array;

function kindOf(numbers: Numbers): keyof typeof ARRAYS {
  if (numbers instanceof Float32Array) return 'f32';
  return numbers instanceof Float64Array ? 'f64' : 'u8';
}
