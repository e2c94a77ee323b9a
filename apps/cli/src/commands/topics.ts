import type { TopicStatus } from '@throughline/messaging';
import type { Installation } from '../installation.ts';
import { table } from '../output.ts';
import type { Output } from '../output.ts';

/** Every topic as its owner sees it on the cluster. */
export async function topics(installation: Installation): Promise<Output> {
  const answers = await installation.askAll<TopicStatus[]>(installation.services(), 'topics');
  const seen = new Map<string, TopicStatus>();
  for (const { answer } of answers) for (const topic of answer ?? []) seen.set(topic.topic, topic);
  const list = [...seen.values()].sort((a, b) => a.topic.localeCompare(b.topic));
  const rows = list.map(({ topic, owner, kind, partitions }) => [
    topic,
    owner,
    kind,
    partitions.length,
    partitions.reduce((sum, { first, end }) => sum + end - first, 0),
  ]);
  return {
    json: list,
    lines: [
      ...table(['topic', 'owner', 'kind', 'partitions', 'offsets'], rows),
      ...answers.flatMap(({ failure }) => failure ?? []),
    ],
    status: list.length === 0 ? 1 : 0,
  };
}
