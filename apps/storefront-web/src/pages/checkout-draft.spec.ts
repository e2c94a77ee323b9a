import { describe, expect, it } from 'vitest';
import { emptyRecipient } from '../components/checkout/recipient-rules.ts';
import { endDraft, keepDraft, readDraft } from './checkout-draft.ts';

function storageOf() {
  const texts = new Map<string, string>();
  return {
    texts,
    getItem: (name: string) => texts.get(name) ?? null,
    setItem: (name: string, value: string) => void texts.set(name, value),
    removeItem: (name: string) => void texts.delete(name),
  };
}

const empty = { recipient: emptyRecipient, purchaseOrder: '', shipping: 'standard' };

describe('what was filled in at the checkout', () => {
  it('is there after a reload, and gone once it was ordered', () => {
    const storage = storageOf();
    const draft = {
      recipient: { ...emptyRecipient, name: 'Ada Muster', city: 'Berlin' },
      ...{ purchaseOrder: 'PO 7', shipping: 'express' as const },
    };
    keepDraft(draft, storage);
    expect(readDraft(storage)).toEqual(draft);
    endDraft(storage);
    expect(readDraft(storage)).toEqual(empty);
    expect(storage.texts.size).toBe(0);
  });

  it.each([
    '',
    'nonsense',
    'null',
    '7',
    '"by hand"',
    '{"recipient":7,"purchaseOrder":{},"shipping":"by air"}',
  ])('is nothing where %j was kept', (text) => {
    const storage = storageOf();
    storage.setItem('shop.checkout', text);
    expect(readDraft(storage)).toEqual(empty);
  });

  it('is taken field by field from what another version kept', () => {
    const storage = storageOf();
    storage.setItem(
      'shop.checkout',
      JSON.stringify({ recipient: { name: 'Ada', street: 7, card: '4111' }, shipping: 'express' }),
    );
    expect(readDraft(storage)).toEqual({
      ...{ recipient: { ...emptyRecipient, name: 'Ada' }, purchaseOrder: '', shipping: 'express' },
    });
  });
});
