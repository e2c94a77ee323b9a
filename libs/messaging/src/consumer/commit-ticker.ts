import { type Member, topicPartitionKey } from '../kafka/types.ts';

const everyMs = 1_000;

/** Commits a member's offsets to Kafka once a second; only lag tools read them. */
export class CommitTicker {
  readonly #member: Member;
  readonly #pending = new Map<string, { topic: string; partition: number; offset: number }>();
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> = Promise.resolve();

  constructor(member: Member) {
    this.#member = member;
  }

  add(topic: string, partition: number, offset: number): void {
    this.#pending.set(topicPartitionKey(topic, partition), { topic, partition, offset });
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#sending = this.#flush();
    }, everyMs);
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#sending;
    await this.#flush();
  }

  async #flush(): Promise<void> {
    const offsets = [...this.#pending.values()];
    this.#pending.clear();
    if (offsets.length > 0) await this.#member.commit(offsets).catch(() => undefined);
  }
}
