import type { FastifyInstance } from 'fastify';
import { type Desk, filters } from '../../desk/desk.ts';
import { choice, field } from '../../desk/forms.ts';
import { html } from '../../desk/html.ts';
import { itemPath } from '../items/item-file.ts';
import { pager, stamp, stampSeconds, table } from '../../desk/layout.ts';

const pageSize = 50;
const number = true;

export function stockRoutes(app: FastifyInstance, desk: Desk): void {
  app.get('/stock', async (request, reply) => {
    const { values, page } = filters(request, ['q', 'warehouse', 'low']);
    const warehouses = await desk.books.query<{ whscod: string; whsnam: string }>(
      'select whscod, whsnam from whsmas order by whspri',
    );
    const rows = await desk.books.query<{
      itmcod: string; itmdsc: string | null; whscod: string; bincod: string | null; onhand: number; alcqty: number;
      safqty: number; avlqty: number; extalc: number; incoming: number; cntstp: Date | null; chgstp: Date;
    }>(
      `select b.itmcod, i.itmdsc, b.whscod, b.bincod, v.onhand, v.alcqty, v.safqty, v.avlqty,
              coalesce(a.extalc, 0) as extalc, b.cntstp, b.chgstp,
              (select coalesce(sum(l.ordqty - l.rcvqty - l.cnlqty), 0) from poline l join pohead h using (ponum)
               where l.itmcod = b.itmcod and h.whscod = b.whscod and l.linsts in ('O', 'P'))
              + (select coalesce(sum(l.shpqty - l.rcvqty), 0) from trflin l join trfhed h using (trfnum)
                 where l.itmcod = b.itmcod and h.towhs = b.whscod) as incoming
       from stkbal b join stkavl v using (itmcod, whscod) left join itmmas i using (itmcod)
       left join stkalc a using (itmcod, whscod)
       where ($1 = '' or b.itmcod ilike '%' || $1 || '%' or i.itmdsc ilike '%' || $1 || '%')
         and ($2 = '' or b.whscod = $2) and ($3 = '' or v.avlqty <= 2)
       order by b.itmcod, b.whscod limit $4 offset $5`,
      [values.q, values.warehouse, values.low, pageSize + 1, (page - 1) * pageSize],
    ); // prettier-ignore
    await desk.show(
      request,
      reply,
      {
        program: 'STK010',
        title: 'STOCK BY WAREHOUSE',
        keys: [
          { key: 'F9', text: 'ITEMS', href: '/items' },
          { key: 'F10', text: 'MOVEMENTS', href: '/stock/movements' },
        ],
      },
      html`<form method="get" class="inline" role="search" aria-label="Find">
          ${field(null, { form: 'find', name: 'q', label: 'CODE OR TEXT', value: values.q, size: 20, key: 'F2' })}
          ${choice(null, { form: 'find', name: 'warehouse', label: 'WAREHOUSE', value: values.warehouse, choices: [['', 'ALL'], ...warehouses.map(({ whscod, whsnam }): [string, string] => [whscod, `${whscod} ${whsnam}`])] })}
          ${choice(null, {
            form: 'find',
            name: 'low',
            label: 'SHOW',
            value: values.low,
            choices: [
              ['', 'ALL'],
              ['Y', 'AVAIL 2 OR LESS'],
            ],
          })}
          <button type="submit">FIND</button>
        </form>
        ${table(
          'BALANCES',
          [
            'ITEM',
            'WHS',
            'TEXT',
            'BIN',
            { head: 'ON HAND', number },
            { head: 'ALLOC', number },
            { head: 'OF IT EXT', number },
            { head: 'SAFETY', number },
            { head: 'AVAIL', number },
            { head: 'INCOMING', number },
            'LAST COUNT',
            'CHANGED',
          ],
          rows
            .slice(0, pageSize)
            .map((row) => [
              html`<a href="${itemPath(row.itmcod)}">${row.itmcod}</a>`,
              row.whscod,
              row.itmdsc ?? html`<span class="bad">NO SUCH ITEM</span>`,
              row.bincod,
              row.onhand < 0 ? html`<span class="bad">${row.onhand}</span>` : row.onhand,
              row.alcqty || '',
              row.extalc || '',
              row.safqty || '',
              row.avlqty < 0 ? html`<span class="bad">${row.avlqty}</span>` : row.avlqty,
              row.incoming || '',
              stamp(row.cntstp),
              stamp(row.chgstp),
            ]),
        )}
        ${pager('/stock', values, page, rows.length > pageSize)}`,
    );
  });

  app.get('/stock/movements', async (request, reply) => {
    const { values, page } = filters(request, ['item']);
    const rows = await desk.books.query<{
      movnum: number; itmcod: string; whscod: string; movtyp: string; movqty: number; balqty: number; refnum: number | null;
      movstp: Date; movusr: string;
    }>(
      `select * from stkmov where $1 = '' or itmcod = $1 order by movnum desc limit $2 offset $3`,
      [values.item, pageSize + 1, (page - 1) * pageSize],
    ); // prettier-ignore
    const names: Record<string, string> = { C: 'C COUNT', R: 'R RECEIPT', D: 'D DELIVERY', T: 'T TRANSFER' };
    await desk.show(
      request,
      reply,
      { program: 'STK030', title: 'STOCK MOVEMENTS', keys: [{ key: 'F4', text: 'STOCK', href: '/stock' }] },
      [
        html`<form method="get" class="inline" role="search" aria-label="Find">
          ${field(null, { form: 'find', name: 'item', label: 'ITEM', value: values.item, size: 15, key: 'F2' })}
          <button type="submit">FIND</button>
        </form>`,
        table(
          'MOVEMENTS',
          [
            'TIME',
            'ITEM',
            'WHS',
            'TYPE',
            { head: 'QTY', number },
            { head: 'BALANCE', number },
            'DOCUMENT',
            'USER',
          ],
          rows
            .slice(0, pageSize)
            .map((row) => [
              stampSeconds(row.movstp),
              html`<a href="${itemPath(row.itmcod)}">${row.itmcod}</a>`,
              row.whscod,
              names[row.movtyp],
              row.movqty > 0 ? `+${row.movqty}` : row.movqty,
              row.balqty,
              row.refnum,
              row.movusr,
            ]),
        ),
        pager('/stock/movements', values, page, rows.length > pageSize),
      ],
    );
  });
}
