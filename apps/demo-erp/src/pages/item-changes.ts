import type { FastifyInstance } from 'fastify';
import { staff } from '../database.ts';
import { type Desk, numberIn, textIn } from '../desk.ts';
import { NotOnFile } from '../form-error.ts';
import { showPrice } from '../money.ts';
import { addSpecial, endSpecial, setListPrice } from '../prices.ts';
import { countStock } from '../stock.ts';
import { itemPath } from './item-file.ts';
import { showItem } from './item.ts';

const { user } = staff;

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
        typed.check();
        await setListPrice(tx, { item, price, from, user });
        const text = `LIST PRICE ${showPrice(price)} EUR${from === null ? '' : ` FROM ${from.date} ${from.time}`}`;
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
          minimum: typed.whole('minimum', 1),
          from: typed.moment('fromDate', 'fromTime'),
          to: typed.moment('toDate', 'toTime'),
          text: typed.text('text', 20).toUpperCase(),
          user,
        };
        typed.check();
        await addSpecial(tx, special);
        const text = `SPECIAL ${showPrice(special.price)} EUR UNTIL ${special.to.date} ${special.to.time}`;
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
        typed.check();
        const rows = await tx.query(
          `update itmmas set itmdsc = $2, famcod = $3, colcod = $4, sizcod = $5, untcod = $6, taxcod = $7, itmsts = $8,
                  webflg = $9, bckflg = $10, bckmax = $11, safqty = $12, chgstp = clock_timestamp(), chgusr = $13
           where itmcod = $1 returning itmcod`,
          [item, ...values, user],
        );
        if (rows.length === 0) throw new NotOnFile(`ITEM ${item}`);
        return { entry: { program: 'ITM020', key: item, text: 'RECORD CHANGED' }, value: null };
      },
      to: () => itemPath(item),
      again: async (state) => showItem(desk, request, reply, item, state),
    });
  });
}
