import type { Tx } from '@throughline/persistence';
import type { PropagationFields } from '@throughline/telemetry';
import type { RecordHead } from './record.ts';

const byTransaction = new WeakMap<Tx, Map<string, PropagationFields>>();

/**
 * Has what is published in the transaction with the `traceparent` of one of these records carry its other fields too, so
 * that no handler needs to know of them.
 */
export function carryFields(
  tx: Tx,
  records: readonly Pick<RecordHead, 'traceparent' | 'propagationFields'>[],
): void {
  for (const { traceparent, propagationFields } of records) {
    if (traceparent === undefined || propagationFields === undefined) continue;
    const carried = byTransaction.get(tx) ?? new Map<string, PropagationFields>();
    byTransaction.set(tx, carried.set(traceparent, propagationFields));
  }
}

/** The fields that {@link carryFields} has noted with the `traceparent`. */
export function carriedFields(tx: Tx, traceparent: string): PropagationFields | undefined {
  return byTransaction.get(tx)?.get(traceparent);
}
