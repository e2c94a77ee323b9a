import type { RawTree, RawValue } from '@throughline/connector';
import type { FieldLimit } from '@throughline/events';
import { isLimited } from '../targets/outgoing-order.ts';
import type { OutgoingMisfit } from './compile-outgoing.ts';

/** Adds a limit of a field that the checkout can keep to; of two lengths the shorter holds. */
export function addLimit(limits: Map<string, FieldLimit>, { field, maxLength, alphabet }: FieldLimit): void {
  if (!isLimited(field)) return;
  const known = limits.get(field);
  const lengths = [known?.maxLength ?? null, maxLength].filter((length) => length !== null);
  limits.set(field, {
    field,
    maxLength: lengths.length === 0 ? null : Math.min(...lengths),
    alphabet: alphabet ?? known?.alphabet ?? null,
  });
}

/** Why a field of an order breaks a limit; null when it does not. */
export type LimitTest = (order: RawTree) => OutgoingMisfit | null;

/** Null for a field that is no text of the head. */
export function limitTest({ field, maxLength, alphabet }: FieldLimit): LimitTest | null {
  if (!isLimited(field)) return null;
  const path = field.split('.');
  const allowed = alphabet === null ? null : new RegExp(`^[${alphabet}]*$`, 'u');
  const misfit = (reason: string) => ({ column: field, fields: [field], reason });
  return (order) => {
    const text = path.reduce<RawValue | undefined>(
      (value, name) => (typeof value === 'object' && value !== null ? (value as RawTree)[name] : undefined),
      order,
    );
    if (typeof text !== 'string') return null;
    if (maxLength !== null && [...text].length > maxLength)
      return misfit(`is longer than ${maxLength} characters`);
    return allowed === null || allowed.test(text) ? null : misfit('has characters that it cannot hold');
  };
}
