import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tx } from '@throughline/persistence';
import type { Reading } from '../connectors/connector.ts';
import { type StoredRecord, holdDuplicates, saveSteps, stepsFor, storedRecords } from './source-records.ts';

const reading = (key: string, of: Partial<Reading<unknown>> = {}): Reading<unknown> => ({
  parent: key,
  key,
  value: {},
  fingerprint: 'a',
  issues: [],
  raw: {},
  ...of,
});
const stored = (key: string, of: Partial<StoredRecord> = {}): StoredRecord => ({
  key,
  parent: key,
  version: 4,
  fingerprint: 'a',
  growing: null,
  deleted: false,
  ...of,
});
const steps = (readings: Reading<unknown>[], records: StoredRecord[], parents = ['x']) =>
  stepsFor(readings, records, new Set(parents)).map(({ key, kind, version }) => ({ key, kind, version }));

describe('what has to be published', () => {
  it.each([
    ['nothing when nothing changed', [reading('x')], [stored('x')], []],
    ['what is new', [reading('x')], [], [{ key: 'x', kind: 'missing', version: 1 }]],
    [
      'what changed',
      [reading('x', { fingerprint: 'b' })],
      [stored('x')],
      [{ key: 'x', kind: 'changed', version: 5 }],
    ],
    ['what is gone', [], [stored('x')], [{ key: 'x', kind: 'gone', version: 5 }]],
    [
      'what came back',
      [reading('x')],
      [stored('x', { deleted: true })],
      [{ key: 'x', kind: 'missing', version: 5 }],
    ],
    ['nothing of what is held back', [reading('x', { value: null, fingerprint: 'b' })], [stored('x')], []],
    ['nothing twice of what is gone', [], [stored('x', { deleted: true })], []],
    ['nothing of parents that were not read', [], [stored('y')], []],
  ])('is %s', (_, readings, records, expected) => {
    expect(steps(readings, records)).toEqual(expected);
  });

  it('is each record of a parent by itself, with what was read of it', () => {
    const of = (key: string, fingerprint = 'a') => reading(key, { parent: 'x', fingerprint });
    const was = (key: string, version: number) => stored(key, { parent: 'x', version });
    const readings = [of('x|L1'), of('x|L2', 'b'), of('x|S1')];
    expect(stepsFor(readings, [was('x|L1', 3), was('x|L2', 1), was('x|L3', 7)], new Set(['x']))).toEqual([
      { key: 'x|L2', parent: 'x', version: 2, reading: readings[1], kind: 'changed' },
      { key: 'x|S1', parent: 'x', version: 1, reading: readings[2], kind: 'missing' },
      { key: 'x|L3', parent: 'x', version: 8, reading: null, kind: 'gone' },
    ]);
  });

  it.each([
    ['grew, of several', { 'o|1': 2, 'p|1': 2 }, true],
    ['is new', { 'o|1': 2, 'p|1': 1, 'q|1': 1 }, true],
    ['is new and zero', { 'o|1': 2, 'p|1': 1, 'q|1': 0 }, false],
    ['stayed', { 'o|1': 2, 'p|1': 1 }, false],
    ['shrank', { 'o|1': 1, 'p|1': 1 }, false],
    ['went', { 'p|1': 1 }, false],
  ])('is told of a figure that %s: %j, %s', (_, growing, told) => {
    const before = [stored('x', { growing: { 'o|1': 2, 'p|1': 1 } })];
    expect(steps([reading('x', { growing })], before)).toEqual(
      told ? [{ key: 'x', kind: 'changed', version: 5 }] : [],
    );
  });

  it('is a figure where there was none before, and nothing where there is none now', () => {
    const grown = reading('x', { growing: { 'o|1': 1 } });
    expect(steps([grown], [stored('x')])).toEqual([{ key: 'x', kind: 'changed', version: 5 }]);
    expect(steps([reading('x')], [stored('x', { growing: { 'o|1': 1 } })])).toEqual([]);
  });

  it('is a record that has moved to another parent, though it says the same', () => {
    const moved = reading('x', { parent: ' x' });
    expect(stepsFor([moved], [stored('x')], new Set(['x', ' x']))).toEqual([
      { key: 'x', parent: ' x', version: 5, reading: moved, kind: 'changed' },
    ]);
    // The parent that had it is read once more, by itself.
    expect(stepsFor([], [stored('x', { parent: ' x' })], new Set(['x']))).toEqual([]);
  });

  it('is nothing once it was published, whatever was there before', () => {
    const record = {
      key: fc.constantFrom('a|1', 'a|2', 'b|1', 'b|2', 'c|1'),
      parent: fc.constantFrom('a', 'b', 'c'),
      fingerprint: fc.constantFrom('1', '2'),
      growing: fc.constantFrom({}, { 'o|1': 1 }, { 'o|1': 2, 'o|2': 1 }),
    };
    const byKey = { selector: ({ key }: { key: string }) => key, maxLength: 5, size: 'max' } as const;
    const before = fc.record({ ...record, deleted: fc.boolean(), version: fc.nat(9) });
    fc.assert(
      fc.property(fc.uniqueArray(before, byKey), fc.uniqueArray(fc.record(record), byKey), (old, now) => {
        const readings = now.map((each) => reading(each.key, each));
        const all = new Set(['a', 'b', 'c']);
        const after = new Map<string, StoredRecord>(old.map((each) => [each.key, stored(each.key, each)]));
        for (const { key, parent, version, reading: read } of stepsFor(readings, [...after.values()], all)) {
          expect(version).toBe((after.get(key)?.version ?? 0) + 1);
          const { fingerprint = '', growing = null } = read ?? {};
          after.set(key, stored(key, { parent, version, deleted: read === null, fingerprint, growing }));
        }
        expect(stepsFor(readings, [...after.values()], all)).toEqual([]);
        const live = [...after.values()].filter(({ deleted }) => !deleted);
        const places = (list: readonly { key: string; parent: string }[]) =>
          list.map(({ key, parent }) => `${key} of ${parent}`).toSorted();
        expect(places(live)).toEqual(places(readings));
      }),
    );
  });
});

