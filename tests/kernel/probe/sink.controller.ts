import { Controller } from '@nestjs/common';
import {
  type Batch,
  OnBatch,
  Outbox,
  PermanentError,
  causedBy,
  decision,
  upsertNewest,
  projection,
} from '@throughline/messaging';
import type { Tx } from '@throughline/persistence';

const shelfGroup = projection('orders.shelf', {
  tables: ['shelf', 'receipts', 'flows'],
  ignore: { shelf: ['written_at'] },
});
const factsGroup = decision('orders.facts');
const echoesGroup = decision('orders.echoes');

const shelf = { table: 'shelf', key: ['sku'], columns: { sku: 'text', units: 'integer' } } as const;
const flows = { table: 'flows', key: ['flow'], columns: { flow: 'text', units: 'bigint' } } as const;

type Head = { key: string; sequence: number; partition: number; offset: number };

/** Reads a state topic and a log topic, writes effects, and publishes what follows from them. */
@Controller()
export class SinkController {
  readonly #outbox: Outbox;

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  @OnBatch(shelfGroup, 'inventory.availability')
  async onAvailability({ records, tx }: Batch<'inventory.availability'>): Promise<void> {
    await refusePoison(tx, records);
    await tx.query(
      `INSERT INTO receipts AS r (partition, "offset", key, sequence, times)
       SELECT *, 1 FROM unnest($1::integer[], $2::bigint[], $3::text[], $4::bigint[])
       ON CONFLICT (partition, "offset") DO UPDATE SET times = r.times + 1`,
      [
        records.map(({ partition }) => partition),
        records.map(({ offset }) => offset),
        records.map(({ key }) => key),
        records.map(({ sequence }) => sequence),
      ],
    );
    const newer = await upsertNewest(
      tx,
      shelf,
      records.map(({ key, sequence, value, traceparent }) => ({
        sku: key,
        units: value?.availableToSell ?? null,
        version: sequence,
        deleted: value === null,
        ...(traceparent !== undefined && { traceparent }),
      })),
    );
    await this.#outbox.add(
      tx,
      'integration.flows',
      newer.map(({ sku, units, version }) => ({
        type: 'FlowStatus' as const,
        key: `probe|${sku}`,
        sequence: version,
        time: new Date(),
        value:
          units === null
            ? null
            : {
                source: 'probe',
                flow: sku,
                mode: 'real-time',
                state: 'live',
                heardAt: new Date(),
                lastChangeAt: null,
                quarantined: units,
                reason: null,
                guarded: 0,
                nextRun: null,
              },
      })),
    );
  }

  @OnBatch(shelfGroup, 'integration.flows')
  async onFlows({ records, tx }: Batch<'integration.flows'>): Promise<void> {
    await upsertNewest(
      tx,
      flows,
      records.map(({ key, sequence, value }) => ({
        flow: key,
        units: value?.quarantined ?? null,
        version: sequence,
        deleted: value === null,
      })),
    );
  }

  @OnBatch(factsGroup, 'inventory.reservations')
  async onReservations({ records, tx }: Batch<'inventory.reservations'>): Promise<void> {
    await refusePoison(tx, records);
    await count(tx, 'facts', records);
    await this.#outbox.add(
      tx,
      'orders.events',
      records.map((record) => ({
        type: 'OrderCompleted' as const,
        key: record.key,
        sequence: record.sequence,
        time: record.time,
        value: { order: record.key, at: record.time },
        ...causedBy(record),
      })),
    );
  }

  @OnBatch(echoesGroup, 'orders.events')
  async onOrders({ records, tx }: Batch<'orders.events'>): Promise<void> {
    await count(tx, 'echoes', records);
  }
}

/** Fails as a handler does that a record breaks a rule of. */
async function refusePoison(tx: Tx, records: readonly Head[]): Promise<void> {
  const [found] = await tx.query<{ key: string }>(
    `SELECT key FROM poison JOIN unnest($1::text[], $2::bigint[]) AS r (key, sequence) USING (key, sequence) LIMIT 1`,
    [records.map(({ key }) => key), records.map(({ sequence }) => sequence)],
  );
  if (found !== undefined) throw new PermanentError(`No rule fits ${found.key}`);
}

async function count(tx: Tx, table: 'facts' | 'echoes', records: readonly Head[]): Promise<void> {
  await tx.query(
    `INSERT INTO ${table} AS f ("order", sequence, partition, "offset", attempts)
     SELECT key, sequence, partition, "offset", 1
     FROM unnest($1::text[], $2::bigint[], $3::integer[], $4::bigint[])
       WITH ORDINALITY AS u (key, sequence, partition, "offset", nth)
     ORDER BY nth
     ON CONFLICT ("order", sequence) DO UPDATE SET attempts = f.attempts + 1`,
    [
      records.map(({ key }) => key),
      records.map(({ sequence }) => sequence),
      records.map(({ partition }) => partition),
      records.map(({ offset }) => offset),
    ],
  );
}
