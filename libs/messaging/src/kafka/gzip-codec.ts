import { promisify } from 'node:util';
import { constants, gunzip, gunzipSync, gzip, gzipSync } from 'node:zlib';
import { yieldToEventLoop } from '../event-loop.ts';
import { recordInFlight } from './producer.ts';
import { packRecords } from './record-decoder.ts';
import { encodeRecords } from './record-encoder.ts';

// The default level takes three times as long to save a tenth more.
const fast = { level: constants.Z_BEST_SPEED };

/** Up to this size, compressing here takes a fraction of a millisecond: less than handing it to another thread. */
const syncBytes = { raw: 65_536, compressed: 16_384 };

const compress = async (bytes: Buffer): Promise<Buffer> =>
  bytes.length <= syncBytes.raw ? gzipSync(bytes, fast) : promisify(gzip)(bytes, fast);

/** Bytes decompressed before yielding to the event loop. */
const bytesPerYield = 262_144;
let bytesSinceYield = 0;

async function decompress(bytes: Buffer): Promise<Buffer> {
  if (bytes.length > syncBytes.compressed) return promisify(gunzip)(bytes);
  // A fetch may bring hundreds of small batches.
  if (bytesSinceYield > bytesPerYield) {
    bytesSinceYield = 0;
    await yieldToEventLoop();
  }
  const decompressed = gunzipSync(bytes);
  bytesSinceYield += decompressed.length;
  return decompressed;
}

/** Compression for the client library; it also keeps records away from the library, which only sees stubs of them. */
export const gzipCodec = {
  compress: ({ buffer }: { buffer: Buffer }): Promise<Buffer> =>
    compress(encodeRecords(buffer, recordInFlight)),
  decompress: async (buffer: Buffer): Promise<Buffer> => packRecords(await decompress(buffer)),
};
