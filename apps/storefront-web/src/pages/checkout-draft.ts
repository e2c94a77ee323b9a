import type { ShippingMethod } from '../api/types.ts';
import { type RecipientInput, emptyRecipient } from '../components/checkout/recipient-rules.ts';

/** What was filled in at the checkout, but for what has to be said anew each time. */
export interface CheckoutDraft {
  recipient: RecipientInput;
  purchaseOrder: string;
  shipping: ShippingMethod;
}

const name = 'shop.checkout';

/** What this tab has of it; empty where it has nothing, or something that is none of ours. */
export function readDraft(storage: Pick<Storage, 'getItem'>): CheckoutDraft {
  const kept = parsed(storage.getItem(name));
  const filledIn = (kept['recipient'] ?? {}) as Record<string, unknown>;
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return {
    recipient: Object.fromEntries(
      Object.keys(emptyRecipient).map((field) => [field, text(filledIn[field])]),
    ) as RecipientInput,
    purchaseOrder: text(kept['purchaseOrder']),
    shipping: kept['shipping'] === 'express' ? 'express' : 'standard',
  };
}

export function keepDraft(draft: CheckoutDraft, storage: Pick<Storage, 'setItem'>): void {
  storage.setItem(name, JSON.stringify(draft));
}

/** It has been ordered: who shops here next begins anew. */
export function endDraft(storage: Pick<Storage, 'removeItem'>): void {
  storage.removeItem(name);
}

function parsed(text: string | null): Record<string, unknown> {
  try {
    // A text or a number has none of the fields, as an empty object has none.
    return (JSON.parse(text ?? '{}') ?? {}) as Record<string, unknown>;
  } catch {
    return {};
  }
}
