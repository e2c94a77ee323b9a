import { fuzz, fuzzTimeoutMs, mutatedText } from '@throughline/testing/fuzz';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { documentReader } from '../documents/document-reader.ts';
import { documentSettings } from '../documents/document-settings.ts';
import { scan } from '../documents/scan.ts';
import { served } from '../fixtures/served.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { nameMisfit } from '../stores/paths.ts';

const seeds = ['ART_17_20261103-0200.csv', 'ART_17_20261103-0200.ok', '../ART_1.csv', 'Übersicht 1.csv'];
const words = [
  ...['/', '\\', '..', '.', '\n', '\r', '\u0085', '\u202E', '\uFFFD', '%2e', '~', '\u0301', 'ß', '😀', ' '],
  ...['20261025-0230', '20260229-0000', '99999999-9999', '0'.repeat(20), '_'.repeat(60), 'a'.repeat(300)],
];
const patterns = [
  'ART_{seq}_{asOf:yyyyMMdd-HHmm}.csv',
  '{any}{seq}{any}.csv',
  "{asOf:yyyyMMdd'T'HHmmssX}{any}",
];
const readers = patterns.map((pattern) =>
  documentReader(
    documentSettings.parse({
      pattern,
      ready: { marker: '{stem}.ok' },
      archive: 'old',
      reject: 'bad',
    }),
    'Europe/Berlin',
  ),
);

it(
  'whatever names an SFTP server lists, each is taken, passed over, or told with the reason; none leads elsewhere',
  async () => {
    const { server, store } = await served(await temporaryFolder());
    await fuzz(
      fc.asyncProperty(
        fc.array(mutatedText(seeds, words), { maxLength: 6 }),
        fc.constantFrom(...readers),
        async (names, reader) => {
          server.faults.alsoLists = names;
          const { files, refused } = await store.list('');
          for (const { path } of files) expect(nameMisfit(path)).toBe(null);
          for (const { path, reason } of refused) expect([nameMisfit(path), reason]).not.toContain('');
          const listed = names.filter((name) => name !== '.' && name !== '..');
          expect(files.length + refused.length).toBe(listed.length);
          const { ready, findings } = await scan(store, reader, [], {}, 0);
          // None of them is there.
          expect(ready).toEqual([]);
          for (const { name, detail } of findings) expect([typeof name, detail]).not.toContain('');
          expect(findings.filter(({ cause }) => cause === 'name-refused')).toHaveLength(refused.length);
        },
      ),
    );
  },
  fuzzTimeoutMs,
);
