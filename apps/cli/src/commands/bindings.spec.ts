import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Failure } from '../failure.ts';
import type { Installation } from '../installation.ts';
import {
  bindingsOutput,
  changesOutput,
  conflictsOutput,
  exportBindings,
  importBindings,
  suggestionsOutput,
} from './bindings.ts';

const now = new Date('2026-11-29T12:00:00Z');
const changes = {
  ...{ seen: 'h', unchanged: 2, faults: [] },
  changes: [{ source: 'demo', sourceKey: ' a', row: 2, before: null, after: 'A-2', reason: 'twin' }],
};

describe('bindings', () => {
  it('are listed with the row that has each code, and who said so', () => {
    const binding = { source: 'demo', kind: 'items', sourceKey: ' a', code: 'A', published: true };
    const answer = {
      bindings: [
        { ...binding, boundBy: null, reason: null },
        { ...binding, published: false, boundBy: 'anna', reason: 'twin' },
      ],
      next: 'abc',
    };
    expect(bindingsOutput(answer).lines).toEqual([
      'kind        code  row   state          by       why',
      'demo items  A     " a"  published      its key  -',
      'demo items  A     " a"  not published  anna     twin',
      '',
      'More: --after abc',
    ]);
    expect(bindingsOutput({ bindings: [], next: null }).lines).toEqual(['There are none.']);
  });

  it('that are not to be had are told with all that waits for them', () => {
    const conflict = { source: 'demo', kind: 'items', code: 'A', sourceKey: 'a', records: 3 };
    const answer = { conflicts: [{ ...conflict, holder: 'A', since: '2026-11-29T11:00:00Z' }] };
    expect(conflictsOutput(answer, now)).toEqual({
      json: answer,
      lines: [
        'kind        code  belongs to  held  records  for',
        'demo items  A     "A"         "a"         3  1 h',
        '',
        'throughline bindings bind KEY CODE --source S --reason WHY',
      ],
      status: 1,
    });
    expect(conflictsOutput({ conflicts: [] }, now).status).toBe(0);
  });

  it('are suggested by GTIN', () => {
    const suggestion = { source: 'store', kind: 'items', sourceKey: '77', code: null, suggested: 'A' };
    expect(suggestionsOutput({ suggestions: [{ ...suggestion, gtin: '4006' }], next: null }).lines).toEqual([
      'source  row   code  there  GTIN',
      'store   "77"  held  A      4006',
    ]);
  });

  it('that change are shown before and after, and those that do not fit with their lines', () => {
    expect(changesOutput(changes, 'and then').lines).toEqual([
      'source  row   before      after  why',
      'demo    " a"  by its key  A-2    twin',
      '1 changed, 2 unchanged, 0 that do not fit',
      'and then',
    ]);
    const faults = [{ row: 3, field: 'code', message: 'is the code of "A"' }];
    expect(changesOutput({ ...changes, changes: [], faults }, 'and then')).toMatchObject({
      lines: ['Line 3: code is the code of "A"', '0 changed, 2 unchanged, 1 that do not fit'],
      status: 1,
    });
  });
});

describe('asking the adapter', () => {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-bindings-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const asked: unknown[] = [];
  const installation = {
    command: async (_: string, path: string, body: object) => {
      asked.push([path, body]);
      return changes;
    },
    download: async (_: string, path: string) => {
      asked.push([path]);
      return Buffer.from('source\n');
    },
  } as unknown as Installation;

  it('what a file would change, and then to take in what was seen', async () => {
    const file = join(folder, 'bindings.csv');
    writeFileSync(file, 'source');
    const { lines } = await importBindings(installation, file, {});
    expect(asked.at(-1)).toEqual(['/bindings/import/preview', { csv: 'source' }]);
    expect(lines.at(-1)).toBe(`throughline bindings import ${file} --seen h`);
    await importBindings(installation, file, { seen: 'h', reason: 'twins' });
    expect(asked.at(-1)).toEqual(['/bindings/import', { csv: 'source', reason: 'twins', seen: 'h' }]);
    await expect(importBindings(installation, join(folder, 'none'), {})).rejects.toThrow(Failure);
  });

  it('for all of them as a file', async () => {
    const out = join(folder, 'out.csv');
    await exportBindings(installation, { source: 'demo', kind: undefined, out });
    expect(asked.at(-1)).toEqual(['/bindings/export?source=demo']);
    expect(readFileSync(out, 'utf8')).toBe('source\n');
    const nowhere = join(folder, 'none', 'out.csv');
    await expect(exportBindings(installation, { out: nowhere })).rejects.toThrow(Failure);
  });
});
