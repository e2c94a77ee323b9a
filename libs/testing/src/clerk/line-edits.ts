import { type Edit, type LineRow, copyLine, linesWhere, now, plain } from './edit.ts';

interface Replaceable extends LineRow {
  other: string;
}

/** Lines with another item of the same unit and tax that is on sale and has a price. */
const withOther = (condition: string): string =>
  `select c.*, (select rtrim(o.itmcod) from itmmas o
                where o.itmcod <> i.itmcod and o.itmknd = 'G' and o.itmsts = 'A' and o.untcod = i.untcod
                  and o.taxcod = i.taxcod and o.pckflg = 'N'
                  and exists (select from itmpri p where p.itmcod = o.itmcod and p.pri > 0)
                order by o.famcod = i.famcod desc, md5(o.itmcod || c.sonum), o.itmcod limit 1) as other
   from (${linesWhere(condition)}) c join itmmas i on i.itmcod = c.item::bpchar
   where exists (select from itmmas o where o.itmcod <> i.itmcod and o.itmknd = 'G' and o.itmsts = 'A'
                   and o.untcod = i.untcod and o.taxcod = i.taxcod and o.pckflg = 'N'
                   and exists (select from itmpri p where p.itmcod = o.itmcod and p.pri > 0))
   order by c.sonum desc, c.linnum`;

/** What clerks do to a line of a sales order, but to its units. */
export const lineEdits: readonly Edit[] = [
  {
    kind: 'delete-line',
    candidates: linesWhere(
      `l.linknd in ('G', 'S') and l.shpqty = 0
       and exists (select from soline o where o.sonum = l.sonum and o.linnum <> l.linnum and o.linknd not in ('C', 'H'))`,
    ),
    plan: ({ sonum, linnum }: LineRow) => ({
      words: `line ${linnum} of ${sonum} deleted`,
      forms: [{ path: `/orders/${sonum}/lines/${linnum}/delete` }],
      commits: [[['delete from soline where sonum = $1 and linnum = $2', sonum, linnum]]],
    }),
  },
  {
    kind: 'add-line',
    candidates: withOther(
      `l.linknd = 'G' and l.linnum = (select min(m.linnum) from soline m where m.sonum = l.sonum)`,
    ),
    plan({ sonum, next, other }: Replaceable, draw) {
      const quantity = draw.upTo(3);
      return {
        words: `line ${next} of ${sonum} added: ${quantity} of ${other}`,
        forms: [{ path: `/orders/${sonum}/lines`, fields: { item: other, quantity, price: '9.90' } }],
        // A query tool gives neither kind nor unit nor warehouse: triggers know.
        commits: [
          [
            [
              `insert into soline (sonum, linnum, itmcod, ordqty, pri, taxcod)
               select $1, $2, itmcod, $4, 9.9, taxcod from itmmas where itmcod = $3`,
              ...[sonum, next, other, quantity],
            ],
          ],
        ],
      };
    },
  },
  {
    kind: 'replace-item',
    candidates: withOther(`${plain} and l.opnqty > 0`),
    plan({ sonum, linnum, ordqty, opnqty, item, other, next }: Replaceable, draw) {
      const replaceIn = (line: number) =>
        [
          `update soline l set itmcod = i.itmcod, itmdsc = i.itmdsc, ${now} from itmmas i
           where l.sonum = $1 and l.linnum = $2 and i.itmcod = $3`,
          ...[sonum, line, other],
        ] as const;
      const lowered = [
        `update soline set ordqty = ordqty - $3::int, untqty = untqty - $3::int, ${now} where sonum = $1 and linnum = $2`,
        ...[sonum, linnum, opnqty],
      ] as const;
      const rest = [copyLine, sonum, linnum, next, opnqty] as const;
      const commits =
        opnqty === ordqty
          ? [[replaceIn(linnum)]]
          : draw.chance(0.5)
            ? [[rest, lowered, replaceIn(next)]]
            : [[lowered], [rest, replaceIn(next)]];
      return {
        words: `${opnqty} open ${item} of line ${linnum} of ${sonum} replaced by ${other}`,
        forms: [{ path: `/orders/${sonum}/lines/${linnum}/item`, fields: { item: other } }],
        commits,
      };
    },
  },
  {
    kind: 'retype-line',
    candidates: linesWhere(
      `${plain} and l.shpqty = 0 and l.cnlqty = 0
       and exists (select from soline o where o.sonum = l.sonum and o.linnum <> l.linnum and o.linknd not in ('C', 'H'))`,
    ),
    // The same goods under another number: typed again, and the first deleted.
    plan: ({ sonum, linnum, ordqty, item, pri, next }: LineRow) => ({
      words: `line ${linnum} of ${sonum} typed again as line ${next}`,
      forms: [
        {
          path: `/orders/${sonum}/lines`,
          fields: { item, quantity: ordqty, price: Number(pri).toFixed(4) },
        },
        { path: `/orders/${sonum}/lines/${linnum}/delete` },
      ],
      commits: [
        [[copyLine, sonum, linnum, next, ordqty]],
        [['delete from soline where sonum = $1 and linnum = $2', sonum, linnum]],
      ],
    }),
  },
  {
    kind: 'discount-line',
    candidates: linesWhere(`l.linknd = 'G' and l.invqty < l.ordqty - l.cnlqty`),
    plan({ sonum, linnum }: LineRow, draw) {
      const percent = draw.pick(['5', '12.5', '33.33', '100', '0']);
      return {
        words: `${percent} % off line ${linnum} of ${sonum}`,
        forms: [{ path: `/orders/${sonum}/lines/${linnum}/discount`, fields: { percent } }],
        commits: [
          [
            [
              `update soline set dispct = $3, ${now} where sonum = $1 and linnum = $2`,
              sonum,
              linnum,
              percent,
            ],
          ],
        ],
      };
    },
  },
  {
    kind: 'change-price',
    candidates: linesWhere(`${plain} and l.invqty < l.ordqty - l.cnlqty`),
    plan({ sonum, linnum }: LineRow, draw) {
      const price = (draw.upTo(20_000) / 100).toFixed(2);
      return {
        words: `line ${linnum} of ${sonum} at ${price}`,
        forms: [{ path: `/orders/${sonum}/lines/${linnum}/price`, fields: { price } }],
        commits: [
          [
            [
              `update soline set untpri = $3::numeric, pri = $3::numeric / perqty, ${now} where sonum = $1 and linnum = $2`,
              ...[sonum, linnum, price],
            ],
          ],
        ],
      };
    },
  },
  {
    kind: 'change-warehouse',
    candidates: linesWhere(`l.linknd = 'G' and l.opnqty > 0`),
    plan({ sonum, linnum, whs }: LineRow, draw) {
      const warehouse = draw.pick(['B1', 'L1', 'P1', 'S1'].filter((code) => code !== whs));
      return {
        words: `line ${linnum} of ${sonum} from ${warehouse} instead of ${whs}`,
        forms: [
          { path: `/orders/${sonum}/move`, fields: { line: linnum, [`warehouse-${linnum}`]: warehouse } },
        ],
        commits: [
          [
            [
              `update soline set whscod = $3, ${now} where sonum = $1 and linnum = $2`,
              sonum,
              linnum,
              warehouse,
            ],
          ],
        ],
      };
    },
  },
];
