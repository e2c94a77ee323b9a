import { sql } from '../system/sql.ts';
import type { System } from '../system/system.ts';

/** What the back office had of a SKU before anything was stated. */
export interface Beginning {
  sku: string;
  /** Units by warehouse, of those that serve the web. */
  onHand: Record<string, number>;
  safety: number;
  /** Open units of orders that are not the shop's. */
  elsewhere: number;
  /** Per cent, for a customer in Germany. */
  taxRate: number;
  /** The price of a list alone, so that a new list price is what a shopper pays. */
  plain: boolean;
}

/**
 * Reads what there is before the first statement; SKUs that contradict themselves are left out.
 * @param warehouse the database of the back office whose shelves are sold from
 */
export async function beginnings(
  system: System,
  skus: readonly string[],
  warehouse = 'demo-erp',
): Promise<Beginning[]> {
  const here = await beginningsIn(system, 'demo-erp', skus);
  if (warehouse === 'demo-erp') return here;
  const there = new Map((await beginningsIn(system, warehouse, skus)).map((each) => [each.sku, each]));
  return here.flatMap((each) => {
    const shelves = there.get(each.sku);
    if (!shelves) return [];
    const { onHand, safety, elsewhere } = shelves;
    return [{ ...each, onHand, safety, elsewhere }];
  });
}

function beginningsIn(system: System, database: string, skus: readonly string[]): Promise<Beginning[]> {
  return sql<Beginning>(
    system,
    database,
    `with serving as (select whscod from whsmas where whstyp in ('W', 'P') and actflg = 'Y')
     select trim(i.itmcod) as sku, i.safqty as safety, t.taxpct::float8 as "taxRate",
       (select json_object_agg(trim(w.whscod), coalesce(b.onhand, 0))
        from serving w left join stkbal b on b.whscod = w.whscod and b.itmcod = i.itmcod) as "onHand",
       (select coalesce(sum(l.opnqty), 0)::integer from soline l join sohead h using (sonum)
        where l.itmcod = i.itmcod and h.soorg <> 'W' and l.whscod in (table serving)) as elsewhere,
       not exists (select from spcpri s where s.itmcod = i.itmcod and s.curcod = 'EUR' and s.actflg = 'Y'
                     and (s.todat is null or tsof(s.todat, s.totim) > now()))
       and not exists (select from itmpri p where p.itmcod = i.itmcod and p.curcod = 'EUR'
                         and tsof(p.frdat, p.frtim) > now()) as plain
     from itmmas i
     join taxtab t on t.taxcod = i.taxcod and t.ctycod = 'DE' and t.frdat <= current_date
       and (t.todat is null or t.todat >= current_date)
     where trim(i.itmcod) = any($1)`,
    [skus],
  );
}

/**
 * The truth about stock and prices: what there was, and every statement since, as whoever made it knows it. Nothing
 * in it comes from a service.
 */
export class Books {
  readonly #onHand = new Map<string, Map<string, number>>();
  readonly #beginnings: Map<string, Beginning>;
  readonly #prices = new Map<string, string>();
  readonly #received = new Map<string, { units: number; at: Date }[]>();
  /** Statements of stock and prices, and deliveries, that the back office has taken. */
  statements = 0;

  constructor(of: readonly Beginning[]) {
    this.#beginnings = new Map(of.map((beginning) => [beginning.sku, beginning]));
    for (const { sku, onHand } of of) this.#onHand.set(sku, new Map(Object.entries(onHand)));
  }

  get skus(): string[] {
    return [...this.#beginnings.keys()];
  }

  get warehouses(): string[] {
    return [...new Set([...this.#onHand.values()].flatMap((places) => [...places.keys()]))].toSorted();
  }

  /** Whether the price is that of the list. */
  isPlain(sku: string): boolean {
    return this.#beginnings.get(sku)?.plain ?? false;
  }

  counted(sku: string, warehouse: string, units: number): void {
    this.statements += 1;
    this.#onHand.get(sku)?.set(warehouse, units);
  }

  /** Written down before the back office is told: nobody can sell it earlier. */
  received(sku: string, warehouse: string, units: number, at = new Date()): void {
    this.statements += 1;
    this.#onHand.get(sku)?.set(warehouse, this.onHand(sku, warehouse) + units);
    this.#received.set(sku, [...(this.#received.get(sku) ?? []), { units, at }]);
  }

  shipped(sku: string, warehouse: string, units: number): void {
    const places = this.#onHand.get(sku);
    const there = places?.get(warehouse);
    // What a store hands over has never been for sale here.
    if (there !== undefined) places?.set(warehouse, there - units);
  }

  /** @param net of one unit, with two decimals */
  priced(sku: string, net: string): void {
    this.statements += 1;
    this.#prices.set(sku, net);
  }

  /** Units that can be sold, `claimed` of them being promised and not yet shipped. */
  sellable(sku: string, claimed: number): number {
    const beginning = this.#beginnings.get(sku);
    if (!beginning) throw new Error(`Nothing is known of ${sku}`);
    const there = [...(this.#onHand.get(sku)?.values() ?? [])].reduce((sum, units) => sum + units, 0);
    return Math.max(0, there - beginning.safety - beginning.elsewhere - claimed);
  }

  /** Units to sell of a SKU that is never counted: those at the beginning, and all that had come in by then. */
  everSellable(sku: string, by: Date): number {
    const beginning = this.#beginnings.get(sku);
    if (!beginning) throw new Error(`Nothing is known of ${sku}`);
    const there = Object.values(beginning.onHand).reduce((sum, units) => sum + units, 0);
    const cameIn = (this.#received.get(sku) ?? [])
      .filter(({ at }) => at <= by)
      .reduce((sum, { units }) => sum + units, 0);
    return Math.max(0, there + cameIn - beginning.safety - beginning.elsewhere);
  }

  onHand(sku: string, warehouse: string): number {
    return this.#onHand.get(sku)?.get(warehouse) ?? 0;
  }

  /** What a shopper in Germany pays for one unit; undefined when no price was stated. */
  gross(sku: string): string | undefined {
    const net = this.#prices.get(sku);
    if (net === undefined) return undefined;
    const rate = BigInt(Math.round((this.#beginnings.get(sku)?.taxRate ?? 0) * 100));
    const cents = (BigInt(net.replace('.', '')) * (10_000n + rate) + 5_000n) / 10_000n;
    return String(Number(cents) / 100);
  }
}
