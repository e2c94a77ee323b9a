import { automat } from '../database.ts';
import type { Deed } from '../desk/deed.ts';
import { invoiceOrder } from '../invoices/invoices.ts';
import { shipOrder } from '../orders/sales.ts';

const { user } = automat;

interface Line {
  linnum: number;
  itmcod: string;
  opnqty: number;
  whscod: string;
  onhand: number;
}

/**
 * The oldest open order of which something is on a shelf goes out, from each line's own warehouse or else from the one
 * that has most; one order in six goes out in part.
 */
export const shipDue: Deed = async (tx, random) => {
  const [order] = await tx.query<{ sonum: number; complete: boolean }>(
    `select h.sonum, h.shpcmp = 'Y' as complete from sohead h
     where h.sosts in ('O', 'P') and h.crestp < now() - interval '90 seconds'
       and exists (select from soline l join stkbal b using (itmcod) where l.sonum = h.sonum and l.opnqty > 0 and b.onhand > 0)
       and not exists (select from cusmas c where c.cusnum = h.cusnum and c.cussts = 'B')
       and (h.shpcmp = 'N' or not exists (
         select from soline l where l.sonum = h.sonum and l.opnqty > 0 and l.linknd in ('G', 'C') group by l.itmcod
         having sum(l.opnqty) > coalesce((select max(onhand) from stkbal b where b.itmcod = l.itmcod), 0)))
     order by h.soorg = 'W' desc, h.sonum limit 1 for update skip locked`,
  );
  if (order === undefined) return null;
  const lines = await tx.query<Line>(
    `select l.linnum, l.itmcod, l.opnqty, coalesce(b.whscod, l.whscod) as whscod,
            case when l.linknd = 'S' then l.opnqty else coalesce(b.onhand, 0) end as onhand from soline l
     left join lateral (select whscod, onhand from stkbal b where b.itmcod = l.itmcod and b.onhand > 0
       order by b.whscod = l.whscod and b.onhand >= l.opnqty desc, b.onhand >= l.opnqty desc, b.onhand desc limit 1) b on true
     where l.sonum = $1 and l.opnqty > 0 and l.linknd <> 'K' order by l.linnum`,
    [order.sonum],
  );
  const partial = random() < 1 / 6 && !order.complete;
  const taken = new Map<string, number>();
  const picks = lines.map((line, index) => {
    // Two lines of an item, one of them in a kit, share what is on the shelf.
    const shelf = `${line.itmcod} ${line.whscod}`;
    const most = Math.min(line.opnqty, Math.max(0, line.onhand - (taken.get(shelf) ?? 0)));
    taken.set(shelf, (taken.get(shelf) ?? 0) + most);
    const quantity =
      partial && lines.length > 1 ? (index === 0 ? most : 0) : partial ? Math.ceil(most / 2) : most;
    return { line: line.linnum, quantity, warehouse: line.whscod };
  });
  const deliveries = await shipOrder(tx, { number: order.sonum, lines: picks, user });
  const units = picks.reduce((sum, pick) => sum + pick.quantity, 0);
  return {
    program: 'DLV010',
    key: String(order.sonum),
    text: `SHIPPED ${units}, DELIVERY ${deliveries.join(', ')}`,
  };
};

/** What went out some time ago is invoiced, when nothing more of the order is to come or it has waited for long. */
export const invoiceDue: Deed = async (tx) => {
  const [order] = await tx.query<{ sonum: number }>(
    `select h.sonum from sohead h
     where h.sosts in ('P', 'S')
       and exists (select from soline l where l.sonum = h.sonum and l.shpqty > l.invqty and l.linknd in ('G', 'S', 'K'))
       and not exists (select from cusmas c where c.cusnum = h.bilcus and c.colflg = 'Y')
       and not exists (select from soline l where l.sonum = h.sonum and l.shpqty > l.invqty and l.linknd <> 'C'
                       and not exists (select from taxtab t where t.taxcod = l.taxcod and t.ctycod = h.dlvctc))
       and (select max(shpstp) from dlvhed d where d.sonum = h.sonum)
           < now() - case h.sosts when 'S' then interval '30 seconds' else interval '10 minutes' end
     order by h.soorg = 'W' desc, h.sonum limit 1 for update skip locked`,
  );
  if (order === undefined) return null;
  const invoice = await invoiceOrder(tx, order.sonum, user);
  return { program: 'INV010', key: String(order.sonum), text: `INVOICE ${invoice}` };
};
