import { type Edit, type LineRow, type Statement, linesWhere, now } from './edit.ts';

const lastInvoice = '(select max(invnum) from invhed where sonum = $1)';

/** What a line of an order comes to, for `$3` units at the rate of its country. */
const worth = `select l.*, round(l.pri * $3::int * (100 - l.dispct) / 100, 2) as net, t.taxpct as rate
  from soline l join sohead h using (sonum)
  join taxtab t on t.ctycod = coalesce(h.dlvctc, 'DE') and t.taxcod = l.taxcod and t.frdat <= current_date
    and (t.todat is null or t.todat >= current_date)
  where l.sonum = $1 and l.linnum = $2`;

const newInvoice = `insert into invhed (sonum, cusnum, cusref, invdat, duedat, curcod, invnam, invst1, invzip, invcty, invctc,
                                        nettot, taxtot, grstot, chgusr)
  select h.sonum, h.cusnum, h.cusref, current_date, current_date + 30, h.curcod, h.dlvnam, h.dlvst1, h.dlvzip, h.dlvcty,
         coalesce(h.dlvctc, 'DE'), w.net, x.tax, w.net + x.tax, 'SQL'
  from sohead h join (${worth}) w using (sonum)
  cross join lateral (select round(w.net * w.rate / 100, 2) as tax) x`;
const newLine = `insert into invlin (invnum, linnum, solin, itmcod, itmdsc, invqty, pri, dispct, linnet, taxcod, taxpct)
  select ${lastInvoice}, 1, linnum, itmcod, itmdsc, $3, pri, dispct, net, taxcod, rate from (${worth}) w`;
const newTax = `insert into invtax (invnum, taxcod, taxpct, basamt, taxamt)
  select ${lastInvoice}, taxcod, rate, net, round(net * rate / 100, 2) from (${worth}) w`;
const invoiced = `update soline set invqty = invqty + $3::int, ${now} where sonum = $1 and linnum = $2`;

interface Unposted {
  invnum: number;
  linnum: number;
  sonum: number;
  /** Line of the order. */
  solin: number;
  invqty: number;
  /** Shipped and not invoiced. */
  more: number;
}

/** Lines of invoices that are not posted. */
const unposted = (condition: string): string =>
  `select i.invnum, i.linnum, i.sonum, i.solin, i.invqty, l.shpqty - l.invqty as more
   from invhed v join invlin i using (invnum) join soline l on l.sonum = i.sonum and l.linnum = i.solin
   where ($1::int[] is null or i.sonum = any($1)) and v.invknd = 'I' and v.pststp is null and l.linknd = 'G'
     and i.untqty = i.invqty and ${condition}
   order by i.invnum desc, i.linnum limit 200`;

/** Taxes and totals of an invoice by its lines. */
const addUp: readonly string[] = [
  'delete from invtax where invnum = $1',
  `insert into invtax (invnum, taxcod, taxpct, basamt, taxamt)
   select invnum, taxcod, taxpct, sum(linnet), round(sum(linnet) * taxpct / 100, 2) from invlin where invnum = $1
   group by invnum, taxcod, taxpct`,
  `update invhed h set nettot = t.net, taxtot = t.tax, grstot = t.net + t.tax
   from (select sum(basamt) as net, sum(taxamt) as tax from invtax where invnum = $1) t where h.invnum = $1`,
];

