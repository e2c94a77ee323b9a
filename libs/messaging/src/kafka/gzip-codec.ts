import { promisify } from 'node:util';
import { constants, gunzip, gunzipSync, gzip, gzipSync } from 'node:zlib';
import { packRecords } from './record-decoder.ts';
import { encodeRecords } from './record-encoder.ts';
import { recordUnderWay } from './producer.ts';
import { ownTurn } from '../event-loop.ts';

// The default level takes three times as long for a tenth less.
const fast = { level: constants.Z_BEST_SPEED };

/** Up to this size it takes less to do it at once, a fraction of a millisecond, than to have another thread do it. */
const atOnceBytes = { raw: 65_536, compressed: 16_384 };

const compress = async (bytes: Buffer): Promise<Buffer> =>
  bytes.length <= atOnceBytes.raw ? gzipSync(bytes, fast) : promisify(gzip)(bytes, fast);

/** Decompressed bytes that are taken apart in one turn of the event loop. */
const perTurnBytes = 262_144;
let thisTurn = 0;

async function decompress(bytes: Buffer): Promise<Buffer> {
  if (bytes.length > atOnceBytes.compressed) return promisify(gunzip)(bytes);
  // A fetch may bring hundreds of small batches.
  if (thisTurn > perTurnBytes) {
    thisTurn = 0;
    await ownTurn();
  }
  const decompressed = gunzipSync(bytes);
  thisTurn += decompressed.length;
  return decompressed;
}

/** Compression for the client library, which also spares it the records: it is given, and gives, stubs of them. */
export const gzipCodec = {
  compress: ({ buffer }: { buffer: Buffer }): Promise<Buffer> =>
    compress(encodeRecords(buffer, recordUnderWay)),
  decompress: async (buffer: Buffer): Promise<Buffer> => packRecords(await decompress(buffer)),
};
