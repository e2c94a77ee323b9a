import type { OrderView } from '../system/shop.ts';
import { sql } from '../system/sql.ts';
import type { System } from '../system/system.ts';
import type { Taken } from './driver.ts';

/** A line of a sales order as it is now, but for charges and components. */
interface DocumentLine {
  line: number;
  sku: string;
  ordered: number;
  cancelled: number;
  invoiced: number;
  /** Units of this SKU that deliveries hold. */
  shipped: number;
  /** Whether it is priced otherwise than the connector wrote it. */
  repriced: boolean;
}

/** A sales order of the back office as its tables have it. */
interface SalesDocument {
  number: string;
  /** Our number, on documents that came over the web. */
  reference: string | null;
  /** Whether it is delivered elsewhere, in another currency, or under another purchase order number than was asked for. */
  redirected: boolean;
  /** Charges that are owed, but for freight. */
  charges: number;
  lines: DocumentLine[];
  /** Units that deliveries hold of lines that it has. */
  left: number;
}

/** What has been handed over, and what was found of it. */
interface HandOver {
  order: string;
  state: string;
  number: string | null;
  /** Kinds of the differences that are listed. */
  differences: string[];
}

/** An order as people here have it, with what they cancelled of each line. */
interface OwnOrder {
  order: string;
  cancelledHere: Record<string, number>;
}

/**
 * Stands beside the connector: keeps each sales order as it wrote it, whatever clerks make of it later.
 * @param role of the connector in the back office's database
 */
export async function watchDocuments(system: System, role: string): Promise<void> {
  await sql(
    system,
    'demo-erp',
    `create schema witness;
     create table witness.sohead as select * from sohead with no data;
     create table witness.soline as select * from soline with no data;
     create function witness.keep() returns trigger language plpgsql security definer as $$
     begin
       if session_user = '${role}' then
         execute format('insert into witness.%I select ($1).*', tg_table_name) using new;
       end if;
       return null;
     end $$;
     create trigger zz_witness after insert on sohead for each row execute function witness.keep();
     create trigger zz_witness after insert on soline for each row execute function witness.keep()`,
  );
}

/** What the back office was ever given, by our number. */
async function documentsMade(system: System): Promise<Map<string, number>> {
  const rows = await sql<{ order: string; documents: string }>(
    system,
    'demo-erp',
    `select rtrim(cusref) as "order", count(*) as documents from witness.sohead group by 1`,
  );
  return new Map(rows.map(({ order, documents }) => [order, Number(documents)]));
}

async function documentsNow(system: System): Promise<Map<string, SalesDocument>> {
  const rows = await sql<SalesDocument>(
    system,
    'demo-erp',
    `select h.sonum::text as number, rtrim(h.cusref) as reference,
       coalesce((h.dlvnam, h.dlvst1, h.dlvst2, h.dlvst3, h.dlvzip, h.dlvcty, h.dlvreg, h.dlvctc, h.purnum, h.curcod)
         is distinct from (m.dlvnam, m.dlvst1, m.dlvst2, m.dlvst3, m.dlvzip, m.dlvcty, m.dlvreg, m.dlvctc, m.purnum, m.curcod)
         and m.sonum is not null, false) as redirected,
       (select count(*)::integer from soline c where c.sonum = h.sonum and c.linknd = 'H' and c.cnlqty < c.ordqty) as charges,
       (select count(*)::integer from dlvlin d join soline l on l.sonum = d.sonum and l.linnum = d.solin
        where d.sonum = h.sonum and d.dlvqty > 0) as left,
       coalesce((
         select jsonb_agg(jsonb_build_object('line', l.linnum, 'sku', rtrim(l.itmcod), 'ordered', l.ordqty,
           'cancelled', l.cnlqty, 'invoiced', l.invqty,
           'shipped', (select coalesce(sum(d.dlvqty), 0) from dlvlin d
                       where d.sonum = l.sonum and d.solin = l.linnum and d.itmcod = l.itmcod),
           'repriced', m.sonum is not null and (m.pri, m.dispct) <> (l.pri, l.dispct)) order by l.linnum)
         from soline l left join witness.soline m using (sonum, linnum)
         where l.sonum = h.sonum and l.linknd in ('G', 'S', 'K')), '[]') as lines
     from sohead h left join witness.sohead m using (sonum) where h.soorg = 'W'`,
  );
  return new Map(rows.map((row) => [row.number, row]));
}

async function handOversNow(system: System): Promise<HandOver[]> {
  return sql<HandOver>(
    system,
    'erp-adapter',
    `select order_number as "order", state, erp_number as number,
       array(select d ->> 'kind' from jsonb_array_elements(differences) d) as differences
     from exports where state <> 'placed'`,
  );
}

async function ownOrders(system: System): Promise<Map<string, OwnOrder>> {
  const rows = await sql<OwnOrder>(
    system,
    'orders',
    `select order_no as "order", coalesce(followed -> 'cancelledHere', '{}') as "cancelledHere" from orders`,
  );
  return new Map(rows.map((row) => [row.order, row]));
}

