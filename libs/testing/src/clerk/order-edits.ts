import { type Edit, type HeadRow, type Statement, headsWhere, now } from './edit.ts';

const live = `h.sosts <> 'X'`;
const deletable = `not exists (select from soline l where l.sonum = h.sonum and l.linknd <> 'H' and l.shpqty > 0)
  and not exists (select from dlvhed d where d.sonum = h.sonum)
  and not exists (select from invlin i where i.sonum = h.sonum)`;

/** What clerks do to a sales order as a whole. */
export const orderEdits: readonly Edit[] = [
  {
    kind: 'add-charge',
    candidates: headsWhere(live),
    plan: ({ sonum, next }: HeadRow, draw) => {
      const charge = draw.pick(['PACKING', 'SMALLQTY', 'COD', 'INSURANCE']);
      return {
        words: `charge ${charge} on ${sonum}`,
        forms: [{ path: `/orders/${sonum}/charge`, fields: { charge, amount: '' } }],
        commits: [
          [
            [
              `insert into soline (sonum, linnum, itmcod, itmdsc, whscod, ordqty, shpqty, pri, taxcod, linknd)
               select $1, $2, chrcod, chrtxt, 'B1', 1, 1, chramt, taxcod, 'H' from chrtab where chrcod = $3`,
              ...[sonum, next, charge],
            ],
          ],
        ],
      };
    },
  },
  {
    kind: 'discount-order',
    candidates: headsWhere(
      `exists (select from soline l where l.sonum = h.sonum and l.linknd in ('G', 'S', 'K') and l.invqty < l.ordqty - l.cnlqty)`,
    ),
    plan({ sonum }: HeadRow, draw) {
      const percent = draw.pick(['3', '10', '7.25']);
      return {
        words: `${percent} % off all of ${sonum}`,
        forms: [{ path: `/orders/${sonum}/discount`, fields: { percent } }],
        commits: [
          [
            [
              `update soline set dispct = $2, ${now}
               where sonum = $1 and linknd in ('G', 'S', 'K') and invqty < ordqty - cnlqty`,
              ...[sonum, percent],
            ],
          ],
        ],
      };
    },
  },
  {
    kind: 'change-reference',
    candidates: headsWhere(`length(coalesce(h.cusref, '')) <= 26`),
    plan({ sonum, cusref, purnum }: HeadRow, draw) {
      const note = draw.pick(['/ PO 77', '(MUELLER)', '!']);
      const reference = `${cusref} ${note}`.trim();
      return {
        words: `${JSON.stringify(note)} behind the reference of ${sonum}`,
        forms: [{ path: `/orders/${sonum}/references`, fields: { reference, purchaseOrder: purnum } }],
        commits: [[[`update sohead set cusref = $2, ${now} where sonum = $1`, sonum, reference]]],
      };
    },
  },
  {
    kind: 'change-purchase-order',
    candidates: headsWhere('true'),
    plan({ sonum, cusref }: HeadRow, draw) {
      const purchaseOrder = `PO-${draw.upTo(9_999)}`;
      return {
        words: `${purchaseOrder} on ${sonum}`,
        forms: [{ path: `/orders/${sonum}/references`, fields: { reference: cusref, purchaseOrder } }],
        commits: [[[`update sohead set purnum = $2, ${now} where sonum = $1`, sonum, purchaseOrder]]],
      };
    },
  },
  {
    kind: 'redirect-order',
    candidates: headsWhere(`h.sosts in ('O', 'P')`),
    plan({ sonum }: HeadRow, draw) {
      const street = `Umweg ${draw.upTo(99)}`;
      return {
        words: `${sonum} redirected`,
        forms: [
          {
            path: `/orders/${sonum}/address`,
            fields: { name: 'Annahme Nachbar', street, zip: '10115', city: 'Berlin', country: 'DE' },
          },
        ],
        commits: [
          [
            [
              `update sohead set dlvnam = 'Annahme Nachbar', dlvst1 = $2, dlvst2 = null, dlvzip = '10115', dlvcty = 'Berlin',
                                 dlvreg = null, dlvctc = 'DE', ${now} where sonum = $1`,
              ...[sonum, street],
            ],
          ],
        ],
      };
    },
  },
  {
    kind: 'delete-order',
    candidates: headsWhere(deletable),
    plan({ sonum }: HeadRow, draw) {
      const lines: Statement = ['delete from soline where sonum = $1', sonum];
      const head: Statement = ['delete from sohead where sonum = $1', sonum];
      return {
        words: `${sonum} deleted`,
        forms: [{ path: `/orders/${sonum}/delete` }],
        commits: draw.chance(0.5) ? [[lines, head]] : [[lines], [head]],
      };
    },
  },
  {
    kind: 'second-order',
    candidates: headsWhere(`${live} and h.cusref is not null`),
    plan({ sonum }: HeadRow, draw) {
      const head: Statement = [
        `insert into sohead (soorg, cusnum, cusref, extref, curcod, dlvnam, dlvst1, dlvzip, dlvcty, dlvctc, frtamt, chgusr)
         select soorg, cusnum, cusref, extref, curcod, dlvnam, dlvst1, dlvzip, dlvcty, dlvctc, frtamt, 'SQL'
         from sohead where sonum = $1`,
        sonum,
      ];
      const lines: Statement = [
        `insert into soline (sonum, linnum, itmcod, itmdsc, whscod, ordqty, pri, taxcod)
         select (select max(n.sonum) from sohead n join sohead o on n.cusref = o.cusref where o.sonum = $1),
                linnum, itmcod, itmdsc, whscod, ordqty, pri, taxcod
         from soline where sonum = $1 and linknd in ('G', 'S')`,
        sonum,
      ];
      return {
        words: `a second order with the reference of ${sonum}`,
        forms: [{ path: `/orders/${sonum}/copy` }],
        // The header is there for a while, and nothing is in it.
        commits: draw.chance(0.5) ? [[head, lines]] : [[head], [lines]],
      };
    },
  },
];
