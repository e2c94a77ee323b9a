import type { ParkedRecord } from '@throughline/messaging';
import { Failure } from '../failure.ts';
import type { Installation } from '../installation.ts';
import { table } from '../output.ts';
import type { Output } from '../output.ts';

/** Parked records of every service, or of one, decoded. */
export async function listParked(installation: Installation, service?: string): Promise<Output> {
  const answers = await installation.askAll<ParkedRecord[]>(installation.services(service), 'parked');
  const rows = answers.flatMap(({ service, answer }) =>
    (answer ?? []).map(({ group, topic, partition, offset, key, error }) => [
      service,
      group,
      topic,
      `${partition}/${offset}`,
      key,
      error,
    ]),
  );
  return {
    json: answers,
    lines: [
      ...(rows.length === 0
        ? ['Nothing is parked.']
        : table(['service', 'group', 'topic', 'at', 'key', 'error'], rows)),
      ...answers.flatMap(({ failure }) => failure ?? []),
    ],
    status: rows.length > 0 ? 1 : 0,
  };
}

/** Applies parked records of a group again, each key in order. */
export async function retryParked(
  installation: Installation,
  { group, topic, key }: { group: string; topic?: string | undefined; key?: string | undefined },
): Promise<Output> {
  const answer = await installation.ask<object>(serviceOf(group), 'parked/retry', { group, topic, key });
  return { json: answer, lines: [JSON.stringify(answer)] };
}

/** Skips one parked record, with a reason that is kept. */
export async function skipParked(
  installation: Installation,
  which: { group: string; topic: string; at: string; reason: string },
): Promise<Output> {
  const [partition, offset] = which.at.split('/').map(Number);
  if (partition === undefined || offset === undefined || Number.isNaN(partition + offset))
    throw new Failure(`--at is <partition>/<offset>, as \`throughline parked\` shows it, not ${which.at}`);
  const { group, topic, reason } = which;
  await installation.ask(serviceOf(group), 'parked/skip', { group, topic, partition, offset, reason });
  return { json: { skipped: which }, lines: [`Skipped ${topic} ${which.at}: ${reason}`] };
}

/** Groups are named `<service>.<purpose>`. */
export function serviceOf(group: string): string {
  return group.split('.')[0] ?? group;
}
