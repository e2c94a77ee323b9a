import type { RecordName, TopicName } from '@throughline/events';
import { Server } from '@nestjs/microservices';
import type { CustomTransportStrategy, MessageHandler } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { ClusterGuard } from '../kafka/cluster-guard.ts';
import type { Kafka } from '../kafka/kafka.ts';
import { applier } from '../processing/apply.ts';
import type { Apply, Handler, Target, TypesRead } from '../processing/apply.ts';
import { Bisection } from '../processing/bisect-failures.ts';
import { measuring } from '../processing/measure.ts';
import { halves, topicsOf } from '../processing/partition-batch.ts';
import { retrying } from '../processing/retry.ts';
import { tracing } from '../processing/trace.ts';
import { carryFields } from '../records/carried-fields.ts';
import type { SchemaStore } from '../records/schema-store.ts';
import type { MessagingSettings } from '../settings.ts';
import { GroupConsumer } from './group-consumer.ts';
import type { Group } from './groups.ts';
import type { HandlerExtras } from './on-batch.ts';
import type { RestoreCheck, RestoreExtras, RestoreHandler, RestoreHandlers } from './on-restore.ts';

/** A group with its handlers, as declared by {@link OnBatch}. */
export interface DeclaredGroup {
  readonly group: Group;
  readonly handlers: ReadonlyMap<TopicName, Handler>;
  readonly types: TypesRead;
}

/** How far a rebuild may read, and what it leaves out. */
export interface RebuildBounds {
  /** The live group's stored offset, which is not passed. */
  limit(topic: string, partition: number): Promise<number>;
  /** `topic partition offset` of the records that operators skipped. */
  readonly skipped: ReadonlySet<string>;
}

/** What the consumers of all groups share. */
export interface BatchConsumerParts {
  readonly kafka: Kafka;
  readonly cluster: ClusterGuard;
  readonly schemas: SchemaStore;
  readonly restored: RestoreCheck;
}

/**
 * Nest transport strategy: `app.connectMicroservice({ strategy: app.get(BatchConsumer) })`. One consumer per group
 * declared by a handler. Listening does not wait for the broker.
 */
export class BatchConsumer extends Server implements CustomTransportStrategy {
  readonly #settings: MessagingSettings;
  readonly #kafka: Kafka;
  readonly #cluster: ClusterGuard;
  readonly #schemas: SchemaStore;
  readonly #restored: RestoreCheck;
  readonly #restoreHandlers = new Map<TopicName, RestoreHandler>();
  readonly #groups = new Map<
    string,
    DeclaredGroup & { handlers: Map<TopicName, Handler>; types: Map<TopicName, ReadonlySet<RecordName>> }
  >();
  readonly #consumers = new Map<string, GroupConsumer>();

  constructor(settings: MessagingSettings, { kafka, cluster, schemas, restored }: BatchConsumerParts) {
    super();
    this.#settings = settings;
    this.#kafka = kafka;
    this.#cluster = cluster;
    this.#schemas = schemas;
    this.#restored = restored;
  }

  /** Name of the service. */
  get service(): string {
    return this.#settings.service;
  }

  /** Groups of this service. */
  get groups(): ReadonlyMap<string, DeclaredGroup> {
    return this.#groups;
  }

  /** What this service restores from its own topics after its database was restored. */
  get restoreHandlers(): RestoreHandlers {
    return this.#restoreHandlers;
  }

  /** Running consumers by group id. */
  get consumers(): ReadonlyMap<string, GroupConsumer> {
    return this.#consumers;
  }

  /** @throws when two handlers claim one topic of one group, or one id is declared in two ways. */
  override addHandler(
    pattern: unknown,
    callback: MessageHandler,
    isEventHandler?: boolean,
    extras?: Record<string, unknown>,
  ): void {
    super.addHandler(pattern, callback, isEventHandler, extras);
    const handler: Handler = async (batch) => {
      carryFields(batch.tx, batch.records);
      const result: unknown = await callback(batch);
      if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
    };
    const declared = extras as unknown as HandlerExtras | RestoreExtras;
    if ('restore' in declared) this.#addRestoreHandler(declared, handler);
    else this.#addHandler(declared, handler);
  }

  #addRestoreHandler({ restore, types }: RestoreExtras, handler: Handler): void {
    if (this.#restoreHandlers.has(restore)) throw new TypeError(`Two handlers restore ${restore}`);
    this.#restoreHandlers.set(restore, { handler, types: types && new Set(types) });
  }

  #addHandler({ group, topic, types }: HandlerExtras, handler: Handler): void {
    const declared = this.#groups.get(group.id) ?? { group, handlers: new Map(), types: new Map() };
    if (declared.group !== group) throw new TypeError(`The group ${group.id} is declared twice`);
    if (declared.handlers.has(topic)) throw new TypeError(`${group.id} has two handlers of ${topic}`);
    declared.handlers.set(topic, handler);
    if (types) declared.types.set(topic, new Set(types));
    this.#groups.set(group.id, declared);
  }

  listen(callback: () => void): void {
    for (const { group, handlers, types } of this.#groups.values()) {
      const { dataSource } = this.#settings;
      const { id, kind, lingerMs } = group;
      const isProjection = kind === 'projection';
      // When a crash undoes a projection's commit, it undoes the stored offset with it, and the records are read again.
      const transaction = { repeatable: isProjection };
      const target = { dataSource, group: id, handlers, types, transaction, mixed: isProjection, lingerMs };
      // A projection can be written again; a decision must not be taken a second time.
      const consumer = this.consumer(target, isProjection ? {} : { restored: this.#restored });
      this.#consumers.set(id, consumer);
      consumer.start();
    }
    callback();
  }

  /** A consumer that applies to the target; for a rebuild it is bounded, not measured, and needs stored offsets. */
  consumer(
    target: Target,
    { rebuild, restored }: { rebuild?: RebuildBounds; restored?: RestoreCheck } = {},
  ): GroupConsumer {
    const { group, dataSource } = target;
    const plain = applier(target);
    const apply: Apply = rebuild
      ? skipping(rebuild.skipped, plain)
      : tracing(group, this.#kafka, measuring(group, plain));
    const bisection = new Bisection();
    return new GroupConsumer({
      group,
      topics: [...target.handlers.keys()],
      dataSource,
      kafka: this.#kafka,
      cluster: this.#cluster,
      schemas: this.#schemas,
      types: target.types,
      mixed: target.mixed ?? false,
      lingerMs: target.lingerMs ?? 0,
      apply: (batches, signal) =>
        bisection.apply(batches, (parts) =>
          retrying(group, topicsOf(parts), () => apply(parts), signal, {
            divisible: halves(parts) !== undefined,
          }),
        ),
      restored,
      ...(rebuild && { limit: rebuild.limit }),
    });
  }

  /** Has every group continue from its stored offsets. */
  reload(): void {
    for (const consumer of this.#consumers.values()) consumer.reload();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#consumers.values()].map((consumer) => consumer.stop()));
  }

  /** Required by Nest; there are no events to listen to. */
  on(): void {}

  unwrap<T>(): T {
    return this.#consumers as T;
  }
}

function skipping(skipped: ReadonlySet<string>, apply: Apply): Apply {
  return (batches) =>
    apply(
      batches.map(({ entries, ...batch }) => ({
        ...batch,
        entries: entries.filter(({ raw }) => !skipped.has(`${batch.topic} ${batch.partition} ${raw.offset}`)),
      })),
    );
}
