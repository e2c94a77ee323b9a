import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Desk } from '../../desk/desk.ts';
import { NotOnFile } from '../../form-error.ts';
import { showPrice } from '../../money.ts';
import { type ListPrice, effectivePrice } from '../../items/effective-price.ts';
import { listPrices, officeNow, specialsOf } from '../../items/prices.ts';
import { unitsOf } from '../../items/units.ts';
import type { FormState } from '../../desk/forms.ts';
import { type Value, html } from '../../desk/html.ts';
import { type Item, itemPath } from './item-file.ts';
import { componentForm, componentTable, unitForm, unitTable } from './item-parts.ts';
import { countForm, masterForm, priceForm, specialForm } from './item-forms.ts';
import { definition, stamp, table } from '../../desk/layout.ts';
import { journalTable } from '../office/menu.ts';

const kinds = { G: 'G GOODS', S: 'S SERVICE', K: 'K KIT' };

async function itemOf(desk: Desk, code: string): Promise<Item> {
  const [item] = await desk.books.query<Item>(
    `select i.*, f.famnam, c.coltxt, t.modnam, t.lngtxt
     from itmmas i left join fammas f using (famcod) left join coltab c using (colcod)
     left join modtxt t on t.modcod = i.modcod and t.lngcod = 'EN' where i.itmcod = $1`,
    [code],
  );
  if (item === undefined) throw new NotOnFile(`ITEM ${code}`);
  return item;
}

