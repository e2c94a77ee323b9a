import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tx } from '@throughline/persistence';
import type { MappedRecord } from '@throughline/connector';
import { type StoredRecord, holdDuplicates, saveSteps, stepsFor, storedRecords } from './source-records.ts';

const mappedRecord = (key: string, of: Partial<MappedRecord<unknown>> = {}): MappedRecord<unknown> => ({
  sourceKey: key,
  key,
  value: {},
  fingerprint: 'a',
  issues: [],
  raw: {},
  ...of,
});
const stored = (key: string, of: Partial<StoredRecord> = {}): StoredRecord => ({
  key,
  sourceKey: key,
  version: 4,
  fingerprint: 'a',
  monotonic: null,
  deleted: false,
  ...of,
});
const steps = (records: MappedRecord<unknown>[], known: StoredRecord[], sourceKeys = ['x']) =>
  stepsFor(records, known, new Set(sourceKeys)).map(({ key, kind, version }) => ({ key, kind, version }));

describe('what has to be published', () => {
  it.each([
    ['nothing when nothing changed', [mappedRecord('x')], [stored('x')], []],
    ['what is new', [mappedRecord('x')], [], [{ key: 'x', kind: 'missing', version: 1 }]],
    [
      'what changed',
      [mappedRecord('x', { fingerprint: 'b' })],
      [stored('x')],
      [{ key: 'x', kind: 'changed', version: 5 }],
    ],
    ['what is gone', [], [stored('x')], [{ key: 'x', kind: 'gone', version: 5 }]],
    [
      'what came back',
      [mappedRecord('x')],
      [stored('x', { deleted: true })],
      [{ key: 'x', kind: 'missing', version: 5 }],
    ],
    [
      'nothing of what is held back',
      [mappedRecord('x', { value: null, fingerprint: 'b' })],
      [stored('x')],
      [],
    ],
    ['nothing twice of what is gone', [], [stored('x', { deleted: true })], []],
    ['nothing of source keys that were not read', [], [stored('y')], []],
  ])('is %s', (_, records, known, expected) => {
    expect(steps(records, known)).toEqual(expected);
  });

  it('is each record of a source key by itself, with what was read of it', () => {
    const of = (key: string, fingerprint = 'a') => mappedRecord(key, { sourceKey: 'x', fingerprint });
    const was = (key: string, version: number) => stored(key, { sourceKey: 'x', version });
    const records = [of('x|L1'), of('x|L2', 'b'), of('x|S1')];
    expect(stepsFor(records, [was('x|L1', 3), was('x|L2', 1), was('x|L3', 7)], new Set(['x']))).toEqual([
      { key: 'x|L2', sourceKey: 'x', version: 2, record: records[1], kind: 'changed', rebinds: false },
      { key: 'x|S1', sourceKey: 'x', version: 1, record: records[2], kind: 'missing', rebinds: true },
      { key: 'x|L3', sourceKey: 'x', version: 8, record: null, kind: 'gone', rebinds: true },
    ]);
  });

  it.each([
    ['grew, of several', { 'o|1': 2, 'p|1': 2 }, true],
    ['is new', { 'o|1': 2, 'p|1': 1, 'q|1': 1 }, true],
    ['is new and zero', { 'o|1': 2, 'p|1': 1, 'q|1': 0 }, false],
    ['stayed', { 'o|1': 2, 'p|1': 1 }, false],
    ['shrank', { 'o|1': 1, 'p|1': 1 }, false],
    ['went', { 'p|1': 1 }, false],
  ])('is told of a figure that %s: %j, %s', (_, monotonic, told) => {
    const before = [stored('x', { monotonic: { 'o|1': 2, 'p|1': 1 } })];
    expect(steps([mappedRecord('x', { monotonic })], before)).toEqual(
      told ? [{ key: 'x', kind: 'changed', version: 5 }] : [],
    );
  });

  it('is a figure where there was none before, and nothing where there is none now', () => {
    const grown = mappedRecord('x', { monotonic: { 'o|1': 1 } });
    expect(steps([grown], [stored('x')])).toEqual([{ key: 'x', kind: 'changed', version: 5 }]);
    expect(steps([mappedRecord('x')], [stored('x', { monotonic: { 'o|1': 1 } })])).toEqual([]);
  });

  it('is what is outside of its key, which is gone under it', () => {
    const outside = { ...mappedRecord('x|L1', { sourceKey: 'x', value: null }), outside: true as const };
    const before = [stored('x|L1', { sourceKey: 'x' }), stored('y|L1', { sourceKey: 'y' })];
    expect(stepsFor([outside], before, new Set(['x']))).toEqual([
      { key: 'x|L1', sourceKey: 'x', version: 5, record: null, kind: 'gone', rebinds: true },
    ]);
  });

  it('is nothing of what may be the row that could not be read, and all else of its source key', () => {
    const unread = mappedRecord('demo|x', { sourceKey: 'x', value: null, keyUnknown: true });
    const fine = mappedRecord('demo|x|L2', { sourceKey: 'x', fingerprint: 'b' });
    const before = ['demo|x|L1', 'demo|x|L2', 'demo|x'].map((key) => stored(key, { sourceKey: 'x' }));
    const gone = stored('demo|y|L1', { sourceKey: 'y' });
    expect(steps([unread, fine], [...before, gone], ['x', 'y'])).toEqual([
      { key: 'demo|x|L2', kind: 'changed', version: 5 },
      { key: 'demo|y|L1', kind: 'gone', version: 5 },
    ]);
  });

  it('is a record that has moved to another sourceKey, though it says the same', () => {
    const moved = mappedRecord('x', { sourceKey: ' x' });
    expect(stepsFor([moved], [stored('x')], new Set(['x', ' x']))).toEqual([
      { key: 'x', sourceKey: ' x', version: 5, record: moved, kind: 'changed', rebinds: true },
    ]);
    // The sourceKey that had it is read once more, by itself.
    expect(stepsFor([], [stored('x', { sourceKey: ' x' })], new Set(['x']))).toEqual([]);
  });

  it('is nothing once it was published, whatever was there before', () => {
    const record = {
      key: fc.constantFrom('a|1', 'a|2', 'b|1', 'b|2', 'c|1'),
      sourceKey: fc.constantFrom('a', 'b', 'c'),
      fingerprint: fc.constantFrom('1', '2'),
      monotonic: fc.constantFrom({}, { 'o|1': 1 }, { 'o|1': 2, 'o|2': 1 }),
    };
    const byKey = { selector: ({ key }: { key: string }) => key, maxLength: 5, size: 'max' } as const;
    const before = fc.record({ ...record, deleted: fc.boolean(), version: fc.nat(9) });
    fc.assert(
      fc.property(fc.uniqueArray(before, byKey), fc.uniqueArray(fc.record(record), byKey), (old, now) => {
        const records = now.map((each) => mappedRecord(each.key, each));
        const all = new Set(['a', 'b', 'c']);
        const after = new Map<string, StoredRecord>(old.map((each) => [each.key, stored(each.key, each)]));
        for (const { key, sourceKey, version, record: read } of stepsFor(records, [...after.values()], all)) {
          expect(version).toBe((after.get(key)?.version ?? 0) + 1);
          const { fingerprint = '', monotonic = null } = read ?? {};
          after.set(key, stored(key, { sourceKey, version, deleted: read === null, fingerprint, monotonic }));
        }
        expect(stepsFor(records, [...after.values()], all)).toEqual([]);
        const live = [...after.values()].filter(({ deleted }) => !deleted);
        const places = (list: readonly { key: string; sourceKey: string }[]) =>
          list.map(({ key, sourceKey }) => `${key} of ${sourceKey}`).toSorted();
        expect(places(live)).toEqual(places(records));
      }),
    );
  });
});

