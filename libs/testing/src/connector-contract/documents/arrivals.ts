import { writeFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type DocumentRecord,
  type Observations,
  documentReader,
  documentSettings,
  handled,
  readDocument,
  scan,
} from '@throughline/file-stores';
import type { StoreSubject } from './subject.ts';

const old = new Date('2001-09-09T01:46:40Z');

/** Looks for documents again and again as the adapter does, on a stopwatch of the test. */
export function arrivalsIn({ folder, store }: StoreSubject, settings: unknown) {
  const reader = documentReader(documentSettings.parse(settings), 'Europe/Berlin');
  const known: DocumentRecord[] = [];
  let observations: Observations = {};
  let clock = 0;

  /** @returns names that are ready, and `name cause` of what else was found */
  const look = async (afterMs = 1_000) => {
    clock += afterMs;
    const seen = await scan(store, reader, known, observations, clock);
    ({ observations } = seen);
    return {
      scan: seen,
      ready: seen.ready.map(({ name }) => name),
      told: seen.findings.map(({ name, cause }) => `${name} ${cause}`),
    };
  };
  return {
    known,
    look,
    write: (name: string, text = name) => writeFile(join(folder, name), text),
    /** As writers that preserve a time do. */
    writeOld: async (name: string, text = name) => {
      await writeFile(join(folder, name), text);
      await utimes(join(folder, name), old, old);
    },
    /** Reads and handles what is ready. @param place where it is afterwards @returns the contents */
    use: async (place: DocumentRecord['place'] = 'left', afterMs = 1_000): Promise<string[]> => {
      const contents = [];
      for (const document of (await look(afterMs)).scan.ready) {
        const parts = [];
        for await (const part of readDocument(store, document)) parts.push(part);
        contents.push(Buffer.concat(parts).toString());
        known.push({ ...handled(document), place });
      }
      return contents;
    },
  };
}