/** One item with its prices, stock, incoming goods and journal, and the forms that change them. */
export async function showItem(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  code: string,
  state: FormState | null,
): Promise<void> {
  const item = await itemOf(desk, code);
  const now = new Date();
  const [list, specials, office] = [
    await listPrices(desk.books, code),
    await specialsOf(desk.books, code),
    await officeNow(desk.books),
  ];
  const price = effectivePrice(list, specials, now, 1);
  const units = await unitsOf(desk.books, code);
  const of = (row: ListPrice): string =>
    row.unit === null && row.per === 1 ? '' : [row.per, row.unit ?? item.untcod].join(' ');
  const stock = await desk.books.query<{
    whscod: string;
    whsnam: string;
    onhand: number | null;
    alcqty: number;
    safqty: number;
    avlqty: number;
    bincod: string | null;
    cntstp: Date | null;
    incoming: number;
  }>(
    `select w.whscod, w.whsnam, b.onhand, coalesce(v.alcqty, 0) as alcqty, coalesce(v.safqty, 0) as safqty,
            coalesce(v.avlqty, 0) as avlqty, b.bincod, b.cntstp,
            (select coalesce(sum(l.ordqty - l.rcvqty - l.cnlqty), 0) from poline l join pohead h using (ponum)
             where l.itmcod = $1 and h.whscod = w.whscod and l.linsts in ('O', 'P'))
              + (select coalesce(sum(l.shpqty - l.rcvqty), 0) from trflin l join trfhed h using (trfnum)
                 where l.itmcod = $1 and h.towhs = w.whscod) as incoming
     from whsmas w left join stkbal b on b.whscod = w.whscod and b.itmcod = $1
     left join stkavl v on v.whscod = w.whscod and v.itmcod = $1 order by w.whspri`,
    [code],
  );
  const [web] = await desk.books.query<{ avlqty: number }>('select avlqty from webavl where itmcod = $1', [
    code,
  ]);
  const window = (from: Date, to: Date | null) =>
    from > now
      ? html`<span class="dim">TO COME</span>`
      : to !== null && to <= now
        ? html`<span class="dim">OVER</span>`
        : html`<span class="hot">IN FORCE</span>`;
  const endForm = (number: number): Value =>
    html`<form method="post" action="${itemPath(code)}/specials/${number}/end">
      <button type="submit">END<span class="hidden"> SPECIAL ${number}</span></button>
    </form>`;
  await desk.show(
    request,
    reply,
    {
      program: 'ITM020',
      title: `ITEM ${item.itmcod}`,
      keys: [
        { key: 'F3', text: 'PRICE', target: 'price-price' },
        ...(item.itmknd === 'G' ? [{ key: 'F4', text: 'COUNT', target: 'count-quantity' }] : []),
        { key: 'F6', text: 'SPECIAL', target: 'special-price' },
        { key: 'F7', text: 'PURCHASE', href: `/purchases/new?item=${encodeURIComponent(code)}` },
        { key: 'F8', text: 'MASTER', target: 'master-description' },
        { key: 'F9', text: 'ITEMS', href: '/items' },
        { key: 'F10', text: 'UNITS', target: 'pack-unit' },
        ...(item.itmknd === 'K' ? [{ key: 'F12', text: 'KIT', target: 'component-component' }] : []),
      ],
    },
    html`<dl>
        ${definition('TEXT', item.itmdsc || html`<span class="bad">(NONE)</span>`)}
        ${definition('FAMILY', item.famcod === null ? html`<span class="bad">(NONE)</span>` : `${item.famcod} ${item.famnam ?? ''}`)}
        ${definition('COLOUR', item.colcod === null ? '-' : item.coltxt === null ? html`<span class="bad">${item.colcod} ??</span>` : `${item.colcod} ${item.coltxt}`)}
        ${definition('SIZE', item.sizcod === null ? '-' : `${item.sizcod} ${item.sizunt ?? ''}`)}
        ${definition('KIND', `${kinds[item.itmknd]}${item.pckflg === 'Y' ? ', PACKS ONLY' : ''}`)}
        ${definition('UNIT / TAX', `${item.untcod} / ${item.taxcod}`)}
        ${definition('STATUS / WEB', `${item.itmsts} / ${item.webflg}`)}
        ${definition('BACK-ORDER', item.bckflg === 'Y' ? `Y UP TO ${item.bckmax}` : 'N')}
        ${definition('SAFETY STOCK', item.safqty)} ${definition('WEIGHT G', item.wgtgrm ?? '-')}
        ${definition('STD COST', item.stdcst === null ? '-' : showPrice(item.stdcst))}
        ${definition('EAN', item.eancod ?? '-')} ${definition('VENDOR', item.vencod ?? '-')}
        ${definition('PRICE NOW', price === null ? html`<span class="bad">NONE</span>` : html`<span class="hot" id="price-now">${showPrice(price.price)}</span> EUR NET${price.per === 1 ? '' : ` FOR ${price.per}`}`)}
        <div class="long">
          <dt>LONG TEXT</dt>
          <dd>${item.modnam ? `${item.modnam}. ${item.lngtxt ?? ''}` : '-'}</dd>
        </div>
      </dl>
      <div class="panels">
        ${priceForm(state, code, list, office, units)}
        ${item.itmknd === 'G' ? countForm(state, code, stock) : ''} ${specialForm(state, code, office, units)}
      </div>
      ${table(
        `STOCK, ${web?.avlqty ?? 0} AVAILABLE FOR THE WEB`,
        [
          'WHS',
          'NAME',
          'BIN',
          { head: 'ON HAND', number: true },
          { head: 'ALLOC', number: true },
          { head: 'SAFETY', number: true },
          { head: 'AVAIL', number: true },
          { head: 'INCOMING', number: true },
          'LAST COUNT',
        ],
        stock.map((row) => [
          row.whscod,
          row.whsnam,
          row.bincod,
          row.onhand ?? html`<span class="dim">-</span>`,
          row.alcqty,
          row.safqty || '',
          row.avlqty < 0 ? html`<span class="bad">${row.avlqty}</span>` : row.avlqty,
          row.incoming || '',
          stamp(row.cntstp),
        ]),
      )}
      ${table(
        'LIST PRICES',
        ['NO', { head: 'PRICE', number: true }, 'FOR', 'FROM', 'TO', 'STATE'],
        list.map((row) => [
          row.number,
          row.price.startsWith('-')
            ? html`<span class="bad">${showPrice(row.price)}</span>`
            : showPrice(row.price),
          of(row),
          stamp(row.from),
          stamp(row.to),
          window(row.from, row.to),
        ]),
        'NO LIST PRICE',
      )}
      ${table(
        'SPECIALS',
        [
          'NO',
          { head: 'PRICE', number: true },
          'FOR',
          { head: 'FROM QTY', number: true },
          'FROM',
          'TO',
          'TEXT',
          'STATE',
          'ACTION',
        ],
        specials.map((row) => [
          row.number,
          showPrice(row.price),
          of(row),
          row.minimum,
          stamp(row.from),
          stamp(row.to),
          row.text,
          row.active ? window(row.from, row.to) : html`<span class="dim">ENDED</span>`,
          row.active && (row.to === null || row.to > now) ? endForm(row.number) : '',
        ]),
        'NONE',
      )}
      ${item.itmknd === 'K' ? await componentTable(desk, item) : ''} ${unitTable(item, units)}
      <div class="panels">
        ${await masterForm(desk, state, item)} ${await unitForm(desk, state, item)}
        ${item.itmknd === 'K' ? componentForm(state, item) : ''}
      </div>
      ${await journalTable(desk, item.itmcod, 10)}`,
    state === null ? 200 : 422,
  );
}
