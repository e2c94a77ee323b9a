import { describe, expect, it } from 'vitest';
import { attemptKey, endAttempt } from './attempt-key.ts';

function memory(kept: Record<string, string> = {}) {
  const values = new Map(Object.entries(kept));
  return {
    values,
    getItem: (name: string) => values.get(name) ?? null,
    setItem: (name: string, value: string) => void values.set(name, value),
    removeItem: (name: string) => void values.delete(name),
  };
}
const order = (quantity: number) => ({
  lines: [
    { sku: 'A', quantity: 1 },
    { sku: 'B', quantity },
  ],
});

describe('the key of an attempt to order', () => {
  it('stays while the same is sent again', () => {
    const storage = memory();
    const key = attemptKey(order(2), storage);
    expect(key).toMatch(/^[0-9a-f]{32}$/);
    expect(attemptKey(order(2), storage)).toBe(key);
  });

  it('is another one for another order, and for the first when that is sent after it', () => {
    const storage = memory();
    const keys = [order(2), order(3), order(2)].map((body) => attemptKey(body, storage));
    expect(new Set(keys).size).toBe(3);
  });

  it('is another one for the same order after the first came to its end', () => {
    const storage = memory({ 'shop.language': 'de' });
    const first = attemptKey(order(2), storage);
    endAttempt(storage);
    expect([...storage.values]).toEqual([['shop.language', 'de']]);
    expect(attemptKey(order(2), storage)).not.toBe(first);
  });

  it('is kept with what it stands for, as earlier pages have kept it', () => {
    const storage = memory();
    const key = attemptKey(order(2), storage);
    expect(JSON.parse(storage.values.get('shop.attempt') ?? '')).toEqual({
      key,
      body: JSON.stringify(order(2)),
    });
  });

  it.each(['{', 'null', '5', '{}'])('survives %s in the store', (nonsense) => {
    expect(attemptKey(order(2), memory({ 'shop.attempt': nonsense }))).toMatch(/^[0-9a-f]{32}$/);
  });

  it('is never the same by chance, and has two digits for each of its bytes', () => {
    const keys = Array.from({ length: 200 }, (_, quantity) => attemptKey(order(quantity), memory()));
    expect(new Set(keys).size).toBe(200);
    for (const key of keys) expect(key).toMatch(/^[0-9a-f]{32}$/);
  });
});
