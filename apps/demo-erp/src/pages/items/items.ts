import type { FastifyInstance } from 'fastify';
import { type Desk, filters, textIn } from '../../desk/desk.ts';
import { showPrice } from '../../money.ts';
import { choice, field } from '../../desk/forms.ts';
import { html } from '../../desk/html.ts';
import { type Item, itemPath } from './item-file.ts';
import { showItem } from './item.ts';
import { pager, table } from '../../desk/layout.ts';

const pageSize = 40;

export function itemRoutes(app: FastifyInstance, desk: Desk): void {
  app.get('/items', async (request, reply) => {
    const { values, page } = filters(request, ['q', 'family', 'status']);
    const rows = await desk.books.query<
      Item & { pri: string | null; perqty: number; spc: string | null; onhand: number; alc: number }
    >(
      `select i.*, p.pri, p.perqty, s.pri as spc,
              (select coalesce(sum(onhand), 0) from stkbal b where b.itmcod = i.itmcod) as onhand,
              (select coalesce(sum(alcqty), 0) from stkalc a where a.itmcod = i.itmcod) as alc
       from itmmas i
       left join lateral (select pri, perqty from itmpri where itmcod = i.itmcod and untcod is null and tsof(frdat, frtim) <= now()
         and (todat is null or tsof(todat, totim) > now()) order by frdat desc, frtim desc limit 1) p on true
       left join lateral (select min(pri) as pri from spcpri where itmcod = i.itmcod and actflg = 'Y' and minqty <= 1
         and untcod is null and perqty = 1
         and tsof(frdat, frtim) <= now() and tsof(todat, totim) > now()) s on true
       where ($1 = '' or i.itmcod ilike '%' || $1 || '%' or i.itmdsc ilike '%' || $1 || '%' or i.eancod = $1
                or exists (select from itmunt u where u.itmcod = i.itmcod and u.eancod = $1))
         and ($2 = '' or i.famcod = $2) and ($3 = '' or i.itmsts = $3)
       order by i.itmcod limit $4 offset $5`,
      [values.q, values.family, values.status, pageSize + 1, (page - 1) * pageSize],
    );
    const families = await desk.books.query<{ famcod: string; famnam: string }>(
      'select famcod, famnam from fammas order by 1',
    );
    await desk.show(
      request,
      reply,
      {
        program: 'ITM010',
        title: 'ITEMS',
        keys: [
          { key: 'F4', text: 'STOCK', href: '/stock' },
          { key: 'F8', text: 'PRICE FILE', href: '/price-file' },
        ],
      },
      html`<form method="get" class="inline" role="search" aria-label="Find">
          ${field(null, { form: 'find', name: 'q', label: 'CODE OR TEXT', value: values.q, size: 20, key: 'F2' })}
          ${choice(null, { form: 'find', name: 'family', label: 'FAMILY', value: values.family, choices: [['', 'ALL'], ...families.map(({ famcod, famnam }): [string, string] => [famcod, `${famcod} ${famnam}`])] })}
          ${choice(null, {
            form: 'find',
            name: 'status',
            label: 'STATUS',
            value: values.status,
            choices: [
              ['', 'ALL'],
              ['A', 'A ACTIVE'],
              ['N', 'N NEW'],
              ['R', 'R RUNNING OUT'],
              ['X', 'X ENDED'],
            ],
          })}
          <button type="submit">FIND</button>
        </form>
        ${table(
          'ITEM FILE',
          [
            'ITEM',
            'TEXT',
            'FAM',
            'COL',
            'SIZ',
            'UNT',
            'S',
            { head: 'LIST', number: true },
            { head: 'SPECIAL', number: true },
            { head: 'ON HAND', number: true },
            { head: 'AVAIL', number: true },
          ],
          rows
            .slice(0, pageSize)
            .map((row) => [
              html`<a href="${itemPath(row.itmcod)}">${row.itmcod}</a>`,
              row.itmdsc || html`<span class="bad">(NO TEXT)</span>`,
              row.famcod,
              row.colcod,
              row.sizcod,
              row.untcod,
              row.itmsts === 'A' ? 'A' : html`<span class="hot">${row.itmsts}</span>`,
              row.pri === null
                ? html`<span class="bad">NONE</span>`
                : row.pri.startsWith('-')
                  ? html`<span class="bad">${showPrice(row.pri)}</span>`
                  : `${showPrice(row.pri)}${row.perqty === 1 ? '' : ` /${row.perqty}`}`,
              row.spc === null ? '' : html`<span class="hot">${showPrice(row.spc)}</span>`,
              row.onhand,
              row.onhand - row.alc < 0
                ? html`<span class="bad">${row.onhand - row.alc}</span>`
                : row.onhand - row.alc,
            ]),
          'NO ITEM FOUND',
        )}
        ${pager('/items', values, page, rows.length > pageSize)}`,
    );
  });

  app.get('/items/:code', async (request, reply) =>
    showItem(desk, request, reply, textIn(request, 'code'), null),
  );
}