describe('a code that two rows have', () => {
  const warning = { field: 'color', reason: 'is missing', severity: 'warning' } as const;
  const heldFor = (owner: string) => ({
    field: 'code',
    reason: `"${owner}" has the same code`,
    severity: 'held',
  });

  it('stays with the row that was published', () => {
    const twin = reading('x', { parent: ' x', issues: [warning] });
    expect(holdDuplicates([twin], [stored('x')], new Set([' x']))).toEqual([
      { ...twin, value: null, issues: [warning, heldFor('x')] },
    ]);
    const both = [twin, reading('x')];
    expect(holdDuplicates(both, [stored('x')], new Set(['x', ' x'])).map(({ value }) => value)).toEqual([
      null,
      {},
    ]);
  });

  it('goes to the other row when the one that had it no longer does', () => {
    const moved = reading('x', { parent: ' x' });
    expect(holdDuplicates([moved], [stored('x')], new Set(['x', ' x']))).toEqual([moved]);
    const recoded = [reading('y', { parent: 'x' }), moved];
    expect(holdDuplicates(recoded, [stored('x')], new Set(['x', ' x']))).toEqual(recoded);
    expect(holdDuplicates([moved], [stored('x', { deleted: true })], new Set([' x']))).toEqual([moved]);
  });

  it('goes to the first of two that come at once', () => {
    const [first, second] = [reading('x'), reading('x', { parent: ' x' })];
    expect(holdDuplicates([first, second], [], new Set(['x', ' x']))).toEqual([
      first,
      { ...second, value: null, issues: [heldFor('x')] },
    ]);
  });

  it('is none where the same row is read once more, or has several records', () => {
    const readings = [reading('x|L1', { parent: 'x' }), reading('x|L2', { parent: 'x' })];
    const before = [stored('x|L1', { parent: 'x' }), stored('x|L2', { parent: 'x' })];
    expect(holdDuplicates(readings, before, new Set(['x']))).toEqual(readings);
  });
});

describe('the records in the database', () => {
  /** A transaction that keeps what it is asked. */
  const keeping = (rows: object[] = []) => {
    const asked: unknown[][] = [];
    const query = async (_: string, params: unknown[] = []) => {
      asked.push(params);
      return rows;
    };
    return { tx: { query } as unknown as Tx, asked };
  };

  it('are found by the parents that were read and by the keys that they have now', async () => {
    const { tx, asked } = keeping([stored('x')]);
    expect(await storedRecords(tx, 'stock', ['x', 'y'], ['demo|x'])).toEqual([stored('x')]);
    expect(asked).toEqual([['stock', ['x', 'y'], ['demo|x']]]);
  });

  it('say afterwards what was published, column by column', async () => {
    const { tx, asked } = keeping();
    const [recently, before] = [new Date('2026-11-20T10:00:00Z'), new Date('2026-11-19T10:00:00Z')];
    const growing = { 'o|1': 2 };
    await saveSteps(
      tx,
      'stock',
      [
        {
          ...{ key: 'x|B1', parent: 'x', version: 5, kind: 'changed' },
          reading: reading('x|B1', { fingerprint: 'b', growing }),
        },
        { key: 'x|L1', parent: 'x', version: 1, kind: 'missing', reading: reading('x|L1', { growing: {} }) },
        { key: 'y|B1', parent: 'y', version: 1, kind: 'missing', reading: reading('y|B1') },
        { key: 'z|B1', parent: 'z', version: 8, kind: 'gone', reading: null },
      ],
      ({ kind }) => (kind === 'gone' ? before : recently),
    );
    expect(asked).toEqual([
      [
        'stock',
        ['x|B1', 'x|L1', 'y|B1', 'z|B1'],
        ['x', 'x', 'y', 'z'],
        [5, 1, 1, 8],
        ['b', 'a', 'a', ''],
        ['{"o|1":2}', null, null, null],
        [false, false, false, true],
        [recently, recently, recently, before],
      ],
    ]);
  });
});
