import { Controller, Module, type Type } from '@nestjs/common';
import type { TopicName } from '@throughline/events';
import { type Batch, OnBatch, type Received, decision } from '@throughline/messaging';
import { ServiceModule } from '@throughline/service';

/** A service that keeps in memory what it reads of some topics. */
export interface Observer {
  readonly module: Type;
  /** What was read of a topic so far, in the order of each partition. */
  seen<T extends TopicName>(topic: T): Received<T>[];
}

/** Defines a service that reads topics and does nothing else. */
export function createObserver(topics: readonly TopicName[]): Observer {
  const seen = new Map<TopicName, Received<TopicName>[]>(topics.map((topic) => [topic, []]));
  const group = decision('observer.all');
  const controllers = topics.map((topic) => {
    @Controller()
    class TopicObserver {
      @OnBatch(group, topic)
      async onRecords({ records }: Batch<TopicName>): Promise<void> {
        seen.get(topic)?.push(...records);
      }
    }
    return TopicObserver;
  });

  @Module({
    imports: [ServiceModule.forService({ name: 'observer', migrations: [] })],
    controllers,
  })
  class ObserverModule {}

  return {
    module: ObserverModule,
    seen: <T extends TopicName>(topic: T) => (seen.get(topic) ?? []) as unknown as Received<T>[],
  };
}
