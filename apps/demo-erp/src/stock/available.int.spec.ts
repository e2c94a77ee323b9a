import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestBooks, openTestBooks } from '../test/books.ts';
import { Clerk } from '../test/clerk.ts';

let books: TestBooks;
let clerk: Clerk;

beforeAll(async () => {
  books = await openTestBooks();
  clerk = new Clerk(books);
});
afterAll(() => books.close());

it('is on hand, less what orders of any origin hold, less safety that the first warehouse withholds', async () => {
  await clerk.addItem('LAMP', { onHand: 10 });
  await clerk.count('LAMP', 4, 'L1');
  await clerk.count('LAMP', 3, 'S1');
  await clerk.tx.query(`update itmmas set safqty = 2 where itmcod = 'LAMP'`);
  const order = await clerk.order([{ item: 'LAMP', quantity: 5 }]);
  await clerk.order([{ item: 'LAMP', quantity: 1, warehouse: 'S1' }]);
  expect(await clerk.available('LAMP')).toEqual({
    B1: '10 - 5 - 2 = 3',
    L1: '4 - 0 - 0 = 4',
    S1: '3 - 1 - 0 = 2',
    WEB: '14 - 5 - 2 = 7',
  });
  await clerk.ship(order, [1, 2]);
  await clerk.cancel(order, 1, 1);
  expect(await clerk.available('LAMP')).toMatchObject({ B1: '8 - 2 - 2 = 4', WEB: '12 - 2 - 2 = 8' });
});

it('is owed where more is sold than there is, also in a warehouse without a balance', async () => {
  await clerk.addItem('PUMP');
  await clerk.tx.query(`update itmmas set safqty = 1 where itmcod = 'PUMP'`);
  await clerk.order([{ item: 'PUMP', quantity: 3, warehouse: 'L1' }]);
  expect(await clerk.available('PUMP')).toEqual({ L1: '0 - 3 - 1 = -4', WEB: '0 - 3 - 1 = -4' });
});

it('is withheld by a warehouse for the web even when a store comes first, and is none of the web in a closed one', async () => {
  await clerk.addItem('CHAIN');
  await clerk.count('CHAIN', 5, 'S1');
  await clerk.tx.query(`update itmmas set safqty = 2 where itmcod = 'CHAIN'`);
  expect(await clerk.available('CHAIN')).toEqual({ S1: '5 - 0 - 2 = 3' });
  await clerk.count('CHAIN', 4, 'P1');
  expect(await clerk.available('CHAIN')).toEqual({
    S1: '5 - 0 - 0 = 5',
    P1: '4 - 0 - 2 = 2',
    WEB: '4 - 0 - 2 = 2',
  });
  await clerk.tx.query(`update whsmas set actflg = 'N' where whscod = 'P1'`);
  expect(Object.keys(await clerk.available('CHAIN'))).not.toContain('WEB');
  await clerk.tx.query(`update whsmas set actflg = 'Y' where whscod = 'P1'`);
});

it('counts the components of a kit, and neither the kit nor a service', async () => {
  await clerk.addItem('CAGE', { onHand: 9 });
  await clerk.addItem('SET-1', { kind: 'K' });
  await clerk.addItem('FITTING', { kind: 'S' });
  await clerk.tx.query(`insert into itmkit (itmcod, cmpcod, cmpqty) values ('SET-1', 'CAGE', 2)`);
  await clerk.order([
    { item: 'SET-1', quantity: 3 },
    { item: 'FITTING', quantity: 3 },
  ]);
  expect(await clerk.available('CAGE')).toEqual({ B1: '9 - 6 - 0 = 3', WEB: '9 - 6 - 0 = 3' });
  expect([await clerk.available('SET-1'), await clerk.available('FITTING')]).toEqual([{}, {}]);
});
