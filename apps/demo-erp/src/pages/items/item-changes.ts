import type { FastifyInstance } from 'fastify';
import { type Tx, staff } from '../../database.ts';
import { type Desk, numberIn, textIn } from '../../desk/desk.ts';
import { FormError, NotOnFile } from '../../form-error.ts';
import { showPrice } from '../../money.ts';
import { addSpecial, endSpecial, setListPrice } from '../../items/prices.ts';
import { countStock } from '../../stock/stock.ts';
import type { Typed } from '../../desk/typed.ts';
import { checkEan } from '../../items/units.ts';
import { itemPath } from './item-file.ts';
import { showItem } from './item.ts';

const { user } = staff;

function pricedBy(typed: Typed): { unit: string | null; per: number } {
  return { unit: typed.optional('unit', 3), per: typed.optionalWhole('per', 1, 10_000) ?? 1 };
}

const forUnit = (unit: string | null, per: number): string =>
  unit === null && per === 1 ? '' : ` FOR ${[per, unit ?? ''].join(' ').trim()}`;

export function itemChangeRoutes(app: FastifyInstance, desk: Desk): void {
  app.post('/items/:code/price', async (request, reply) => {
    const item = textIn(request, 'code');
    await desk.submit(request, reply, {
      form: 'price',
      action: 'change price',
      run: async (tx, typed) => {
        const price = typed.amount('price');
        const later = typed.text('fromDate', 10) !== '' || typed.text('fromTime', 5) !== '';
        const from = later ? typed.moment('fromDate', 'fromTime') : null;
        const { unit, per } = pricedBy(typed);
        typed.check();
        await setListPrice(tx, { item, price, unit, per, from, user });
        const text = `LIST PRICE ${showPrice(price)} EUR${forUnit(unit, per)}${from === null ? '' : ` FROM ${from.date} ${from.time}`}`;
        return { entry: { program: 'ITM020', key: item, text }, value: null };
      },
      to: () => itemPath(item),
      again: async (state) => showItem(desk, request, reply, item, state),
    });
  });

  app.post('/items/:code/count', async (request, reply) => {
    const item = textIn(request, 'code');
    await desk.submit(request, reply, {
      form: 'count',
      action: 'count stock',
      run: async (tx, typed) => {
        const warehouse = typed.code('warehouse', 3);
        const quantity = typed.whole('quantity', 0);
        typed.check();
        const difference = await countStock(tx, { item, warehouse, quantity, user });
        const text = `COUNTED ${quantity} IN ${warehouse} (${difference >= 0 ? '+' : ''}${difference})`;
        return { entry: { program: 'STK020', key: item, text }, value: null };
      },
      to: () => itemPath(item),
      again: async (state) => showItem(desk, request, reply, item, state),
    });
  });

  app.post('/items/:code/special', async (request, reply) => {
    const item = textIn(request, 'code');
    await desk.submit(request, reply, {
      form: 'special',
      action: 'add special',
      run: async (tx, typed) => {
        const special = {
          item,
          price: typed.amount('price'),
          ...pricedBy(typed),
          minimum: typed.whole('minimum', 1),
          from: typed.moment('fromDate', 'fromTime'),
          to: typed.moment('toDate', 'toTime'),
          text: typed.text('text', 20).toUpperCase(),
          user,
        };
        typed.check();
        await addSpecial(tx, special);
        const text = `SPECIAL ${showPrice(special.price)} EUR${forUnit(special.unit, special.per)} UNTIL ${special.to.date} ${special.to.time}`;
        return { entry: { program: 'ITM030', key: item, text }, value: null };
      },
      to: () => itemPath(item),
      again: async (state) => showItem(desk, request, reply, item, state),
    });
  });

  app.post('/items/:code/specials/:number/end', async (request, reply) => {
    const item = textIn(request, 'code');
    const number = numberIn(request);
    await desk.submit(request, reply, {
      form: 'special',
      action: 'end special',
      run: async (tx) => {
        await endSpecial(tx, item, number, user);
        return { entry: { program: 'ITM030', key: item, text: `SPECIAL ${number} ENDED` }, value: null };
      },
      to: () => itemPath(item),
      again: async (state) => showItem(desk, request, reply, item, state),
    });
  });

  app.post('/items/:code/master', async (request, reply) => {
    const item = textIn(request, 'code');
    await desk.submit(request, reply, {
      form: 'master',
      action: 'change item',
      run: async (tx, typed) => {
        await changeRecord(tx, typed, item);
        return { entry: { program: 'ITM020', key: item, text: 'RECORD CHANGED' }, value: null };
      },
      to: () => itemPath(item),
      again: async (state) => showItem(desk, request, reply, item, state),
    });
  });
}

async function changeRecord(tx: Tx, typed: Typed, item: string): Promise<void> {
  const [before] = await tx.query<Before>(
    'select itmknd as kind, pckflg as packs, eancod as ean from itmmas where itmcod = $1 for update',
    [item],
  );
  if (before === undefined) throw new NotOnFile(`ITEM ${item}`);
  const values = [
    typed.code('description', 24),
    typed.code('family', 4),
    typed.optional('colour', 4),
    typed.optional('size', 4),
    typed.code('unit', 3),
    typed.oneOf('tax', ['S', 'R', 'Z']),
    typed.oneOf('status', ['A', 'N', 'R', 'X']),
    typed.oneOf('web', ['Y', 'N']),
    typed.oneOf('backOrder', ['Y', 'N']),
    typed.whole('backOrderMax', 0),
    typed.whole('safety', 0),
  ];
  const kind = typed.has('kind') ? typed.oneOf('kind', ['G', 'S', 'K']) : before.kind;
  const packs = typed.has('packs') ? typed.oneOf('packs', ['Y', 'N']) : before.packs;
  const ean = typed.has('ean') ? typed.optional('ean', 14) : before.ean;
  typed.check();
  if (ean !== null && ean !== before.ean) await checkEan(tx, ean, item, null);
  await checkKind(tx, item, { kind, was: before.kind });
  if (kind === 'S' && typed.values['web'] === 'Y')
    throw new FormError({ web: 'SERVICES ARE NOT SOLD OUTSIDE' });
  await tx.query(
    `update itmmas set itmdsc = $2, famcod = $3, colcod = $4, sizcod = $5, untcod = $6, taxcod = $7, itmsts = $8,
            webflg = $9, bckflg = $10, bckmax = $11, safqty = $12, chgstp = clock_timestamp(), chgusr = $13,
            itmknd = $14, pckflg = $15, eancod = $16
     where itmcod = $1`,
    [item, ...values, user, kind, packs, ean],
  );
}

interface Before {
  kind: string;
  packs: string;
  ean: string | null;
}

/** What is on a shelf, or in a kit, stays goods. */
async function checkKind(tx: Tx, item: string, { kind, was }: { kind: string; was: string }): Promise<void> {
  if (kind === was) return;
  const stock = await tx.query('select from stkbal where itmcod = $1 and onhand <> 0', [item]);
  if (stock.length > 0) throw new FormError({ kind: 'ITEM IS ON A SHELF' });
  const used = await tx.query('select from itmkit where cmpcod = $1', [item]);
  if (used.length > 0) throw new FormError({ kind: 'ITEM IS IN A KIT' });
  const open = await tx.query('select from soline where itmcod = $1 and ordqty - shpqty - cnlqty > 0', [
    item,
  ]);
  if (open.length > 0) throw new FormError({ kind: 'ITEM IS ON OPEN ORDERS' });
}
