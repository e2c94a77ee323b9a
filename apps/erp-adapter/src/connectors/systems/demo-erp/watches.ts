import type { Watches } from '../../transports/sql/change-log.ts';

const itemsWith = (condition: string) =>
  `select i.itmcod::text as parent from public.itmmas i join r on ${condition}`;
const sameCode = (a: string, b: string) => `upper(btrim(${a})) = upper(btrim(${b}))`;

/** The tables of the back office that are watched. */
export const watches: Watches = {
  whsmas: [{ flow: 'locations', parents: 'select r.whscod::text as parent from r' }],
  taxtab: [
    {
      flow: 'taxes',
      parents: `select concat_ws('|', r.ctycod::text, r.taxcod::text, r.frdat) as parent from r`,
    },
  ],
  itmmas: [
    { flow: 'items', parents: 'select r.itmcod::text as parent from r' },
    // Prices are stated in the item's unit, and safety stock is kept with the item.
    {
      flow: 'prices',
      parents: `select r.itmcod::text as parent from r
                where exists (select from public.itmpri p where p.itmcod = r.itmcod)
                   or exists (select from public.spcpri s where s.itmcod = r.itmcod)`,
    },
    {
      flow: 'stock',
      parents: `select r.itmcod::text as parent from r
                where exists (select from public.stkbal b where b.itmcod = r.itmcod)`,
    },
  ],
  modtxt: [{ flow: 'items', parents: itemsWith('i.modcod = r.modcod') }],
  fammas: [{ flow: 'items', parents: itemsWith(sameCode('i.famcod', 'r.famcod')) }],
  itmpri: [{ flow: 'prices', parents: 'select r.itmcod::text as parent from r' }],
  spcpri: [{ flow: 'prices', parents: 'select r.itmcod::text as parent from r' }],
  stkbal: [{ flow: 'stock', parents: 'select r.itmcod::text as parent from r' }],
  poline: [{ flow: 'stock', parents: 'select r.itmcod::text as parent from r' }],
  cusmas: [{ flow: 'customers', parents: 'select r.cusnum::text as parent from r' }],
  sohead: [{ flow: 'orders', parents: 'select r.sonum::text as parent from r' }],
  soline: [
    { flow: 'orders', parents: 'select r.sonum::text as parent from r' },
    { flow: 'stock', parents: 'select r.itmcod::text as parent from r' },
  ],
  dlvhed: [{ flow: 'orders', parents: 'select r.sonum::text as parent from r' }],
  dlvlin: [{ flow: 'orders', parents: 'select r.sonum::text as parent from r' }],
  invhed: [{ flow: 'invoices', parents: 'select r.invnum::text as parent from r' }],
  invlin: [{ flow: 'invoices', parents: 'select r.invnum::text as parent from r' }],
};
