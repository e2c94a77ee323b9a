import { sql } from '../system/sql.ts';
import type { System } from '../system/system.ts';

/** Units of a delivery that have left a shelf, as its papers say. */
export interface DeliveryLine {
  delivery: number;
  line: number;
  sku: string;
  warehouse: string;
  units: number;
}

/**
 * The people of a warehouse whose books are not those that orders go to: they write down what they count, what comes in
 * and what they are told has left. Each deed can be done again without being another deed.
 */
export class Warehouse {
  readonly #system: System;
  readonly #database: string;

  constructor(system: System, database: string) {
    this.#system = system;
    this.#database = database;
  }

  async count(sku: string, warehouse: string, units: number): Promise<void> {
    await this.#write(
      `insert into stkbal (itmcod, whscod, onhand, chgstp) values ($1, $2, $3, clock_timestamp())
       on conflict (itmcod, whscod) do update set onhand = excluded.onhand, chgstp = excluded.chgstp`,
      [sku, warehouse, units],
    );
  }

  /** @param id of the receipt */
  async receive(id: string, sku: string, warehouse: string, units: number): Promise<void> {
    await this.#write(
      `with fresh as (insert into aa_received values ($1) on conflict do nothing returning id)
       insert into stkbal (itmcod, whscod, onhand, chgstp)
       select $2, $3, $4::integer, clock_timestamp() from fresh
       on conflict (itmcod, whscod) do update
         set onhand = stkbal.onhand + excluded.onhand, chgstp = excluded.chgstp`,
      [id, sku, warehouse, units],
    );
  }

  async takeOff(lines: readonly DeliveryLine[]): Promise<void> {
    await this.#write(
      `with fresh as (
         insert into aa_picked select * from unnest($1::integer[], $2::smallint[])
         on conflict do nothing returning dlvnum, linnum
       ), gone as (
         select sku, warehouse, sum(units) as units
         from unnest($1::integer[], $2::smallint[], $3::text[], $4::text[], $5::integer[])
              as u (dlvnum, linnum, sku, warehouse, units)
         join fresh using (dlvnum, linnum) group by sku, warehouse
       )
       update stkbal b set onhand = b.onhand - g.units, chgstp = clock_timestamp()
       from gone g where b.itmcod = g.sku::bpchar and b.whscod = g.warehouse::bpchar`,
      [
        lines.map(({ delivery }) => delivery),
        lines.map(({ line }) => line),
        lines.map(({ sku }) => sku),
        lines.map(({ warehouse }) => warehouse),
        lines.map(({ units }) => units),
      ],
    );
  }

  async #write(text: string, values: unknown[]): Promise<void> {
    await sql(this.#system, this.#database, text, values);
  }
}
