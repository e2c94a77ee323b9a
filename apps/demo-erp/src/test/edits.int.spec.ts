import { editKinds, editOnce, inconsistencies } from '@throughline/testing/clerk';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestBooks, openTestBooks } from './books.ts';
import { type TestOffice, openTestOffice } from './office.ts';

let books: TestBooks;
let office: TestOffice;

beforeAll(async () => {
  books = await openTestBooks();
  office = openTestOffice(books);
});
afterAll(async () => {
  await office.app.close();
  await books.close();
});

/** Draws that can be repeated (mulberry32). */
function drawing(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Tables without a form for what is done to them. */
const byQueryTool = new Set(['purchase-before-item', 'refill-table']);

describe('a clerk', () => {
  const random = drawing(1);
  // What has to have happened before a kind can be done on books that begin as they do.
  const before: Record<string, string[]> = {
    'uncancel-units': ['cancel-units'],
    'second-order': ['change-reference'],
    'delete-order': ['second-order'],
    'delete-delivery': ['ship-units'],
    'correct-delivery': ['raise-quantity', 'ship-units'],
    'invoice-part': ['ship-units'],
    'correct-invoice': ['ship-units', 'invoice-part'],
    'delete-invoice': ['ship-units', 'invoice-part'],
    'post-invoices': ['ship-units', 'invoice-part'],
  };
  const ways = editKinds.flatMap((kind): [string, 'forms' | 'sql'][] =>
    byQueryTool.has(kind)
      ? [[kind, 'sql']]
      : [
          [kind, 'forms'],
          [kind, 'sql'],
        ],
  );

  it.each(ways)('does %s by %s, and leaves books that add up', async (kind, by) => {
    for (const first of before[kind] ?? []) await editOnce(office, random, { kinds: [first] });
    const done = await editOnce(office, random, { kinds: [kind], by });
    expect(done).toEqual({ kind, by, words: expect.any(String), refused: null });
    expect(await inconsistencies(office)).toEqual([]);
    expect(office.failures).toEqual([]);
  });
});

it('draws the same edit of the same books from the same numbers', async () => {
  const untouched = { ...office, commit: office.commit, post: async () => ({ refused: 'no', location: '' }) };
  const twice = [
    await editOnce(untouched, drawing(7), { by: 'forms' }),
    await editOnce(untouched, drawing(7), { by: 'forms' }),
  ];
  expect(twice[0]).toEqual({ ...twice[1], refused: 'no' });
});

it('touches no orders but those that it is given', async () => {
  const [order] = await office.commit([[`select max(sonum) as sonum from sohead where sosts = 'O'`]]);
  const number = Number(order?.['sonum']);
  const others = async () =>
    office.commit([
      [
        `select md5(string_agg(h::text || l::text, ',' order by h.sonum, l.linnum)) as sum
         from sohead h join soline l using (sonum) where h.sonum <> $1`,
        number,
      ],
    ]);
  const before = await others();
  // A second order is another one by its nature.
  const kinds = editKinds.filter((kind) => kind !== 'second-order');
  for (let turn = 0; turn < 20; turn++) await editOnce(office, drawing(turn), { orders: [number], kinds });
  expect(await others()).toEqual(before);
});

it('refuses to do what it does not know', async () => {
  await expect(editOnce(office, drawing(1), { kinds: ['juggle'] })).rejects.toThrow(
    'A clerk knows no juggle',
  );
});

it('leaves books that add up, and an availability that follows from them, in any order of edits', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer(), { minLength: 40, maxLength: 40, size: 'max' }), async (seeds) => {
      const done: string[] = [];
      for (const seed of seeds) {
        const edited = await editOnce(office, drawing(seed));
        if (edited) done.push(`${edited.by} ${edited.words}${edited.refused ? ` (${edited.refused})` : ''}`);
      }
      expect({ done, wrong: await inconsistencies(office), failed: office.failures }).toEqual({
        ...{ done, wrong: [], failed: [] },
      });
      const [stock] = await office.commit([
        [
          `select (select coalesce(sum(avlqty), 0) from webavl)::int as available,
             (select sum(onhand) from stkbal b join whsmas w using (whscod) where w.whstyp in ('W', 'P') and w.actflg = 'Y')::int
             - (select sum(opnqty) from soline l join whsmas w using (whscod)
                where l.linknd in ('G', 'C') and w.whstyp in ('W', 'P') and w.actflg = 'Y')::int
             - (select sum(safqty) from itmmas i where exists (
                  select from stkavl v where v.itmcod = i.itmcod and v.webflg = 'Y'))::int as expected`,
        ],
      ]);
      expect(stock?.['available']).toBe(stock?.['expected']);
    }),
    { numRuns: 4 },
  );
});

it('leaves books that add up when several clerks do it to the same orders at once', async () => {
  const rows = await office.commit([['select sonum from sohead order by sonum desc limit 3']]);
  const orders = rows.map(({ sonum }) => Number(sonum));
  const clerkAtWork = async (seed: number) => {
    for (let turn = 0; turn < 12; turn++)
      await editOnce(office, drawing(seed * 100 + turn), { orders, by: 'forms' });
  };
  await Promise.all([1, 2, 3, 4].map(clerkAtWork));
  expect({ wrong: await inconsistencies(office), failed: office.failures }).toEqual({
    wrong: [],
    failed: [],
  });
});
