import {
  type Hashes,
  type RawDeclaration,
  type RawSubject,
  type Seen,
  rawConnectorContract,
} from '@throughline/testing/connector-contract';
import { afterAll, beforeAll, describe } from 'vitest';
import type { DatabaseSource } from './database-source.ts';
import { type Office, onEachOffice } from './fixtures/offices.ts';
import { recordReaders, recordTable } from './fixtures/record-table.ts';
import { MemoryHashes } from './memory-hashes.ts';
import { recordHash } from './row-hash.ts';
import { databaseSettings } from './settings.ts';

type Method = keyof typeof recordReaders;

onEachOffice('raw records and their changes in', ({ open, dialect }) => {
  const mariadb = dialect === 'mariadb';
  /** As the table of the README has it. */
  const declared: Record<Method, RawDeclaration> = {
    log: {
      captures: true,
      sees: [
        ...(['deletions', 'changed keys', 'strange stamps', 'late commits', 'losses'] as Seen[]),
        ...(mariadb ? [] : (['cascades', 'truncation'] as Seen[])),
      ],
    },
    column: { captures: true, sees: [] },
    hash: { captures: false, sees: [] },
  };
  const log = mariadb ? 'throughline_captured_nord' : 'throughline.captured_nord';
  let office: Office;
  beforeAll(async () => {
    office = await open();
  });
  afterAll(() => office.close());

  const hashesOf = (method: Method): Hashes => {
    const known = new MemoryHashes();
    const readers = { records: recordReaders[method] };
    const hash = recordHash(
      databaseSettings.parse({ dialect, url: office.url, readers }).readers['records']!,
    );
    return {
      size: () => known.size(),
      ranges: (bits) => known.ranges(bits),
      keys: (bits, ranges) => known.keys(bits, ranges),
      learn: (sourceKey, record) =>
        record === undefined ? known.delete(sourceKey) : known.set(sourceKey, hash(sourceKey, record)),
    };
  };

  describe.each(Object.keys(recordReaders) as Method[])('by %s', (method) => {
    rawConnectorContract(declared[method], async (): Promise<RawSubject> => {
      const table = await recordTable(office, method === 'log' ? log : null);
      let source: DatabaseSource | undefined;
      const opened = async () => {
        await source?.close();
        source = office.source({ records: recordReaders[method] }, { connections: 4 });
        return source;
      };
      await (await opened()).remove();
      return {
        table,
        open: opened,
        repair: async () => source?.install(),
        hashes: () => hashesOf(method),
        secrets: [new URL(office.url).password],
      };
    });
  });
});
