import type { HandedOverOrder, HandedOverOrders, OrderClaim } from '@throughline/connector';
import type { DataSource } from '@throughline/persistence';
import { boundItems } from '../bindings/bound-codes.tables.ts';
import { recipientColumns } from './references.tables.ts';

/** Units of a line that the back office was told to cancel, by us and not by itself. */
export const toldUnits = `greatest(l.cancelled_told,
  case when e.cancellations <= e.cancellations_told then l.cancelled - l.cancelled_there else 0 end)`;

/** What the connector of a source may ask about the orders that the source was given. */
export function handedOverOrders(dataSource: DataSource, source: string): HandedOverOrders {
  return {
    documents: (numbers, references) => documents(dataSource, source, numbers, references),
    claims: (items) => claims(dataSource, source, items),
    boundSkus: (sourceKeys) => boundItems(dataSource, source, sourceKeys),
  };
}

function documents(
  dataSource: DataSource,
  source: string,
  numbers: readonly string[],
  references: readonly string[],
): Promise<HandedOverOrder[]> {
  // An order that was refused awaits nothing: what was made of it is for a person to tell.
  return dataSource.query<HandedOverOrder[]>(
    `with wanted as (
       select e.order_number from unnest($2::text[]) n join exports e on e.source = $1 and e.erp_number = n
       union
       select e.order_number from unnest($3::text[]) o
       join exports e on e.source = $1 and e.order_number = o and e.state <> 'placed')
     select e.order_number as "order", e.erp_number as "erpNumber", e.state <> 'refused' as "awaitsDocument",
            e.document_gone as "isGone", ${recipientColumns} as recipient
     from wanted join exports e on e.source = $1 and e.order_number = wanted.order_number
     left join orders_recipients r on r.order_number = e.order_number`,
    [source, numbers, references],
  );
}

/**
 * Of lines that may have left without a stock statement settling them, and of which inventory still claims something.
 * Components stand under the line of their kit.
 */
function claims(
  dataSource: DataSource,
  source: string,
  items: readonly { sku: string; sourceKey: string }[],
): Promise<OrderClaim[]> {
  // The lines are looked up once, also while the planner takes the tables to be empty and would look for each order.
  return dataSource.query<OrderClaim[]>(
    `with wanted as materialized (
       select * from unnest($2::text[], $3::text[]) as w (sku, parent)
     ), lines as materialized (
       select l.order_number, l.line, l.sku, l.quantity, l.released, l.cancelled, l.cancelled_there, l.cancelled_told,
              1::bigint as per
       from wanted w join export_lines l on l.sku = w.sku and not l.settled and l.source = $1
       where l.components = '{}'
       union all
       select l.order_number, l.line, c.sku, l.quantity, l.released, l.cancelled, l.cancelled_there, l.cancelled_told,
              c.quantity
       from export_lines l join exports e using (source, order_number)
       cross join lateral (
         select p ->> 'sku' as sku, (p ->> 'quantity')::bigint as quantity
         from jsonb_array_elements(e.document -> 'lines') d
         cross join jsonb_array_elements(d -> 'components') p
         where (d ->> 'line')::integer = l.line) c
       where l.source = $1 and not l.settled and l.components <> '{}' and l.components && $2 and c.sku = any($2)
     ), claimed as materialized (
       select e.order_number, e.erp_number, l.line, l.sku,
              l.per * greatest(0, l.quantity - l.released - l.cancelled_there - ${toldUnits}) as units
       from lines l join exports e on e.source = $1 and e.order_number = l.order_number
       left join reservation_claims c on c.order_number = l.order_number
       where e.state in ('sent', 'acknowledged', 'verified') and not coalesce(c.closed or c.claimed <= 0, false)
     ), said as (
       select split_part(r.key, '|', 2) as sku, split_part(r.key, '|', 3) as location, g.key as line, g.value::bigint as units
       from (select distinct parent from wanted join claimed using (sku)) w
       join source_records r on r.source = $1 and r.flow = 'stock' and r.parent = w.parent
       cross join jsonb_each_text(r.growing) g
     )
     select c.order_number as "order", c.erp_number as "erpNumber", c.line, c.sku, c.units,
            coalesce(jsonb_object_agg(s.location, s.units) filter (where s.location is not null), '{}') as "left"
     from claimed c left join said s on s.sku = c.sku and s.line = c.order_number || '|' || c.line
     group by 1, 2, 3, 4, 5 order by 1, 3, 4`,
    [source, items.map(({ sku }) => sku), items.map(({ sourceKey }) => sourceKey)],
  );
}
