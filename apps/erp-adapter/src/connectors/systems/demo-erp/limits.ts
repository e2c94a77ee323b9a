import type { FieldLimit } from '@throughline/events';
import type { NewOrder } from '@throughline/connector';

const upTo = (field: string, maxLength: number): FieldLimit => ({ field, maxLength, alphabet: null });

/** What its columns hold of an order. */
export const limits: readonly FieldLimit[] = [
  upTo('recipient.name', 60),
  upTo('recipient.company', 60),
  upTo('recipient.street', 60),
  upTo('recipient.street2', 60),
  upTo('recipient.postalCode', 12),
  upTo('recipient.city', 40),
  upTo('recipient.email', 80),
  upTo('recipient.phone', 24),
  upTo('purchaseOrderNumber', 35),
];

/** What of an order does not fit; null when all does. Nothing is ever cut: the order would go to somebody else. */
export function misfitOf({ recipient, purchaseOrderNumber }: NewOrder): string | null {
  const fields: Record<string, string | null> = { purchaseOrderNumber };
  for (const [name, value] of Object.entries(recipient)) fields[`recipient.${name}`] = value;
  const misfit = limits.find(
    ({ field, maxLength }) => [...(fields[field] ?? '')].length > (maxLength ?? Infinity),
  );
  return misfit ? `${misfit.field} is longer than ${misfit.maxLength} characters` : null;
}
