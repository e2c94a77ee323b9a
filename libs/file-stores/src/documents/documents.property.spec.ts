import { appendFile, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { loadState, runReader } from '../fixtures/reader-run.ts';
import { openFolder } from '../stores/folder-store.ts';
import { documentSettings } from './document-settings.ts';
import { documentReader } from './document-reader.ts';
import { scan } from './scan.ts';

const settings = documentSettings.parse({
  folder: 'in',
  pattern: 'ART_{seq}.csv',
  ready: { rename: true },
  archive: 'archive',
  reject: 'rejected',
  acknowledge: { name: 'answers/{stem}.ack' },
});

const mostNumber = 6;
const seq = fc.integer({ min: 1, max: mostNumber });
const content = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'bad', '');
const happening = fc.oneof(
  { weight: 4, arbitrary: fc.record({ what: fc.constant('put' as const), seq, content }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('grow' as const), seq, content }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('rename' as const), seq, to: seq }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('run' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      what: fc.constant('broken run' as const),
      after: fc.integer({ min: 1, max: 14 }),
    }),
  },
);

it('whatever is put, grows, is renamed, repeated or out of order: each content is used once, in the order of the names', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 14 }), async (happenings) => {
      const top = await mkdtemp(join(tmpdir(), 'file-stores-'));
      try {
        await writeFile(join(top, 'state.json'), JSON.stringify({ used: [], records: [], delivery: null }));
        const state = join(top, 'state.json');
        const inbox = join(top, 'in');
        const store = await openFolder(top);
        await store.stage('in/first', Buffer.alloc(0));
        const named = (number: number) => join(inbox, `ART_${number}.csv`);
        const ignoreMissing = (error: NodeJS.ErrnoException) => {
          if (error.code !== 'ENOENT') throw error;
        };
        for (const it of happenings) {
          if (it.what === 'put') {
            await writeFile(join(inbox, 'next'), it.content);
            await rename(join(inbox, 'next'), named(it.seq));
          } else if (it.what === 'grow') await appendFile(named(it.seq), it.content);
          else if (it.what === 'rename') await rename(named(it.seq), named(it.to)).catch(ignoreMissing);
          else if (it.what === 'run') await runReader(store, settings, state, () => Promise.resolve());
          else {
            let steps = 0;
            const breaking = async () => {
              steps += 1;
              if (steps >= it.after) throw new Error('broken');
            };
            await runReader(store, settings, state, breaking).catch((error: Error) => {
              if (error.message !== 'broken') throw error;
            });
          }
        }
        // What was held as a repetition is no more one once the first was rejected: at most each number in turn.
        for (let run = 0; run < mostNumber; run++)
          await runReader(store, settings, state, () => Promise.resolve());
        const { used, records } = await loadState(state);
        const numbers = used.map(({ name }) => Number(/\d+/.exec(name)?.[0]));
        expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
        expect(new Set(used.map(({ text }) => text)).size).toBe(used.length);
        // Nothing lies there in silence.
        const { ready, findings } = await scan(store, documentReader(settings, 'UTC'), records, {}, 0);
        expect(ready).toEqual([]);
        expect(findings.map(({ name }) => name).sort()).toEqual(
          (await readdir(inbox)).filter((name) => name.startsWith('ART')).sort(),
        );
        const archived = await readdir(join(top, 'archive')).catch(() => []);
        // But for those that their sender replaced after they were used.
        const moved = records.filter(({ decision, place }) => decision === 'handled' && place === 'moved');
        expect(archived).toHaveLength(moved.length);
        expect(records.filter(({ place }) => place === 'arrived')).toEqual([]);
      } finally {
        await rm(top, { recursive: true, force: true });
      }
    }),
    { numRuns: 50 },
  );
});