describe('a code that two rows have', () => {
  const warning = { field: 'color', reason: 'is missing', severity: 'warning' } as const;
  const heldFor = (owner: string, code = '', flow = 'customers') => ({
    field: 'code',
    reason: `"${code}" is the code of "${owner}"`,
    severity: 'held',
    awaits: `${flow} ${code}`,
  });

  it('stays with the row that was published', () => {
    const twin = mappedRecord('x', { sourceKey: ' x', issues: [warning] });
    expect(holdDuplicates('customers', [twin], [stored('x')], new Set([' x']))).toEqual([
      { ...twin, value: null, issues: [warning, heldFor('x')] },
    ]);
    const both = [twin, mappedRecord('x')];
    expect(
      holdDuplicates('customers', both, [stored('x')], new Set(['x', ' x'])).map(({ value }) => value),
    ).toEqual([null, {}]);
  });

  it('goes to the other row when the one that had it no longer does', () => {
    const moved = mappedRecord('x', { sourceKey: ' x' });
    expect(holdDuplicates('customers', [moved], [stored('x')], new Set(['x', ' x']))).toEqual([moved]);
    const recoded = [mappedRecord('y', { sourceKey: 'x' }), moved];
    expect(holdDuplicates('customers', recoded, [stored('x')], new Set(['x', ' x']))).toEqual(recoded);
    expect(holdDuplicates('customers', [moved], [stored('x', { deleted: true })], new Set([' x']))).toEqual([
      moved,
    ]);
  });

  it('goes to the first of two that come at once', () => {
    const [first, second] = [mappedRecord('x'), mappedRecord('x', { sourceKey: ' x' })];
    expect(holdDuplicates('customers', [first, second], [], new Set(['x', ' x']))).toEqual([
      first,
      { ...second, value: null, issues: [heldFor('x')] },
    ]);
  });

  it('is held under the key that the row has in the back office, where keys have codes', () => {
    const owner = mappedRecord('demo|X', { sourceKey: 'X' });
    const twin = mappedRecord('demo|X', { sourceKey: 'x' });
    const before = [stored('demo|X', { sourceKey: 'X' })];
    expect(holdDuplicates('items', [twin, owner], before, new Set(['x', 'X']))).toEqual([
      { ...twin, key: 'demo|x', outside: true, value: null, issues: [heldFor('X', 'X', 'items')] },
      owner,
    ]);
    const place = mappedRecord('demo|X|B1', { sourceKey: 'x' });
    const shelf = [stored('demo|X|B1', { sourceKey: 'X' })];
    for (const flow of ['locations', 'prices', 'stock'] as const)
      expect(holdDuplicates(flow, [place], shelf, new Set(['x']))).toEqual([
        { ...place, key: 'demo|x|B1', outside: true, value: null, issues: [heldFor('X', 'X', flow)] },
      ]);
  });

  it('goes to what hangs on the row that the code is bound to, whoever had it', () => {
    const names = [{ flow: 'items', code: 'X', sourceKey: 'x' }] as const;
    const place = mappedRecord('demo|X|B1', { sourceKey: 'x', names });
    const shelf = [stored('demo|X|B1', { sourceKey: 'X' })];
    const bindings = new Map([['items X', 'x']]);
    expect(holdDuplicates('stock', [place], shelf, new Set(['x']), bindings)).toEqual([place]);
    expect(stepsFor([place], shelf, new Set(['x']))).toEqual([
      { key: 'demo|X|B1', sourceKey: 'x', version: 5, record: place, kind: 'changed', rebinds: true },
    ]);
  });

  it('does not go to what hangs on a row that the code is not bound to, nor for another code of that row', () => {
    const shelf = [stored('demo|X|B1', { sourceKey: 'X' })];
    const place = mappedRecord('demo|X|B1', {
      sourceKey: 'x',
      names: [
        { flow: 'items', code: 'X', sourceKey: 'x' },
        { flow: 'locations', code: 'B1', sourceKey: 'b1' },
      ],
    });
    for (const bindings of [new Map([['items X', 'X']]), new Map([['locations B1', 'x']]), new Map()])
      expect(holdDuplicates('stock', [place], shelf, new Set(['x']), bindings)).toMatchObject([
        { key: 'demo|x|B1', value: null, outside: true },
      ]);
  });

  it('is one that a row may have once', () => {
    const twice = [
      mappedRecord('demo|X|B1', { sourceKey: 'x' }),
      mappedRecord('demo|X|B1', { sourceKey: 'x' }),
    ];
    expect(holdDuplicates('stock', twice, [], new Set(['x']))).toEqual([
      twice[0],
      { ...twice[1], value: null, issues: [heldFor('x', 'X', 'stock')] },
    ]);
  });

  it('leaves alone what is held back for that already, and what could not be read', () => {
    const outside = { ...mappedRecord('demo|x|B1', { sourceKey: 'x', value: null }), outside: true as const };
    const unread = mappedRecord('demo|x', { sourceKey: 'x', value: null, keyUnknown: true });
    const shelf = [stored('demo|x|B1', { sourceKey: 'y' }), stored('demo|x', { sourceKey: 'y' })];
    expect(holdDuplicates('stock', [outside, unread], shelf, new Set(['x']))).toEqual([outside, unread]);
  });

  it('is none where the same row is read once more, or has several records', () => {
    const records = [mappedRecord('x|L1', { sourceKey: 'x' }), mappedRecord('x|L2', { sourceKey: 'x' })];
    const before = [stored('x|L1', { sourceKey: 'x' }), stored('x|L2', { sourceKey: 'x' })];
    expect(holdDuplicates('customers', records, before, new Set(['x']))).toEqual(records);
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

  it('are found by the source keys that were read and by the keys that they have now', async () => {
    const { tx, asked } = keeping([stored('x')]);
    expect(await storedRecords(tx, 'demo', 'stock', ['x', 'y'], ['demo|x'])).toEqual([stored('x')]);
    expect(asked).toEqual([['demo', 'stock', ['x', 'y'], ['demo|x']]]);
  });

  it('say afterwards what was published, column by column', async () => {
    const { tx, asked } = keeping();
    const [recently, before] = [new Date('2026-11-20T10:00:00Z'), new Date('2026-11-19T10:00:00Z')];
    const monotonic = { 'o|1': 2 };
    await saveSteps(
      tx,
      'demo',
      'stock',
      [
        {
          ...{ key: 'x|B1', sourceKey: 'x', version: 5, kind: 'changed', rebinds: false },
          record: mappedRecord('x|B1', { fingerprint: 'b', monotonic }),
        },
        {
          key: 'x|L1',
          sourceKey: 'x',
          version: 1,
          kind: 'missing',
          rebinds: true,
          record: mappedRecord('x|L1', { monotonic: {} }),
        },
        {
          key: 'y|B1',
          sourceKey: 'y',
          version: 1,
          kind: 'missing',
          rebinds: true,
          record: mappedRecord('y|B1'),
        },
        { key: 'z|B1', sourceKey: 'z', version: 8, kind: 'gone', rebinds: true, record: null },
        {
          ...{ key: 'z|L1', sourceKey: 'z', version: 2, kind: 'gone', rebinds: true },
          ...{ record: null, accepted: true },
        },
      ],
      ({ kind }) => (kind === 'gone' ? before : recently),
    );
    expect(asked).toEqual([
      [
        'demo',
        'stock',
        ['x|B1', 'x|L1', 'y|B1', 'z|B1', 'z|L1'],
        ['x', 'x', 'y', 'z', 'z'],
        [5, 1, 1, 8, 2],
        ['b', 'a', 'a', '', ''],
        ['{"o|1":2}', null, null, null, null],
        [false, false, false, true, true],
        [recently, recently, recently, before, before],
        [false, false, false, true, false],
      ],
    ]);
  });
});
