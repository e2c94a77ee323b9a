import fc from 'fast-check';
import { keyOf, parseKey } from '@throughline/events';
import { describe, expect, it } from 'vitest';
import { type HeldEntry, type KnownException, exceptionNews, plainField, recordPart } from './exception.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 29, 10, minute));
const entry = (of: Partial<HeldEntry> = {}): HeldEntry => ({
  ...{ key: 'demo|A', id: 'id-a', sourceKey: 'a', field: 'unit', rule: 'unknown-code', group: 'g1' },
  ...{ since: at(5), row: 'r1', published: false, ...of },
});
const news = (entries: HeldEntry[], known: KnownException[] = []) =>
  exceptionNews('demo', 'items', entries, known);
/** What is known once it was said. */
const afterwards = (entries: HeldEntry[], of: Partial<KnownException> = {}): KnownException[] =>
  news(entries).said.map(({ key, said, value }) => {
    return { ...{ key, said, id: value.id, assignee: null, ignoredRow: null }, ...of };
  });

describe('an exception', () => {
  it('is said once, with each cause and how often it is there', () => {
    const entries = [
      entry({ field: 'components[1].sku', rule: 'code-taken', group: 'g2', since: at(3) }),
      entry({ field: 'components[2].sku', rule: 'code-taken', group: 'g2', published: true }),
      entry(),
    ];
    expect(news(entries)).toMatchObject({ over: [], heardAgain: [] });
    expect(news(entries).said.map(({ value }) => value)).toEqual([
      {
        ...{ source: 'demo', flow: 'items', record: 'A', id: 'id-a', since: at(3), published: true },
        causes: [
          { group: 'g2', rule: 'code-taken', field: 'components[].sku', kind: 'data', count: 2 },
          { group: 'g1', rule: 'unknown-code', field: 'unit', kind: 'configuration', count: 1 },
        ],
        ...{ assignee: null, ignored: false },
      },
    ]);
    expect(news(entries, afterwards(entries))).toEqual({ said: [], over: [], heardAgain: [] });
  });

  it.each([
    ['another cause', entry({ group: 'g3' }), {}],
    ['that nothing of it is published any more', entry({ published: true }), {}],
    ['who looks after it', entry(), { assignee: 'anna' }],
    ['that it may stay as it is', entry(), { ignoredRow: 'r1' }],
  ])('is said again for %s', (_, now, known) => {
    expect(news([now], afterwards([entry()], known)).said).toHaveLength(1);
  });

  it('is not said again for a row that differs where nothing is wrong', () => {
    expect(news([entry({ row: 'r2' })], afterwards([entry()])).said).toEqual([]);
  });

  it('that may stay as it is does so while its row does', () => {
    const ignored = afterwards([entry()], { ignoredRow: 'r1' });
    expect(news([entry()], ignored)).toMatchObject({ said: [{ value: { ignored: true } }], heardAgain: [] });
    expect(news([entry({ row: 'r2' })], ignored).heardAgain).toEqual(['demo|A']);
    const said = news([entry()], ignored).said.map((each) => each.said);
    const known = ignored.map((each, index) => ({ ...each, said: said[index] ?? '' }));
    expect(news([entry()], known).said).toEqual([]);
    expect(news([entry({ row: 'r2' })], known).said).toMatchObject([{ value: { ignored: false } }]);
  });

  it('is over when nothing holds its record back', () => {
    const known = afterwards([entry(), entry({ key: 'demo|B', id: 'id-b' })]);
    const { said, over } = news([entry()], known);
    expect([said, over.map(({ key }) => key)]).toEqual([[], ['demo|B']]);
  });
});

describe('how the topic names a record', () => {
  it.each([
    ['demo|A', 'A'],
    ['demo|A|B1', 'A%7CB1'],
    ['demo|50%|x', '50%25%7Cx'],
    ['demo|', '%'],
    ['odd', 'odd'],
  ])('%s is %s', (key, name) => {
    expect(recordPart('demo', 'stock', { key, id: 'hash' })).toBe(name);
  });

  it.each(['customers', 'orders', 'invoices'] as const)(
    '%s go by a hash: a key may be an address',
    (flow) => {
      expect(recordPart('demo', flow, { key: 'demo|anna@example.org', id: 'hash' })).toBe('hash');
    },
  );

  it('keys that differ differ there, and each can be taken apart', () => {
    const key = fc.string({ unit: fc.constantFrom('a', '|', '%', '7', 'C') }).map((text) => `demo|${text}`);
    fc.assert(
      fc.property(key, key, (one, other) => {
        const [a, b] = [one, other].map((each) => recordPart('demo', 'stock', { key: each, id: 'x' }));
        expect(a === b).toBe(one === other);
        const value = news([entry({ key: one })]).said[0]!.value;
        expect(parseKey('integration.exceptions', keyOf('integration.exceptions', value)).record).toBe(a);
      }),
    );
  });
});

it('lines of a document are one field', () => {
  expect(plainField('lines[12].components[3]')).toBe('lines[].components[]');
});
