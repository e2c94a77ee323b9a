import type { Outbox } from '@throughline/messaging';
import type { Tx } from '@throughline/persistence';
import type { Change, Fact, State, Wanted } from './commands.ts';

/** Changes goods and orders under their row locks, and publishes that in the same transaction. */
export async function change(tx: Tx, outbox: Outbox, { goods, orders }: Wanted): Promise<Change> {
  const states = await tx.query<State>(
    `INSERT INTO goods AS g (sku, units, version)
     SELECT sku, units, 1 FROM unnest($1::text[], $2::integer[]) AS u (sku, units) ORDER BY sku
     ON CONFLICT (sku) DO UPDATE SET units = excluded.units, version = g.version + 1
     RETURNING sku, units, version`,
    [goods.map(({ sku }) => sku), goods.map(({ units }) => units)],
  );
  const facts = await tx.query<Fact>(
    `INSERT INTO books AS b ("order", sequence) SELECT u, 1 FROM unnest($1::text[]) AS u ORDER BY 1
     ON CONFLICT ("order") DO UPDATE SET sequence = b.sequence + 1 RETURNING "order", sequence`,
    [orders],
  );
  await publish(tx, outbox, { states, facts });
  return { states, facts };
}

export async function publish(tx: Tx, outbox: Outbox, { states, facts }: Change): Promise<void> {
  const time = new Date();
  await outbox.add(
    tx,
    'inventory.availability',
    states.map(({ sku, units, version }) => ({
      type: 'Availability' as const,
      key: sku,
      sequence: version,
      time,
      value:
        units === null
          ? null
          : {
              sku,
              availableToSell: units,
              atZero: 'show',
              backOrderable: 0,
              nextIncoming: null,
              incoming: null,
              estimated: false,
              asOf: time,
            },
    })),
  );
  await outbox.add(
    tx,
    'inventory.reservations',
    facts.map(({ order, sequence }) => ({
      type: 'ReservationReleased' as const,
      key: order,
      sequence,
      time,
      value: { order, lines: [], at: time },
    })),
  );
}
