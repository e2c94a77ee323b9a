import { declaresRules } from '@throughline/connector';
import type { ErpSource } from '@throughline/events';
import type { Tx } from '@throughline/persistence';
import type { Publisher } from './publisher.ts';
import type { Source } from './source.ts';

/** Publishes what a source says of itself, when it is the first time or something else than before. */
export async function publishDeclaration(
  tx: Tx,
  outbox: Publisher,
  { name, connector, takesOrders }: Source,
  now: Date,
): Promise<void> {
  const rules = declaresRules(connector) ? connector.rules : { priceStrategy: 'most-specific', limits: [] };
  const value: ErpSource = { source: name, takesOrders, ...rules, limits: [...rules.limits] };
  const changed = await tx.query<{ version: number }>(
    `insert into source_declarations as d (source, version, declared) values ($1, 1, $2::jsonb)
     on conflict (source) do update set version = d.version + 1, declared = excluded.declared
       where d.declared <> excluded.declared
     returning version`,
    [name, JSON.stringify(value)],
  );
  await outbox.add(
    tx,
    'erp.sources',
    changed.map(({ version }) => ({ type: 'ErpSource', key: name, value, sequence: version, time: now })),
  );
}
