import type { RecordName, TopicName } from '@throughline/events';
import { handles } from './on-batch.ts';
import type { Batch } from '../records/record.ts';

/** What a handler takes over, as the strategy finds it. */
export interface TakingOver {
  readonly restored: TopicName;
  /** The types that it takes over; all of the topic's when undefined. */
  readonly types: readonly RecordName[] | undefined;
}

/**
 * Takes over what the service has published on a topic of its own, and its database, put back to an older state, knows
 * nothing of: promises that have been given stand, and are not decided again. Called in the order of the log, some
 * hundred records at a time, in the transaction in which an operator has the versions raised; nothing is decided
 * before. Topics follow one another as they are declared. Whatever follows from what the service reads again by itself
 * need not be taken over.
 *
 * @param types those that are taken over, all of them by default
 */
export function OnRestored<T extends TopicName, R extends RecordName<T> = RecordName<T>>(
  topic: T,
  types?: readonly R[],
) {
  return <M extends (batch: Batch<T, R>) => Promise<void>>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<M>,
  ): void => {
    const extras: TakingOver = { restored: topic, types };
    handles({ restored: topic }, extras)(target, key, descriptor);
  };
}
