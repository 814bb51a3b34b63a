/** CRC-32 with the polynomial of ISO 3309, reflected (0xEDB88320), a byte at a time. */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? 0xedb8_8320 ^ (remainder >>> 1) : remainder >>> 1;
  return remainder;
});

/** The checksum of `bytes`, or of what `previous` is the checksum of followed by them. */
export function crc32(bytes: Uint8Array, previous = 0): number {
  let remainder = ~previous;
  for (const byte of bytes) remainder = TABLE[(remainder ^ byte) & 0xff]! ^ (remainder >>> 8);
  return ~remainder >>> 0;
}
