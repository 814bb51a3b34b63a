import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ThetascapeError } from '../../src/errors';
import { readSafetensors, writeSafetensors, type Tensor } from '../../src/tensors/safetensors';

/** A file of the given header (text or JSON value) and data. */
function file(header: unknown, data: ArrayBufferView<ArrayBuffer> = new Uint8Array(0)): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data.byteLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 8 + text.length);
  return bytes;
}

const f32 = (...values: number[]) => new Float32Array(values);
const tensor = (shape: number[], ...values: number[]): Tensor => ({ shape, data: f32(...values) });

/** The sentence that a file is refused with. */
function refusal(bytes: Uint8Array): string {
  try {
    readSafetensors(bytes, 'init.safetensors');
  } catch (error) {
    if (error instanceof ThetascapeError) return error.message;
    throw error;
  }
  return 'not refused';
}

const weight = { dtype: 'F32', shape: [2, 1], data_offsets: [0, 8] };
const bias = { dtype: 'F32', shape: [1], data_offsets: [8, 12] };

describe('what is written', () => {
  const tensors = new Map([
    ['0.weight', tensor([2, 3], 1, -2, 3, 0.1, 5, 6)],
    ['7', tensor([1], NaN)], // an integer-like key, which JavaScript's objects move to the front
    ['0.bias', tensor([], -0)],
    ['none', tensor([0, 4])],
    ['__proto__', tensor([1], Infinity)],
    ['model3/β "quoted"', tensor([2], 1e-45, 3e38)],
  ]);

  test('is read back bit for bit, in order', () => {
    const read = readSafetensors(writeSafetensors(tensors, { seed: '7', __proto__: 'x' }), 'x');
    expect([...read.keys()]).toEqual([...tensors.keys()]);
    for (const [name, { shape, data }] of tensors) {
      expect(read.get(name)!.shape).toEqual(shape);
      expect(new Uint32Array(read.get(name)!.data.buffer)).toEqual(new Uint32Array(data.buffer));
    }
  });

  test('has the layout of the format: length, JSON, spaces up to 8 bytes, data', () => {
    const bytes = writeSafetensors(new Map([['a', tensor([2], 1, 2)]]), { note: 'n' });
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const header = new TextDecoder().decode(bytes.subarray(8, 8 + length));
    expect(length % 8).toBe(0);
    expect(header.trimEnd()).toBe('{"__metadata__":{"note":"n"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}');
    expect(new Float32Array(bytes.buffer.slice(8 + length))).toEqual(f32(1, 2));
  });

  test('may be views into a larger buffer, and the file may be one too', () => {
    const data = f32(9, 1, 2, 9).subarray(1, 3);
    const bytes = writeSafetensors(new Map([['a', { shape: [2], data }]]));
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(readSafetensors(shifted.subarray(3), 'x').get('a')).toEqual(tensor([2], 1, 2));
  });

  test('must agree with its shape and not take the name of the metadata', () => {
    expect(() => writeSafetensors(new Map([['a', tensor([3], 1, 2)]]))).toThrow(RangeError);
    expect(() => writeSafetensors(new Map([['__metadata__', tensor([1], 1)]]))).toThrow(RangeError);
  });
});

describe('what is read', () => {
  test('F64 becomes F32', () => {
    const bytes = file({ a: { dtype: 'F64', shape: [2], data_offsets: [0, 16] } }, new Float64Array([0.1, -1e300]));
    expect(readSafetensors(bytes, 'x').get('a')).toEqual(tensor([2], 0.1, -Infinity));
  });

  test('the header lists tensors in any order; the Map has the order of the data', () => {
    const read = readSafetensors(file({ bias, weight }, f32(1, 2, 3)), 'x');
    expect([...read]).toEqual([
      ['weight', tensor([2, 1], 1, 2)],
      ['bias', tensor([1], 3)],
    ]);
  });

  test('names and metadata that hold braces, colons and quotes', () => {
    const header = { '":{"': { ...bias, data_offsets: [0, 4] }, __metadata__: { ':': '{":"', '}': '":' } };
    expect([...readSafetensors(file(JSON.stringify(header, null, 2), f32(1)), 'x').keys()]).toEqual(['":{"']);
  });

  test('a file without tensors', () => {
    expect(readSafetensors(file({}), 'x').size).toBe(0);
  });

  test('a header of many megabytes in reasonable time', () => {
    const text = 'x"{\\'.repeat(2_000_000);
    expect(
      readSafetensors(file({ __metadata__: { text }, a: { ...bias, data_offsets: [0, 4] } }, f32(1)), 'x').size,
    ).toBe(1);
  });
});

