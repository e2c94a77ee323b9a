import type { Watches } from '../../transports/sql/change-log.ts';

const itemsWith = (condition: string) =>
  `select i.itmcod::text as parent from public.itmmas i join r on ${condition}`;
/** Items of the changed rows `r` that have a price. */
const priced = `select r.itmcod::text as parent from r
                where exists (select from public.itmpri p where p.itmcod = r.itmcod)
                   or exists (select from public.spcpri s where s.itmcod = r.itmcod)
                   or exists (select from public.plspri c where c.itmcod = r.itmcod)`;
/** Items of the changed rows `r` that are in stock, on their way, or ordered. */
const stocked = `select r.itmcod::text as parent from r
                 where exists (select from public.stkbal b where b.itmcod = r.itmcod)
                    or exists (select from public.poline p where p.itmcod = r.itmcod and p.rcvqty + p.cnlqty < p.ordqty)
                    or exists (select from public.trflin t where t.itmcod = r.itmcod and t.rcvqty < t.shpqty)
                    or exists (select from public.soline l
                               where l.itmcod = r.itmcod and l.ordqty - l.shpqty - l.cnlqty > 0 and l.linknd in ('G', 'C'))`;
const ofItem = 'select r.itmcod::text as parent from r';
const regionalRates = (rows: string) =>
  `select concat_ws('|', t.ctycod::text, t.regcod::text, t.taxcls::text, t.taxcod::text, t.frdat) as parent from ${rows}`;
const sameCode = (a: string, b: string) => `upper(btrim(${a})) = upper(btrim(${b}))`;

/** The tables of the back office that are watched. */
export const watches: Watches = {
  whsmas: [
    { flow: 'locations', parents: 'select r.whscod::text as parent from r' },
    // Units are withheld at the place that goods are allocated from first, and what waits where the web is not sold from
    // is claimed no more.
    {
      flow: 'stock',
      parents: `select b.itmcod::text as parent from public.stkbal b join r on b.whscod = r.whscod
                join public.itmmas i on i.itmcod = b.itmcod where i.safqty > 0
                union all select l.itmcod::text from public.soline l join r on l.whscod = r.whscod
                where l.ordqty - l.shpqty - l.cnlqty > 0 and l.linknd in ('G', 'C')`,
    },
  ],
  taxtab: [
    {
      flow: 'taxes',
      parents: `select concat_ws('|', r.ctycod::text, r.taxcod::text, r.frdat) as parent from r`,
    },
  ],
  taxreg: [{ flow: 'taxes', parents: regionalRates('r t') }],
  regtab: [
    {
      flow: 'taxes',
      parents: regionalRates('public.taxreg t join r on t.ctycod = r.ctycod and t.regcod = r.regcod'),
    },
  ],
  itmmas: [
    // A kit is held back while a component is no item.
    {
      flow: 'items',
      parents: `${ofItem} union all select k.itmcod::text from public.itmkit k join r on k.cmpcod = r.itmcod`,
    },
    // Prices are stated in the item's unit, and safety stock is kept with the item.
    { flow: 'prices', parents: priced },
    { flow: 'stock', parents: stocked },
  ],
  modtxt: [{ flow: 'items', parents: itemsWith('i.modcod = r.modcod') }],
  fammas: [{ flow: 'items', parents: itemsWith(sameCode('i.famcod', 'r.famcod')) }],
  itmunt: [
    { flow: 'items', parents: ofItem },
    { flow: 'prices', parents: priced },
  ],
  itmkit: [{ flow: 'items', parents: ofItem }],
  itmpri: [{ flow: 'prices', parents: ofItem }],
  spcpri: [{ flow: 'prices', parents: ofItem }],
  plspri: [{ flow: 'prices', parents: ofItem }],
  // A list that is switched off, or has another currency, concerns every item in it.
  plsmas: [
    {
      flow: 'prices',
      parents: 'select p.itmcod::text as parent from public.plspri p join r on p.plscod = r.plscod',
    },
  ],
  stkbal: [{ flow: 'stock', parents: ofItem }],
  poline: [{ flow: 'stock', parents: ofItem }],
  pohead: [
    {
      flow: 'stock',
      parents: 'select l.itmcod::text as parent from public.poline l join r on l.ponum = r.ponum',
    },
  ],
  trfhed: [
    {
      flow: 'stock',
      parents: 'select l.itmcod::text as parent from public.trflin l join r on l.trfnum = r.trfnum',
    },
  ],
  trflin: [{ flow: 'stock', parents: ofItem }],
  cusmas: [{ flow: 'customers', parents: 'select r.cusnum::text as parent from r' }],
  cuspls: [{ flow: 'customers', parents: 'select r.cusnum::text as parent from r' }],
  sohead: [{ flow: 'orders', parents: 'select r.sonum::text as parent from r' }],
  soline: [
    { flow: 'orders', parents: 'select r.sonum::text as parent from r' },
    { flow: 'stock', parents: `${ofItem} where r.linknd in ('G', 'C')` },
  ],
  cartab: [
    {
      flow: 'orders',
      parents: 'select d.sonum::text as parent from public.dlvhed d join r on d.carcod = r.carcod',
    },
  ],
  dlvhed: [{ flow: 'orders', parents: 'select r.sonum::text as parent from r' }],
  dlvlin: [{ flow: 'orders', parents: 'select r.sonum::text as parent from r' }],
  invhed: [{ flow: 'invoices', parents: 'select r.invnum::text as parent from r' }],
  invlin: [{ flow: 'invoices', parents: 'select r.invnum::text as parent from r' }],
};