/** What clerks do with invoices. */
export const invoiceEdits: readonly Edit[] = [
  {
    kind: 'invoice-part',
    candidates: linesWhere(
      `l.linknd = 'G' and l.shpqty > l.invqty and coalesce(h.taxcls, 'N') = 'N' and h.dlvreg is null
       and exists (select from taxtab t where t.ctycod = coalesce(h.dlvctc, 'DE') and t.taxcod = l.taxcod)`,
    ),
    plan({ sonum, linnum, shpqty, invqty }: LineRow, draw) {
      const quantity = draw.upTo(shpqty - invqty);
      const values = [sonum, linnum, quantity];
      const head: Statement = [newInvoice, ...values];
      const rest: Statement[] = [
        [newLine, ...values],
        [newTax, ...values],
        [invoiced, ...values],
      ];
      return {
        words: `${quantity} of line ${linnum} of ${sonum} invoiced`,
        forms: [{ path: `/orders/${sonum}/invoice`, fields: { [`quantity-${linnum}`]: quantity } }],
        // The header is there for a while without its lines.
        commits: draw.chance(0.5) ? [[head, ...rest]] : [[head], rest],
      };
    },
  },
  {
    kind: 'correct-invoice',
    candidates: unposted('true'),
    plan({ invnum, linnum, sonum, solin, invqty, more }: Unposted, draw) {
      const lower = invqty > 1 && (more === 0 || draw.chance(0.5));
      const by = lower ? -draw.upTo(invqty - 1) : Math.min(more, 1);
      const quantity = invqty + by;
      const price = (draw.upTo(9_999) / 100).toFixed(2);
      return {
        words: `line ${linnum} of invoice ${invnum} was ${quantity} at ${price} instead of ${invqty}`,
        forms: [
          {
            path: `/invoices/${invnum}/correct`,
            fields: { [`quantity-${linnum}`]: quantity, [`price-${linnum}`]: price },
          },
        ],
        commits: [
          [
            [
              `update invlin set invqty = $3, untqty = $3, untpri = $4::numeric, pri = $4::numeric / perqty,
                                 linnet = round($4::numeric * $3::int * (100 - dispct) / (100 * perqty), 2)
               where invnum = $1 and linnum = $2`,
              ...[invnum, linnum, quantity, price],
            ],
            ...addUp.map((text): Statement => [text, invnum]),
            [invoiced, sonum, solin, by],
          ],
        ],
      };
    },
  },
  {
    kind: 'delete-invoice',
    candidates: `select v.invnum from invhed v
      where v.invnum = (select max(invnum) from invhed) and v.pststp is null
        and ($1::int[] is null or not exists (select from invlin i where i.invnum = v.invnum and not i.sonum = any($1)))
        and not exists (select from invlin i join soline l on l.sonum = i.sonum and l.linnum = i.solin
                        where i.invnum = v.invnum and l.linknd = 'K')`,
    plan: ({ invnum }: { invnum: number }) => ({
      words: `invoice ${invnum} deleted`,
      forms: [{ path: `/invoices/${invnum}/delete` }],
      commits: [
        [
          [
            `update soline l set invqty = l.invqty - i.units, ${now}
             from (select sonum, solin, sum(invqty)::int as units from invlin where invnum = $1 group by 1, 2) i
             where l.sonum = i.sonum and l.linnum = i.solin`,
            invnum,
          ],
          [
            `update sohead set frtinv = 'N', ${now} where sonum in (select sonum from invlin where invnum = $1 and solin = 0)`,
            invnum,
          ],
          ['delete from invtax where invnum = $1', invnum],
          ['delete from invlin where invnum = $1', invnum],
          ['delete from invhed where invnum = $1', invnum],
          [`select setval('invnum_seq', $1::int, false)`, invnum],
        ],
      ],
    }),
  },
  {
    kind: 'post-invoices',
    candidates: `select count(*)::int as count from invhed v where v.pststp is null
        and ($1::int[] is null or exists (select from invlin i where i.invnum = v.invnum and i.sonum = any($1)))
      having count(*) > 0`,
    plan: ({ count }: { count: number }) => ({
      words: `${count} invoices posted`,
      forms: [{ path: '/invoices/post' }],
      commits: [[['update invhed set pststp = clock_timestamp() where pststp is null']]],
    }),
  },
  {
    kind: 'credit-invoice',
    candidates: `select * from (
        select i.invnum, i.linnum, i.sonum, i.invqty
          - (select coalesce(sum(c.invqty), 0) from invlin c where c.corinv = i.invnum and c.corlin = i.linnum)::int as credit
        from invhed v join invlin i using (invnum)
        where ($1::int[] is null or i.sonum = any($1)) and v.invknd = 'I' and i.untqty = i.invqty) x
      where credit > 0 order by invnum desc, linnum limit 200`,
    plan({ invnum, linnum, credit }: { invnum: number; linnum: number; credit: number }, draw) {
      const quantity = draw.upTo(credit);
      return {
        words: `${quantity} of line ${linnum} of invoice ${invnum} credited`,
        forms: [
          { path: `/invoices/${invnum}/credit`, fields: { text: 'CLERK', [`credit-${linnum}`]: quantity } },
        ],
        commits: [
          [
            [`update invhed set pststp = clock_timestamp() where invnum = $1 and pststp is null`, invnum],
            [
              `with note as (
                 insert into invhed (invknd, cusnum, bilcus, cusref, invdat, duedat, curcod, invnam, invst1, invzip, invcty,
                                     invctc, taxctc, nettot, taxtot, grstot, crdtxt, chgusr)
                 select 'C', v.cusnum, v.bilcus, v.cusref, current_date, current_date, v.curcod, v.invnam, v.invst1, v.invzip,
                        v.invcty, v.invctc, v.taxctc, w.net, x.tax, w.net + x.tax, 'CLERK', 'SQL'
                 from invhed v join invlin i using (invnum)
                 cross join lateral (
                   select round(i.linnet * $3::int / i.invqty, 2) as net) w
                 cross join lateral (select round(w.net * i.taxpct / 100, 2) as tax) x
                 where i.invnum = $1 and i.linnum = $2 returning invnum, nettot, taxtot
               ), tax as (
                 insert into invtax (invnum, taxcod, taxpct, basamt, taxamt)
                 select n.invnum, i.taxcod, i.taxpct, n.nettot, n.taxtot from note n
                 join invlin i on i.invnum = $1 and i.linnum = $2)
               insert into invlin (invnum, linnum, sonum, solin, itmcod, itmdsc, invqty, pri, dispct, linnet, taxcod, taxpct,
                                   corinv, corlin)
               select n.invnum, 1, i.sonum, i.solin, i.itmcod, i.itmdsc, $3::int, i.pri, i.dispct, n.nettot, i.taxcod,
                      i.taxpct, i.invnum, i.linnum
               from note n join invlin i on i.invnum = $1 and i.linnum = $2`,
              ...[invnum, linnum, quantity],
            ],
            [`update invhed set pststp = clock_timestamp() where pststp is null and invknd = 'C'`],
          ],
        ],
      };
    },
  },
];
