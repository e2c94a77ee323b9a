import type { RecordName, TopicName } from '@throughline/events';
import type { Handler } from '../processing/apply.ts';
import type { Batch } from '../records/record.ts';
import { handles } from './on-batch.ts';

/** What a restore handler was declared for, as the strategy finds it. */
export interface RestoreExtras {
  readonly restore: TopicName;
  /** The types that it restores; all of the topic's when undefined. */
  readonly types: readonly RecordName[] | undefined;
}

/** Restores the records of one topic, as declared by {@link OnRestore}. */
export interface RestoreHandler {
  readonly handler: Handler;
  readonly types: ReadonlySet<RecordName> | undefined;
}

/** By topic. */
export type RestoreHandlers = ReadonlyMap<TopicName, RestoreHandler>;

/** Whether a database that was restored is complete; those who decide ask before they do. */
export interface RestoreCheck {
  /**
   * @param fresh true to ask anew.
   * @throws LogMismatchError while the log is ahead of the database.
   */
  requireNoneAhead(options?: { fresh?: boolean }): Promise<void>;
}

/**
 * Restores what the service has published on a topic of its own and its database, restored from an older state, does
 * not know: promises that were given stand, and are not decided again. Called in log order, some hundred records at a
 * time, in the transaction in which an operator raises the versions; nothing is decided before. Topics are restored in
 * the order of their declarations. What follows from records that the service reads again by itself needs no handler.
 *
 * @param types those that are restored, all of them by default
 */
export function OnRestore<T extends TopicName, R extends RecordName<T> = RecordName<T>>(
  topic: T,
  types?: readonly R[],
) {
  return <M extends (batch: Batch<T, R>) => Promise<void>>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<M>,
  ): void => {
    const extras: RestoreExtras = { restore: topic, types };
    handles({ restore: topic }, extras)(target, key, descriptor);
  };
}
