import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { checkout } from '../../deploy/local/paths.ts';
import type { System } from './system.ts';

/** A record as `throughline tail --json` prints it. */
export interface OurRecord {
  topic: string;
  partition: number;
  offset: number;
  key: string;
  sequence?: number;
  time?: string;
  value?: unknown;
  error?: string;
}

const longestMs = 60_000;
const atOnce = 3;

/** What our own command says of every topic, up to the last of the records named of each partition. */
export async function tailAll(
  system: System,
  upTo: readonly Pick<OurRecord, 'topic' | 'partition' | 'offset'>[],
): Promise<OurRecord[]> {
  const topics = [...Map.groupBy(upTo, ({ topic }) => topic)];
  const read: OurRecord[] = [];
  const work = async () => {
    for (let next = topics.shift(); next; next = topics.shift()) {
      const [topic, records] = next;
      const last = new Map<number, number>();
      for (const { partition, offset } of records)
        last.set(partition, Math.max(offset, last.get(partition) ?? 0));
      read.push(...(await tail(system, topic, last)));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return read;
}

async function tail(system: System, topic: string, last: Map<number, number>): Promise<OurRecord[]> {
  const command = spawn(
    process.execPath,
    [
      join(checkout, 'apps', 'cli', 'bin', 'throughline.mjs'),
      ...['tail', topic, '--from-beginning', '--json'],
      ...['--endpoints', join(system.home, 'endpoints.json')],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], detached: true },
  );
  const ended = new Promise((resolve) => command.once('exit', resolve));
  const signal = AbortSignal.timeout(longestMs);
  const records: OurRecord[] = [];
  try {
    for await (const line of createInterface({ input: command.stdout, signal })) {
      const record = JSON.parse(line) as OurRecord;
      records.push(record);
      if (record.offset >= (last.get(record.partition) ?? Infinity)) last.delete(record.partition);
      if (last.size === 0) return records;
    }
    throw new Error(`throughline tail ${topic} ended before it had shown partitions ${[...last.keys()]}`);
  } finally {
    // The command runs in a process of its own below the one that was started.
    if (command.pid !== undefined) process.kill(-command.pid, 'SIGTERM');
    await ended;
  }
}
