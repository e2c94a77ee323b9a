import type { RawRecord } from '@throughline/connector';
import { Unreadable } from './fault.ts';
import type { Format } from './format/format.ts';
import { type Limits, defaultLimits } from './limits.ts';
import { readerOf } from './reader-of.ts';
import { Sink, type Verdict } from './sink.ts';

/** The records of one file, in batches; `verdict` is known once the last was taken. */
export interface RecordStream extends AsyncIterable<RawRecord[]> {
  /** Throws while the file is being read. */
  verdict(): Verdict;
}

/**
 * Reads the records of a file. It can be iterated once. What cannot be read is a fault in the verdict and stops nothing,
 * unless the format refuses files with faults; only errors of the stream itself are thrown.
 */
export function readRecords(
  stream: AsyncIterable<Uint8Array>,
  format: Format,
  limits: Partial<Limits> = {},
): RecordStream {
  const all: Limits = { ...defaultLimits, ...limits };
  const sink = new Sink(all);
  let ended = false;

  async function* read(): AsyncGenerator<RawRecord[]> {
    function* drain(atLeast: number): Generator<RawRecord[]> {
      while (sink.batch.length >= atLeast && sink.batch.length > 0) yield sink.batch.splice(0, all.batch);
      if (format.onFault === 'refuse' && sink.faultCount > 0)
        throw new Unreadable(
          sink.faults[0]?.position ?? 0,
          'the file counts as a whole, and a part of it cannot be read',
        );
    }
    try {
      const reader = readerOf(format, all, sink);
      let taken = 0;
      for await (const bytes of inSteps(stream, all.step)) {
        reader.push(bytes);
        taken += bytes.length;
        if (taken < all.batchBytes) yield* drain(all.batch);
        else {
          yield* drain(1);
          taken = 0;
        }
      }
      for await (const _ of reader.end()) yield* drain(all.batch);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      sink.notWhole(error.position, error.message);
      // What has not been handed on is not read.
      if (format.onFault === 'refuse') sink.records -= sink.batch.splice(0).length;
    }
    while (sink.batch.length > 0) yield sink.batch.splice(0, all.batch);
    ended = true;
  }

  return {
    [Symbol.asyncIterator]: read,
    verdict() {
      if (!ended) throw new Error('the file has not been read to its end');
      return sink.verdict();
    },
  };
}

/** The same bytes in steps that are neither large, for memory, nor small, for speed. */
async function* inSteps(stream: AsyncIterable<Uint8Array>, step: number): AsyncGenerator<Uint8Array> {
  let gathered: Uint8Array[] = [];
  let size = 0;
  for await (const bytes of stream) {
    if (size === 0 && bytes.length >= step) {
      for (let from = 0; from < bytes.length; from += step) yield bytes.subarray(from, from + step);
      continue;
    }
    gathered.push(bytes);
    size += bytes.length;
    if (size < step) continue;
    const joined = Buffer.concat(gathered);
    for (let from = 0; from < joined.length; from += step) yield joined.subarray(from, from + step);
    gathered = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(gathered);
}
