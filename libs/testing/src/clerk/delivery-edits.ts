import { type Edit, type LineRow, type Statement, linesWhere, now } from './edit.ts';

const onShelf = `l.linknd = 'G' and l.opnqty > 0
  and exists (select from stkbal b where b.itmcod = l.itmcod and b.whscod = l.whscod and b.onhand > 0)
  and not exists (select from cusmas c where c.cusnum = h.cusnum and c.cussts = 'B')`;

interface Shippable extends LineRow {
  onhand: number;
}

/** With what is on the shelf that a line is to come from. */
const shippable = (condition: string): string =>
  `select c.*, b.onhand from (${linesWhere(`${onShelf} and ${condition}`)}) c
   join stkbal b on b.itmcod = c.item::bpchar and b.whscod = c.whs::bpchar order by c.sonum desc, c.linnum`;

interface Delivered {
  dlvnum: number;
  dlvline: number;
  sonum: number;
  /** Line of the order. */
  solin: number;
  item: string;
  whs: string;
  dlvqty: number;
  opnqty: number;
  onhand: number;
}

/** Lines of deliveries whose goods are not invoiced, so that they can be taken back. */
const takeBack = `select d.dlvnum, d.linnum as dlvline, d.sonum, d.solin, rtrim(d.itmcod) as item, rtrim(e.whscod) as whs,
                         d.dlvqty, l.opnqty, coalesce(b.onhand, 0) as onhand
  from dlvlin d join dlvhed e using (dlvnum) join soline l on l.sonum = d.sonum and l.linnum = d.solin
  left join stkbal b on b.itmcod = d.itmcod and b.whscod = e.whscod
  where ($1::int[] is null or d.sonum = any($1)) and l.linknd = 'G' and l.shpqty - l.invqty >= d.dlvqty
  order by d.dlvnum desc, d.linnum limit 200`;

const shelf = (by: '+' | '-'): string =>
  `update stkbal set onhand = onhand ${by} $3::int, ${now} where itmcod = $1 and whscod = $2`;
const shipped = (by: '+' | '-'): string =>
  `update soline set shpqty = shpqty ${by} $3::int, ${now} where sonum = $1 and linnum = $2`;
const newNote = `insert into dlvhed (sonum, cusnum, whscod, chgusr)
  select sonum, cusnum, $2, 'SQL' from sohead where sonum = $1`;
const noteLine = `insert into dlvlin (dlvnum, linnum, sonum, solin, itmcod, dlvqty)
  select (select max(dlvnum) from dlvhed where sonum = $1), 1, $1, $2, itmcod, $3
  from soline where sonum = $1 and linnum = $2`;

