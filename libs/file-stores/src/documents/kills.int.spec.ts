import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { documentSettings } from './document-settings.ts';
import { loadState, runDelivery, runReader } from '../fixtures/reader-run.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { openFolder } from '../stores/folder-store.ts';

const program = join(import.meta.dirname, '..', 'fixtures', 'killed-run.ts');
const goOn = () => Promise.resolve();

/** Runs until a step, and kills there. @returns the step, null when the run had come to its end before */
async function killedAt(stopAt: number, what: string, folder: string, state: string, given: unknown) {
  const child = spawn(
    process.execPath,
    ['--no-warnings', program, what, folder, state, JSON.stringify(given), String(stopAt)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise((resolve) => child.on('close', resolve));
  let said = '';
  for await (const line of createInterface({ input: child.stdout })) {
    said = line;
    break;
  }
  child.kill('SIGKILL');
  await ended;
  if (said === '') throw new Error('the run ended without a word');
  return said === 'done' ? null : said;
}

/** Does a thing once for each step at which a run can be killed. @returns the steps */
async function atEachStep(
  once: (
    kill: (what: string, folder: string, state: string, given: unknown) => Promise<string | null>,
  ) => Promise<void>,
) {
  const steps: string[] = [];
  for (let stopAt = 1; ; stopAt++) {
    let step: string | null = null;
    await once(async (...run) => (step = await killedAt(stopAt, ...run)));
    if (step === null) return steps;
    steps.push(step);
  }
}

async function below(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

const read = (folder: string, path: string) => readFile(join(folder, path), 'utf8');

describe('a reader that is killed at any step', () => {
  it('uses each document once, acknowledges it once, and puts it and its marker away', async () => {
    const settings = documentSettings.parse({
      folder: 'in',
      pattern: 'ART_{seq}.csv',
      ready: { marker: '{name}.ok' },
      archive: 'archive',
      reject: 'rejected',
      acknowledge: { name: 'answers/{stem}.ack' },
    });
    const steps = await atEachStep(async (kill) => {
      const [folder, state] = [await temporaryFolder(), join(await temporaryFolder(), 'state')];
      await mkdir(join(folder, 'in'));
      for (const [name, text] of [
        ['ART_1.csv', 'one'],
        ['ART_2.csv', 'bad'],
      ] as const) {
        await writeFile(join(folder, 'in', name), text);
        await writeFile(join(folder, 'in', `${name}.ok`), '');
      }
      await kill('reader', folder, state, settings);
      await runReader(await openFolder(folder), settings, state, goOn);
      expect((await loadState(state)).used).toEqual([{ name: 'ART_1.csv', text: 'one' }]);
      expect(await below(folder)).toEqual([
        'answers/ART_1.ack',
        'answers/ART_2.ack',
        'archive/ART_1.csv',
        'archive/ART_1.csv.ok',
        'rejected/ART_2.csv',
        'rejected/ART_2.csv.ok',
        'rejected/ART_2.csv.reason.txt',
      ]);
      expect(await read(folder, 'rejected/ART_2.csv.reason.txt')).toBe('line 1: bad\n');
      expect(await read(folder, 'answers/ART_1.ack')).toMatch(/^accepted ART_1\.csv [0-9a-f]{64}\n$/);
      expect(await read(folder, 'answers/ART_2.ack')).toMatch(/^rejected ART_2\.csv .* line 1: bad\n$/);
    });
    expect(steps).toContain('at renamed in/ART_2.csv.ok');
    expect(steps).toContain('at staged rejected/ART_2.csv.reason.txt');
    expect(steps.length).toBeGreaterThan(30);
  });

  it('takes a document that came under the same name meanwhile for what it is', async () => {
    const settings = documentSettings.parse({
      pattern: 'stock.csv',
      ready: { marker: '{stem}.ok' },
      archive: 'archive',
      reject: 'rejected',
    });
    await atEachStep(async (kill) => {
      const [folder, state] = [await temporaryFolder(), join(await temporaryFolder(), 'state')];
      const arrive = async (text: string) => {
        await writeFile(join(folder, 'next'), text);
        await rename(join(folder, 'next'), join(folder, 'stock.csv'));
        await writeFile(join(folder, 'stock.ok'), '');
      };
      await arrive('first');
      await kill('reader', folder, state, settings);
      const before = (await loadState(state)).used.length;
      await arrive('later');
      await runReader(await openFolder(folder), settings, state, goOn);
      const { used } = await loadState(state);
      // The first one was replaced by its sender, before it was used or after.
      expect(used.map(({ text }) => text)).toEqual(before === 0 ? ['later'] : ['first', 'later']);
      expect((await below(folder)).filter((path) => !path.startsWith('archive/'))).toEqual([]);
    });
  });

  it('puts a manifest away after all its documents', async () => {
    const settings = documentSettings.parse({
      pattern: 'ART_{seq}.csv',
      ready: { manifest: { pattern: 'LIST_{seq}.txt', columns: ['name', 'size'] } },
      archive: 'archive',
    });
    const steps = await atEachStep(async (kill) => {
      const [folder, state] = [await temporaryFolder(), join(await temporaryFolder(), 'state')];
      await writeFile(join(folder, 'ART_1.csv'), 'one');
      await writeFile(join(folder, 'ART_2.csv'), 'two!');
      await writeFile(join(folder, 'LIST_1.txt'), 'ART_1.csv 3\nART_2.csv 4\n');
      await writeFile(join(folder, 'LIST_2.txt'), 'ART_3.csv 3\n');
      await kill('reader', folder, state, settings);
      await runReader(await openFolder(folder), settings, state, goOn);
      expect((await loadState(state)).used.map(({ name }) => name)).toEqual(['ART_1.csv', 'ART_2.csv']);
      expect(await below(folder)).toEqual([
        'LIST_2.txt',
        'archive/ART_1.csv',
        'archive/ART_2.csv',
        'archive/LIST_1.txt',
      ]);
    });
    expect(steps).toContain('at renamed LIST_1.txt');
  });
});

describe('a document of ours whose writer is killed at any step', () => {
  it('reaches whoever fetches it once, and whole', async () => {
    const steps = await atEachStep(async (kill) => {
      const [folder, state] = [await temporaryFolder(), join(await temporaryFolder(), 'state')];
      const fetched: string[] = [];
      const fetch = async () => {
        const there = await readdir(join(folder, 'out')).catch(() => []);
        for (const marker of there.filter((entry) => entry.endsWith('.ok'))) {
          fetched.push(await read(folder, `out/${marker.slice(0, -'.ok'.length)}`));
          await rename(
            join(folder, 'out', marker.slice(0, -'.ok'.length)),
            join(folder, `${fetched.length}`),
          );
          await rename(join(folder, 'out', marker), join(folder, `${fetched.length}.ok`));
        }
      };
      await kill('delivery', folder, state, { path: 'out/ORDER_1.xml', text: '<order/>' });
      await fetch();
      await runDelivery(await openFolder(folder), 'out/ORDER_1.xml', '<order/>', state, goOn);
      await fetch();
      expect(fetched).toEqual(['<order/>']);
      expect(await below(folder)).toEqual(['1', '1.ok']);
    });
    expect(steps).toEqual([
      'at stage out/ORDER_1.xml',
      'at staged out/ORDER_1.xml',
      'at save',
      'at saved',
      'at rename out/.ORDER_1.xml.part',
      'at renamed out/.ORDER_1.xml.part',
      'at save',
      'at saved',
      'at stage out/ORDER_1.xml.ok',
      'at staged out/ORDER_1.xml.ok',
      'at save',
      'at saved',
      'at rename out/.ORDER_1.xml.ok.part',
      'at renamed out/.ORDER_1.xml.ok.part',
      'at save',
      'at saved',
    ]);
  });
});
