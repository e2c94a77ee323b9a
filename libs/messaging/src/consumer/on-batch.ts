import type { RecordName, TopicName } from '@throughline/events';
import { Catch, UseFilters, applyDecorators } from '@nestjs/common';
import type { ExceptionFilter } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import type { Batch } from '../records/record.ts';
import type { Group } from './groups.ts';

/** What a handler was declared for, as the strategy finds it. */
export interface HandlerExtras {
  readonly group: Group;
  readonly topic: TopicName;
  /** The types that it reads; all of the topic's when undefined. */
  readonly types: readonly RecordName[] | undefined;
}

/** Nest's own filter turns an error into a reply; the kernel needs the error itself. */
@Catch()
class PassThroughFilter implements ExceptionFilter {
  catch(error: unknown): never {
    throw error;
  }
}

/** Makes a method a handler of the kernel; `extras` say what it was declared for. */
export function handles(pattern: object, extras: object) {
  return applyDecorators(
    MessagePattern(pattern, undefined, { ...extras }),
    UseFilters(new PassThroughFilter()),
  );
}

/**
 * Handles the batches of one topic for one group. A method whose parameter does not fit the topic's records does
 * not compile. Throw to fail: after a {@link TransientError} the batch is retried, after anything else it is bisected and the failing record parked.
 *
 * @param types those that it reads, all of the topic's by default; others are skipped without being decoded
 */
export function OnBatch<T extends TopicName, R extends RecordName<T> = RecordName<T>>(
  group: Group,
  topic: T,
  types?: readonly R[],
) {
  return <M extends (batch: Batch<T, R>) => Promise<void>>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<M>,
  ): void => {
    const extras: HandlerExtras = { group, topic, types };
    handles({ group: group.id, topic }, extras)(target, key, descriptor);
  };
}