describe('what is refused, and with which words', () => {
  const data = f32(1, 2, 3);
  const whole = file({ weight, bias }, data);
  const tooLong = new Uint8Array(16);
  new DataView(tooLong.buffer).setBigUint64(0, 2n ** 40n, true);
  const overlapping = { ...bias, data_offsets: [4, 8] };
  const distant = { ...bias, data_offsets: [12, 16] };

  test.each<[string, Uint8Array, string]>([
    ['empty', new Uint8Array(0), 'it has only 0 bytes'],
    ['cut in the header', whole.subarray(0, 60), 'its header claims 118 bytes, but only 52 follow'],
    ['cut in the data', whole.subarray(0, whole.length - 1), 'the tensors take 12 bytes, but 11 follow the header'],
    ['too long', file({ weight }, data), 'the tensors take 8 bytes, but 12 follow the header'],
    ['a header beyond the limit', tooLong, 'its header claims 1099511627776 bytes, and at most 10^8 are allowed'],
    ['not JSON', file('{"a":'), 'its header is not a JSON object'],
    ['a JSON array', file('[]'), 'its header is not a JSON object'],
    ['space before the header', file(' {}'), 'its header is not a JSON object'],
    ['not UTF-8', file('{"a":1}').fill(0xff, 10, 11), 'its header is not UTF-8 text'],
    ['metadata with a number', file({ __metadata__: { a: 1 } }), 'its __metadata__ must map names to texts'],
    ['a tensor that is a number', file({ a: 1 }), 'tensor "a" is not described by an object'],
    ['a tensor without dtype', file({ a: { ...bias, dtype: null } }, data), 'tensor "a" has no dtype'],
    [
      'another dtype',
      file({ a: { ...bias, dtype: 'BF16' } }, data),
      'tensor "a" has dtype "BF16", where F32 or F64 is needed',
    ],
    [
      'a negative size',
      file({ a: { ...bias, shape: [-1] } }, data),
      'the shape of tensor "a" is not a list of whole numbers',
    ],
    [
      'a fractional size',
      file({ a: { ...bias, shape: [1.5] } }, data),
      'the shape of tensor "a" is not a list of whole numbers',
    ],
    [
      'one offset',
      file({ a: { ...bias, data_offsets: [8] } }, data),
      'the data_offsets of tensor "a" are not two bytes',
    ],
    [
      'offsets backwards',
      file({ a: { ...bias, data_offsets: [12, 8] } }, data),
      'tensor "a" of shape (1) and dtype F32 needs 4 bytes, but its data_offsets hold -4',
    ],
    [
      'a wrong shape',
      file({ a: { ...weight, shape: [2, 2] } }, f32(1, 2)),
      'tensor "a" of shape (2, 2) and dtype F32 needs 16 bytes, but its data_offsets hold 8',
    ],
    [
      'a shape that overflows',
      file({ a: { ...weight, shape: [2 ** 40, 2 ** 40] } }, f32(1, 2)),
      'tensor "a" of shape (1099511627776, 1099511627776) and dtype F32 needs 4.835703278458517e+24 bytes, but its data_offsets hold 8',
    ],
    [
      'an overlap',
      file({ weight, b: overlapping }, f32(1, 2)),
      'the data of tensor "b" starts at byte 4, but should follow what ends at byte 8',
    ],
    [
      'a hole',
      file({ weight, b: distant }, f32(1, 2, 3, 4)),
      'the data of tensor "b" starts at byte 12, but should follow what ends at byte 8',
    ],
    [
      'offsets beyond the end',
      file({ a: { dtype: 'F32', shape: [2 ** 30], data_offsets: [0, 2 ** 32] } }, data),
      'the tensors take 4294967296 bytes, but 12 follow the header',
    ],
    [
      'a repeated tensor',
      file(`{"a":${JSON.stringify(weight)},"\\u0061":${JSON.stringify(weight)}}`, f32(1, 2)),
      'its header has the key "a" twice',
    ],
    [
      'a repeated field',
      file('{"a":{"dtype":"F64","dtype":"F32","shape":[1],"data_offsets":[0,4]}}', f32(1)),
      'its header has the key "dtype" twice',
    ],
  ])('%s', (_, bytes, problem) => {
    expect(refusal(bytes)).toBe(
      `init.safetensors is not a readable safetensors file: ${problem}; copy or save it again.`,
    );
  });
});

describe('damaged files', () => {
  const tensors = new Map([
    ['0.weight', tensor([2, 3], 1, 2, 3, 4, 5, 6)],
    ['0.bias', tensor([2], 7, 8)],
  ]);
  const whole = writeSafetensors(tensors, { note: 'damage me' });
  const dataStart = whole.length - 8 * 4;

  test('every truncation and every extension is refused', () => {
    for (let length = 0; length < whole.length; length++)
      expect(refusal(whole.subarray(0, length))).not.toBe('not refused');
    for (const extra of [1, 4, 8]) {
      const longer = new Uint8Array(whole.length + extra);
      longer.set(whole);
      expect(refusal(longer)).toMatch(/bytes, but \d+ follow the header/);
    }
  });

  test('changed bytes are refused, or read as tensors that account for every byte', () => {
    const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        const bytes = whole.slice();
        for (const [position, value] of changes) bytes[position] = value;
        let read: Map<string, Tensor>;
        try {
          read = readSafetensors(bytes, 'x');
        } catch (error) {
          // Anything else, such as a RangeError of an allocation, would be a hole in the checks.
          if (error instanceof ThetascapeError) return;
          throw error;
        }
        const data = [...read.values()].flatMap((found) => [...new Uint8Array(found.data.buffer)]);
        expect(data).toEqual([...bytes.subarray(dataStart)]);
        for (const { shape, data: values } of read.values()) {
          expect(shape.reduce((product, size) => product * size, 1)).toBe(values.length);
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('arbitrary JSON as a header never breaks the reader', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.uint8Array(), (header, data) => {
        const result = refusal(file(header, Uint8Array.from(data)));
        expect(result === 'not refused' || result.startsWith('init.safetensors is not a readable')).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
