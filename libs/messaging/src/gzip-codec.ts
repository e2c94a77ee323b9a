import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import { packRecords } from './record-decoder.ts';
import { encodeRecords } from './record-encoder.ts';
import { recordUnderWay } from './sender.ts';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** Compression for the client library, which also spares it the records: it is given, and gives, stubs of them. */
export const gzipCodec = {
  // The default level takes three times as long for a tenth less.
  compress: ({ buffer }: { buffer: Buffer }): Promise<Buffer> =>
    compress(encodeRecords(buffer, recordUnderWay), { level: constants.Z_BEST_SPEED }),
  decompress: async (buffer: Buffer): Promise<Buffer> => packRecords(await decompress(buffer)),
};
