import { describe, expect, it } from 'vitest';
import { keyFields, keyOf, keyParts, parseKey, partitionKey, subject, topicOf } from './index.ts';
import type { ErpStock, RecordName } from './index.ts';

describe('catalogue', () => {
  const stock: ErpStock = {
    source: 'demo',
    sku: 'HL-U509',
    location: 'BER',
    quantity: 5,
    basis: 'physical',
    allocatedElsewhere: 0,
    safetyStock: 0,
    asOf: new Date(),
    watermark: [],
    incoming: [],
  };

  it('makes the key from its template', () => {
    expect(keyOf('erp.stock', stock)).toBe('demo|HL-U509|BER');
  });

  it('refuses key parts that are empty or hold the separator', () => {
    const refusal = (sku: string) =>
      new TypeError(`erp.stock: key part sku is empty or contains "|": ${JSON.stringify(sku)}`);
    for (const sku of ['', 'a|b', '|'])
      expect(() => keyOf('erp.stock', { ...stock, sku })).toThrow(refusal(sku));
    expect(() => keyOf('erp.stock', { ...stock, sku: undefined as unknown as string })).toThrow(refusal(''));
  });

  it('takes a key apart into the fields that it was made of', () => {
    const key = keyOf('erp.stock', stock);
    expect(keyFields('erp.stock')).toEqual(['source', 'sku', 'location']);
    expect(keyParts('erp.stock', key)).toEqual(['demo', 'HL-U509', 'BER']);
    expect(parseKey('erp.stock', key)).toEqual({ source: 'demo', sku: 'HL-U509', location: 'BER' });
    expect(parseKey('catalog.products', 'HL-U509')).toEqual({ sku: 'HL-U509' });
  });

  it('refuses keys of another number of parts, and empty parts', () => {
    for (const key of ['', 'demo', 'demo|HL-U509', 'demo||BER', 'demo|HL-U509|BER|1', 'demo|HL-U509|'])
      expect(() => parseKey('erp.stock', key)).toThrow(
        new TypeError(`erp.stock: a key has the parts source|sku|location, not ${JSON.stringify(key)}`),
      );
    expect(() => keyParts('catalog.products', '')).toThrow(TypeError);
  });

  it('partitions by the declared leading parts', () => {
    expect(partitionKey('erp.stock', 'demo|HL-U509|BER')).toBe('demo|HL-U509');
    expect(partitionKey('catalog.products', 'HL-U509')).toBe('HL-U509');
  });

  it('finds the topic and the subject of a record', () => {
    expect(topicOf('OrderShipped').name).toBe('orders.events');
    expect(topicOf('ErpStock').name).toBe('erp.stock');
    expect(() => topicOf('Nothing' as RecordName)).toThrow(new TypeError('No topic carries Nothing'));
    expect(subject('orders.events', 'OrderShipped')).toBe('orders.events-throughline.orders.OrderShipped');
  });
});