/** What clerks do with delivery notes. */
export const deliveryEdits: readonly Edit[] = [
  {
    kind: 'ship-units',
    candidates: shippable(`h.shpcmp = 'N'`),
    plan({ sonum, linnum, item, whs, opnqty, onhand }: Shippable, draw) {
      const quantity = draw.upTo(Math.min(opnqty, onhand));
      const steps: Statement[] = [
        [shelf('-'), item, whs, quantity],
        [shipped('+'), sonum, linnum, quantity],
        [newNote, sonum, whs],
        [noteLine, sonum, linnum, quantity],
      ];
      const [take, mark, note, row] = steps as [Statement, Statement, Statement, Statement];
      const others = Object.fromEntries(
        Array.from({ length: 60 }, (_, index) => [`quantity-${index + 1}`, 0] as const),
      );
      return {
        words: `${quantity} of line ${linnum} of ${sonum} shipped from ${whs}`,
        forms: [{ path: `/orders/${sonum}/ship`, fields: { ...others, [`quantity-${linnum}`]: quantity } }],
        // The shelf first, the order's line next, the papers when there is time.
        commits: draw.pick([[steps], [[take], [mark], [note, row]], [[take], [mark, note, row]]]),
        undo: [[shelf('+'), item, whs, quantity]],
      };
    },
  },
  {
    kind: 'note-before-lines',
    candidates: shippable('true'),
    plan({ sonum, linnum, item, whs, opnqty, onhand }: Shippable, draw) {
      const quantity = draw.upTo(Math.min(opnqty, onhand));
      return {
        words: `a delivery note of ${sonum} from ${whs}, and ${quantity} of line ${linnum} on it later`,
        forms: [
          { path: `/orders/${sonum}/deliveries`, fields: { warehouse: whs } },
          { path: (location) => `${location}/lines`, fields: { line: linnum, quantity } },
        ],
        commits: [
          [[newNote, sonum, whs]],
          [
            [shelf('-'), item, whs, quantity],
            [shipped('+'), sonum, linnum, quantity],
            [noteLine, sonum, linnum, quantity],
          ],
        ],
      };
    },
  },
  {
    kind: 'delete-delivery',
    candidates: `select t.* from (${takeBack}) t
      where not exists (select from dlvlin o where o.dlvnum = t.dlvnum and o.linnum <> t.dlvline)`,
    plan({ dlvnum, sonum, solin, item, whs, dlvqty }: Delivered, draw) {
      const papers: Statement[] = [
        ['delete from dlvlin where dlvnum = $1', dlvnum],
        ['delete from dlvhed where dlvnum = $1', dlvnum],
      ];
      const line: Statement = [shipped('-'), sonum, solin, dlvqty];
      const back: Statement = [shelf('+'), item, whs, dlvqty];
      return {
        words: `delivery ${dlvnum} of ${sonum} deleted, ${dlvqty} of ${item} back in ${whs}`,
        forms: [{ path: `/deliveries/${dlvnum}/delete` }],
        commits: draw.pick([[[...papers, line, back]], [papers, [line], [back]], [[back], [line], papers]]),
      };
    },
  },
  {
    kind: 'correct-delivery',
    candidates: `select * from (${takeBack}) t where dlvqty > 1 or (opnqty > 0 and onhand > 0)`,
    plan({ dlvnum, dlvline, sonum, solin, item, whs, dlvqty, opnqty, onhand }: Delivered, draw) {
      const more = Math.min(opnqty, onhand);
      const by = more > 0 && (dlvqty === 1 || draw.chance(0.5)) ? draw.upTo(more) : -draw.upTo(dlvqty - 1);
      return {
        words: `line ${dlvline} of delivery ${dlvnum} was ${dlvqty + by} instead of ${dlvqty}`,
        forms: [
          {
            path: `/deliveries/${dlvnum}/quantity`,
            fields: { line: dlvline, [`quantity-${dlvline}`]: dlvqty + by },
          },
        ],
        commits: [
          [
            [
              'update dlvlin set dlvqty = dlvqty + $3::int where dlvnum = $1 and linnum = $2',
              ...[dlvnum, dlvline, by],
            ],
            [shipped('+'), sonum, solin, by],
            [shelf('-'), item, whs, by],
          ],
        ],
      };
    },
  },
  {
    kind: 'change-carrier',
    candidates: `select dlvnum, (select json_agg(rtrim(carcod) order by carcod) from cartab) as carriers
      from dlvhed where $1::int[] is null or sonum = any($1) order by dlvnum desc limit 200`,
    plan({ dlvnum, carriers }: { dlvnum: number; carriers: string[] }, draw) {
      const carrier = draw.pick(carriers);
      const tracking = `T${draw.upTo(999_999_999)}`;
      return {
        words: `delivery ${dlvnum} by ${carrier} as ${tracking}`,
        forms: [{ path: `/deliveries/${dlvnum}/carrier`, fields: { carrier, tracking } }],
        commits: [
          [['update dlvhed set carcod = $2, trkref = $3 where dlvnum = $1', dlvnum, carrier, tracking]],
        ],
      };
    },
  },
];