/** Orders that the back office was given twice, or never though they were taken, or though they were not. */
export async function handedOverWrongly(
  system: System,
  taken: readonly Taken[],
  views: ReadonlyMap<string, OrderView>,
): Promise<unknown[]> {
  const made = await documentsMade(system);
  const known = new Set(taken.map(({ order }) => order));
  return [
    ...taken.flatMap(({ order, cancelled }) => {
      const documents = made.get(order) ?? 0;
      const rejected = views.get(order)?.rejection !== null;
      const least = rejected || cancelled ? 0 : 1;
      return documents >= least && documents <= (rejected ? 0 : 1) ? [] : [{ order, documents, rejected }];
    }),
    ...[...made.keys()].filter((order) => !known.has(order)),
  ];
}

/** Hand-overs that are not done, and those of which a difference is listed that is none, or one is not that is there. */
export async function listedWrongly(system: System, taken: readonly Taken[]): Promise<unknown[]> {
  const [exports, documents, orders] = await Promise.all([
    handOversNow(system),
    documentsNow(system),
    ownOrders(system),
  ]);
  const asked = new Map(taken.map((each) => [each.order, each.lines]));
  const carrying = Map.groupBy(documents.values(), ({ reference }) => reference ?? '');
  return exports.flatMap(({ order, state, number, differences }): unknown[] => {
    if (state === 'cancelled' && number === null) return [];
    if (state !== 'verified' && state !== 'cancelled') return [{ order, state }];
    const document = number === null ? undefined : documents.get(number);
    const here = orders.get(order)?.cancelledHere ?? {};
    const found = {
      document: differsFrom(asked.get(order) ?? [], here, document),
      second: (carrying.get(order) ?? []).some(
        (other) => other.number !== number && other.lines.some((line) => line.cancelled < line.ordered),
      ),
    };
    const listed = {
      document: differences.some((kind) => kind !== 'second-document'),
      second: differences.includes('second-document'),
    };
    return found.document === listed.document && found.second === listed.second
      ? []
      : [{ order, number, found, differences, document }];
  });
}

/** How many documents are listed as different. */
export async function documentsListed(system: System): Promise<number> {
  return (await handOversNow(system)).filter(({ differences }) => differences.length > 0).length;
}

/** Whether a document says something else than was ordered, but for what was cancelled on either side. */
function differsFrom(
  ordered: Taken['lines'],
  cancelledHere: Readonly<Record<string, number>>,
  document: SalesDocument | undefined,
): boolean {
  const here = (line: number) => cancelledHere[line] ?? 0;
  if (document === undefined) return ordered.some(({ quantity }, index) => here(index + 1) < quantity);
  const others = document.lines.filter(({ line }) => line > ordered.length);
  return (
    document.redirected ||
    document.charges > 0 ||
    others.some((line) => line.cancelled < line.ordered) ||
    ordered.some(({ sku, quantity }, index) => {
      const line = document.lines.find((each) => each.line === index + 1);
      if (line === undefined || line.sku !== sku || line.ordered !== quantity || line.repriced) return true;
      return line.cancelled < Math.min(here(line.line), quantity - line.shipped);
    })
  );
}

/**
 * Orders whose state in the shop is another than follows from their document: cancelled when nothing has left and nothing
 * will, in parts or wholly shipped by its deliveries, completed when what has left is billed.
 */
export async function standingWrongly(
  system: System,
  views: ReadonlyMap<string, OrderView>,
): Promise<unknown[]> {
  const [exports, documents, orders] = await Promise.all([
    handOversNow(system),
    documentsNow(system),
    ownOrders(system),
  ]);
  return exports.flatMap(({ order, number }) => {
    const view = views.get(order);
    if (!view || number === null) return [];
    const document = documents.get(number);
    const state = stateBy(document, orders.get(order)?.cancelledHere ?? {});
    return view.state === state ? [] : [{ order, shown: view.state, state, document }];
  });
}

function stateBy(
  document: SalesDocument | undefined,
  cancelledHere: Readonly<Record<string, number>>,
): string {
  if (document === undefined) return 'cancelled';
  const units = document.lines.map(({ line, ordered, cancelled, shipped, invoiced }) => {
    const open = ordered - shipped - Math.max(cancelled, cancelledHere[line] ?? 0);
    return { open: Math.max(0, open), unbilled: shipped - invoiced };
  });
  const open = units.some((line) => line.open > 0);
  if (document.left === 0) return open ? 'in-fulfilment' : 'cancelled';
  if (open) return 'partly-shipped';
  return units.some(({ unbilled }) => unbilled > 0) ? 'shipped' : 'completed';
}

/** An open claim, and the line of the document that it is for. */
interface OpenClaim {
  order: string;
  line: number;
  sku: string;
  open: number;
  row: DocumentLine | undefined;
}

async function openClaims(system: System): Promise<OpenClaim[]> {
  const [claims, exports, documents] = await Promise.all([
    sql<Omit<OpenClaim, 'row'>>(
      system,
      'inventory',
      `select order_no as "order", line, sku, open::integer from reservations where open > 0`,
    ),
    handOversNow(system),
    documentsNow(system),
  ]);
  const numbers = new Map(exports.map(({ order, number }) => [order, number]));
  return claims.map((claim) => {
    const lines = documents.get(numbers.get(claim.order) ?? '')?.lines;
    return { ...claim, row: lines?.find(({ line, sku }) => line === claim.line && sku === claim.sku) };
  });
}

/** Claims on more units of a line than its document has open. */
export async function claimsWithoutUnits(system: System): Promise<unknown[]> {
  return (await openClaims(system)).filter(
    ({ open, row }) => row === undefined || open > row.ordered - row.cancelled - row.shipped,
  );
}
