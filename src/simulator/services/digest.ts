import { createHash } from 'node:crypto';

export const md5 = (bytes: Buffer | string): string => createHash('md5').update(bytes).digest('hex');

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let entry = index;
  for (let bit = 0; bit < 8; bit++) {
    entry = entry & 1 ? (entry >>> 1) ^ 0xEDB88320 : entry >>> 1;
  }
  return entry;
});

/** The CRC-32 of ISO-HDLC (that of zip and of S3), in the form in which S3 gives it. */
export function crc32Base64(bytes: Buffer): string {
  let crc = 0xFFFFFFFF;
  for (const byte of bytes) {
    crc = TABLE[(crc ^ byte) & 0xFF] ^ (crc >>> 8);
  }
  const result = Buffer.alloc(4);
  result.writeUInt32BE((crc ^ 0xFFFFFFFF) >>> 0);
  return result.toString('base64');
}
