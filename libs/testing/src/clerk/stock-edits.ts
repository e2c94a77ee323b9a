import { type Edit, type Statement, now } from './edit.ts';

interface Shelf {
  item: string;
  whs: string;
  onhand: number;
}

interface Owed {
  ponum: number;
  linnum: number;
  item: string;
  whs: string;
  owed: number;
}

/** Of the items that the orders in question have. */
const ofOrders = (item: string): string =>
  `($1::int[] is null or exists (select from soline o where o.itmcod = ${item} and o.sonum = any($1)))`;

/** What is emptied and filled again: tables without computed columns that no other refers to. */
const refilled = ['itmpri', 'spcpri', 'stkbal', 'itmmas'];

/** What clerks do with stock and purchases. */
export const stockEdits: readonly Edit[] = [
  {
    kind: 'count-stock',
    candidates: `select rtrim(b.itmcod) as item, rtrim(b.whscod) as whs, b.onhand
      from stkbal b join itmmas i using (itmcod) join whsmas w using (whscod)
      where ${ofOrders('b.itmcod')} and i.itmknd = 'G' and w.actflg = 'Y' order by b.itmcod, b.whscod`,
    plan({ item, whs, onhand }: Shelf, draw) {
      const quantity = Math.max(0, onhand + draw.upTo(9) - 5);
      return {
        words: `${quantity} of ${item} counted in ${whs} instead of ${onhand}`,
        forms: [{ path: `/items/${encodeURIComponent(item)}/count`, fields: { warehouse: whs, quantity } }],
        commits: [
          [[`update stkbal set onhand = $3, ${now} where itmcod = $1 and whscod = $2`, item, whs, quantity]],
        ],
      };
    },
  },
  {
    kind: 'move-stock',
    candidates: `select rtrim(b.itmcod) as item, rtrim(b.whscod) as whs, rtrim(t.whscod) as other, b.onhand
      from stkbal b join itmmas i using (itmcod) join stkbal t on t.itmcod = b.itmcod and t.whscod <> b.whscod
      join whsmas w on w.whscod = b.whscod and w.actflg = 'Y' join whsmas x on x.whscod = t.whscod and x.actflg = 'Y'
      where ${ofOrders('b.itmcod')} and i.itmknd = 'G' and b.onhand > 0 order by 1, 2, 3`,
    plan({ item, whs, other, onhand }: Shelf & { other: string }, draw) {
      const quantity = draw.upTo(onhand);
      const by = (sign: '+' | '-', place: string): Statement => [
        `update stkbal set onhand = onhand ${sign} $3::int, ${now} where itmcod = $1 and whscod = $2`,
        ...[item, place, quantity],
      ];
      return {
        words: `${quantity} of ${item} moved from ${whs} to ${other}`,
        forms: [
          {
            path: '/transfers',
            fields: { from: whs, to: other, expected: '2099-01-01', 'item-1': item, 'quantity-1': quantity },
          },
          { path: (location) => `${location}/receive`, fields: { line: 1, 'quantity-1': quantity } },
        ],
        // Two commits: in neither warehouse for a while, or in both.
        commits: draw.chance(0.5) ? [[by('-', whs)], [by('+', other)]] : [[by('+', other)], [by('-', whs)]],
        undo: [by('+', whs)],
      };
    },
  },
  {
    kind: 'order-purchase',
    candidates: `select rtrim(b.itmcod) as item, rtrim(b.whscod) as whs, b.onhand
      from stkbal b join itmmas i using (itmcod) join whsmas w using (whscod)
      where ${ofOrders('b.itmcod')} and i.itmknd = 'G' and w.actflg = 'Y'
        and exists (select from venmas v where v.actflg = 'Y') order by 1, 2`,
    plan({ item, whs }: Shelf, draw) {
      const quantity = draw.upTo(9);
      return {
        words: `${quantity} of ${item} ordered for ${whs}`,
        forms: [
          {
            path: '/purchases',
            fields: {
              item,
              quantity,
              vendor: 'WERK0001',
              warehouse: whs,
              cost: '1.00',
              expected: '2099-01-01',
            },
          },
        ],
        commits: [
          [purchaseHead(whs)],
          [
            [
              `insert into poline (ponum, linnum, itmcod, ordqty, cst, expdat)
               select max(ponum), 1, $1, $2, 1, '2099-01-01' from pohead where chgusr = 'SQL'`,
              ...[item, quantity],
            ],
          ],
        ],
      };
    },
  },
  {
    kind: 'purchase-before-item',
    candidates: `select 'CLK' || lpad((1 + (select count(*) from itmmas where itmcod like 'CLK%'))::text, 6, '0') as item
      where $1::int[] is null`,
    plan: ({ item }: { item: string }) => ({
      words: `${item} ordered before it was on file`,
      commits: [
        [purchaseHead('B1')],
        [
          [
            `insert into poline (ponum, linnum, itmcod, ordqty, cst, expdat)
             select max(ponum), 1, $1, 5, 1, '2099-01-01' from pohead where chgusr = 'SQL'`,
            item,
          ],
        ],
        [
          [
            `insert into itmmas (itmcod, itmdsc, famcod, untcod, taxcod, itmsts, webflg)
             values ($1, 'TYPED IN LATE', 'BTLC', 'ST', 'S', 'A', 'Y')`,
            item,
          ],
        ],
        [[`insert into itmpri (itmcod, curcod, pri, frdat) values ($1, 'EUR', 10, '2026-01-01')`, item]],
      ],
    }),
  },
  {
    kind: 'receive-purchase',
    candidates: `select l.ponum, l.linnum, rtrim(l.itmcod) as item, rtrim(h.whscod) as whs,
                        l.ordqty - l.rcvqty - l.cnlqty as owed
      from poline l join pohead h using (ponum) join itmmas i using (itmcod) join whsmas w on w.whscod = h.whscod
      where l.rcvqty + l.cnlqty < l.ordqty and i.itmknd = 'G' and w.actflg = 'Y' and ${ofOrders('l.itmcod')}
      order by 1 desc, 2 limit 200`,
    plan({ ponum, linnum, item, whs, owed }: Owed, draw) {
      const quantity = draw.upTo(owed);
      return {
        words: `${quantity} of ${item} received in ${whs} for ${ponum}`,
        forms: [
          { path: `/purchases/${ponum}/receive`, fields: { line: linnum, [`quantity-${linnum}`]: quantity } },
        ],
        commits: [
          [
            [
              `update poline set rcvqty = rcvqty + $3::int, ${now} where ponum = $1 and linnum = $2`,
              ...[ponum, linnum, quantity],
            ],
          ],
          [
            [
              `insert into stkbal (itmcod, whscod, onhand) values ($1, $2, $3)
               on conflict (itmcod, whscod) do update set onhand = stkbal.onhand + excluded.onhand, ${now}`,
              ...[item, whs, quantity],
            ],
          ],
        ],
      };
    },
  },
  {
    kind: 'refill-table',
    candidates: `select t as name from unnest(array['${refilled.join("','")}']) t where $1::int[] is null and to_regclass('clk_' || t) is null order by t`,
    plan: ({ name }: { name: string }) => ({
      words: `${name} emptied and filled again`,
      // Kept in a table, so that nothing is lost when whoever does it dies in between.
      commits: [
        [[`create table clk_${name} as table ${name}`], [`delete from ${name}`]],
        [
          [`insert into ${name} select * from clk_${name} on conflict do nothing`],
          [`drop table clk_${name}`],
        ],
      ],
    }),
  },
];

function purchaseHead(warehouse: string): Statement {
  return [
    `insert into pohead (vencod, whscod, orddat, chgusr) values ('WERK0001', $1, current_date, 'SQL')`,
    warehouse,
  ];
}
