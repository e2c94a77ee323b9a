import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Failure, NotFound, Refusal } from '../failure.ts';
import type { Installation } from '../installation.ts';
import {
  applySource,
  checkSource,
  diffSource,
  exportSource,
  historyOutput,
  sourcesOutput,
} from './source.ts';

const folder = mkdtempSync(join(tmpdir(), 'throughline-source-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'nord.yaml');
const document = '# ours\nsource: nord\n';
writeFileSync(file, document);

const checked = {
  source: 'nord',
  version: 3,
  flows: [
    {
      flow: 'items',
      mapping: 'items@1',
      reader: 'art',
      usedColumns: ['ArtNr', 'ME'],
      unfilledFields: ['size'],
    },
    { flow: 'prices', mapping: 'prices@2', reader: 'art', usedColumns: ['VK'], unfilledFields: [] },
  ],
  changed: ['- currency: DEM', '+ currency: EUR'],
};
const summary = [
  'flow    mapping   reader  columns that are used',
  'items   items@1   art     ArtNr, ME',
  'prices  prices@2  art     VK',
  '',
  '  mapping  fields left empty or to a default',
  '  items@1  size',
];
const refusal = (...messages: string[]) =>
  new Refusal(
    'erp-adapter: …',
    400,
    '…',
    messages.map((message) => ({ field: 'document', message })),
  );
const changedMeanwhile = new Refusal('…', 409, 'nord has version 4 by now, and not 3', []);

let answers: (() => unknown)[];
const command = vi.fn(async (..._: unknown[]) => answers.shift()?.());
const read = vi.fn(async (..._: unknown[]) => answers.shift()?.());
const installation = { command, read } as unknown as Installation;
const fails = (error: unknown) => () => {
  throw error;
};
beforeEach(() => {
  answers = [];
  vi.clearAllMocks();
});

describe('a document of a source', () => {
  it('is told what it comes to, and nothing is changed', async () => {
    answers = [() => checked];
    expect(await checkSource(installation, file)).toEqual({
      json: checked,
      lines: ['nord differs from version 3: `throughline source diff` shows the lines', '', ...summary],
    });
    expect(command.mock.calls).toEqual([['erp-adapter', '/sources/check', { document }]]);
  });

  it('says what is done with orders that go out to it, and what that needs', async () => {
    const ordersOut = {
      ...{ mapping: 'orders-out@1', statements: ['insert into a (b) values (?)'], rights: ['INSERT on a'] },
      ...{ once: 'by a lock', leftOut: ['recipient.phone'] },
      limits: [{ field: 'recipient.name', maxLength: 40 }],
    };
    answers = [() => ({ ...checked, ordersOut })];
    const { lines } = await checkSource(installation, file);
    expect(lines.slice(2 + summary.length)).toEqual([
      '',
      'orders go out by orders-out@1; for each, in one transaction:',
      '  insert into a (b) values (?)',
      'needs: INSERT on a',
      'once: by a lock',
      'goes nowhere: recipient.phone',
      'the checkout keeps to: recipient.name 40',
    ]);
  });

  it('shows the file that an example becomes', async () => {
    const ordersOut = {
      ...{ mapping: 'orders-out@1', statements: [], rights: ['to write in out'], once: 'by notes' },
      ...{ leftOut: [], limits: [], file: { name: 'O_1.csv', text: 'No;Item\r\n1;4-1\r\n' } },
    };
    answers = [() => ({ ...checked, ordersOut })];
    const { lines } = await checkSource(installation, file);
    expect(lines.slice(2 + summary.length)).toEqual([
      '',
      'orders go out by orders-out@1',
      'an example is the file O_1.csv:',
      '  No;Item',
      '  1;4-1',
      'needs: to write in out',
      'once: by notes',
    ]);
  });

  it('has its faults told by file, line and column, as a finding of the check', async () => {
    answers = [fails(refusal('12:4 readers.art.key: is missing', 'Too big'))];
    const lines = [`${file}:12:4 readers.art.key: is missing`, `${file}: Too big`];
    expect(await checkSource(installation, file)).toEqual({ json: { faults: lines }, lines, status: 1 });
  });

  it.each([checkSource, diffSource])('leaves other refusals as they are: %o', async (ask) => {
    const other = new Refusal('erp-adapter: Forbidden', 403, 'Forbidden', []);
    answers = [fails(other)];
    await expect(ask(installation, file)).rejects.toBe(other);
  });

  it('is compared line by line, and a difference is told to scripts', async () => {
    answers = [() => checked, () => ({ ...checked, changed: [] }), fails(refusal('1:1 source: is missing'))];
    expect(await diffSource(installation, file)).toEqual({
      json: checked,
      lines: checked.changed,
      status: 1,
    });
    expect(await diffSource(installation, file)).toMatchObject({
      lines: ['nord is this document already, version 3'],
      status: 0,
    });
    await expect(diffSource(installation, file)).rejects.toThrow(`${file}:1:1 source: is missing`);
  });
});

describe('applying a document', () => {
  it('shows the lines that change and what it comes to', async () => {
    answers = [() => checked, () => ({ source: 'nord', version: 4 })];
    const { lines, status } = await applySource(installation, file, { note: 'euro' });
    expect(lines).toEqual([
      ...[...checked.changed, '', ...summary, ''],
      'nord is version 4 now; `throughline flows` says what is heard of it',
    ]);
    expect(status ?? 0).toBe(0);
    expect(command).toHaveBeenLastCalledWith('erp-adapter', '/sources', {
      document,
      note: 'euro',
      expected: 3,
    });
  });

  it('of a new source shows what it comes to alone', async () => {
    answers = [() => ({ ...checked, version: 0 }), () => ({ source: 'nord', version: 1 })];
    const { lines } = await applySource(installation, file, {});
    expect(lines.slice(0, summary.length)).toEqual(summary);
  });

  it('takes the place of the version that is named, and of no other', async () => {
    answers = [() => checked, fails(changedMeanwhile)];
    await expect(applySource(installation, file, { expected: '2' })).rejects.toThrow(
      `${file}:2:1 source: nord has version 4 by now, and not 3`,
    );
    expect(command.mock.lastCall?.[2]).toMatchObject({ note: null, expected: 2 });
    await expect(applySource(installation, file, { expected: 'two' })).rejects.toThrow('--expected');
  });

  it('makes no version of what holds already', async () => {
    answers = [() => ({ ...checked, changed: [] })];
    const { lines } = await applySource(installation, file, {});
    expect(lines).toEqual(['nord is this document already, version 3']);
    expect(command).toHaveBeenCalledOnce();
  });

  it('is refused with file, line and reason of each fault', async () => {
    answers = [fails(refusal('12:4 readers.art.key: is missing', '3:1 zone: is no time zone'))];
    await expect(applySource(installation, file, {})).rejects.toThrow(
      new Failure(`${file}:12:4 readers.art.key: is missing\n${file}:3:1 zone: is no time zone`),
    );
  });

  it('needs a file that is there, and is text in UTF-8', async () => {
    await expect(applySource(installation, join(folder, 'none.yaml'), {})).rejects.toThrow('cannot be read');
    const latin = join(folder, 'latin.yaml');
    writeFileSync(latin, Buffer.from('source: nord # Schläuche', 'latin1'));
    await expect(applySource(installation, latin, {})).rejects.toThrow('is not UTF-8');
    expect(command).not.toHaveBeenCalled();
  });
});

describe('what was applied', () => {
  const version = { source: 'nord', version: 2, document };

  it('is printed as it was given, or written where nothing is yet', async () => {
    answers = [() => version, () => version, () => version];
    expect((await exportSource(installation, 'nord', {})).lines).toEqual(['# ours', 'source: nord']);
    const out = join(folder, 'exported.yaml');
    await exportSource(installation, 'nord', { version: '2', out });
    expect(read).toHaveBeenLastCalledWith('erp-adapter', '/sources/nord', { version: '2' });
    expect(readFileSync(out, 'utf8')).toBe(document);
    await expect(exportSource(installation, 'nord', { out })).rejects.toThrow('is there already');
  });

  it('is listed with who applied it, and why', () => {
    const versions = [
      { version: 2, author: 'ada', note: 'euro', appliedAt: '2026-11-30T10:00:00.000Z' },
      { version: 1, author: 'bob', note: null, appliedAt: '2026-11-29T10:00:00.000Z' },
    ];
    expect(historyOutput('nord', { versions }).lines).toEqual([
      'version  applied                  by   note',
      '      2  2026-11-30 10:00:00 UTC  ada  euro',
      '      1  2026-11-29 10:00:00 UTC  bob',
    ]);
    expect(() => historyOutput('nord', { versions: [] })).toThrow(NotFound);
  });

  it('stands in the list beside what the environment configures', () => {
    const sources = [
      { source: 'demo', version: 0, flows: ['items', 'orders'], takesOrders: true },
      { source: 'nord', version: 2, flows: ['stock'], takesOrders: false },
    ];
    expect(sourcesOutput({ sources }).lines).toEqual([
      'source  configured by  orders  flows',
      'demo    environment    yes     items orders',
      'nord    version 2      no      stock',
    ]);
    expect(sourcesOutput({ sources: [] }).lines).toHaveLength(1);
  });
});
