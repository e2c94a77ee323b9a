import type { GroupStatus, OutboxStatus } from '@throughline/messaging';
import type { Installation } from '../installation.ts';
import { table } from '../output.ts';
import type { Output } from '../output.ts';

/** How far each group is behind, and what waits in each outbox. */
export async function lag(installation: Installation, service?: string): Promise<Output> {
  const services = installation.services(service);
  const [groups, outboxes] = await Promise.all([
    installation.askAll<GroupStatus[]>(services, 'groups'),
    installation.askAll<OutboxStatus>(services, 'outbox'),
  ]);
  const rows = groups.flatMap(({ answer }) =>
    (answer ?? []).flatMap(({ group, problem, positions }) =>
      [...Map.groupBy(positions, ({ topic }) => topic)].map(([topic, list]) => [
        group,
        topic,
        list.reduce((sum, { lag }) => sum + lag, 0),
        problem ?? '',
      ]),
    ),
  );
  const waiting = outboxes.flatMap(({ service, answer }) =>
    answer ? [[service, answer.rows, Math.round(answer.oldestSeconds), answer.relay ?? '']] : [],
  );
  const failures = groups.flatMap(({ failure }) => failure ?? []);
  return {
    json: { groups, outboxes },
    lines: [
      ...table(['group', 'topic', 'behind', 'problem'], rows),
      '',
      ...table(['outbox of', 'rows', 'oldest, s', 'relay'], waiting),
      ...failures,
    ],
    status: failures.length > 0 || rows.some((row) => row[3] !== '') ? 1 : 0,
  };
}
