import { describe, expect, it } from 'vitest';
import { attemptKey, endAttempt } from './attempt-key.ts';

function memory() {
  const values = new Map<string, string>();
  return {
    getItem: (name: string) => values.get(name) ?? null,
    setItem: (name: string, value: string) => void values.set(name, value),
    removeItem: (name: string) => void values.delete(name),
  };
}

describe('the key of an attempt to order', () => {
  it('stays while the same is sent again', () => {
    const storage = memory();
    expect(attemptKey({ total: '1' }, storage)).toBe(attemptKey({ total: '1' }, storage));
  });

  it('is another one for another order', () => {
    const storage = memory();
    expect(attemptKey({ total: '1' }, storage)).not.toBe(attemptKey({ total: '2' }, storage));
  });

  it('is another one for the same order after the first came to its end', () => {
    const storage = memory();
    const first = attemptKey({ total: '1' }, storage);
    endAttempt(storage);
    expect(attemptKey({ total: '1' }, storage)).not.toBe(first);
  });

  it('survives nonsense in the store', () => {
    const storage = memory();
    storage.setItem('shop.attempt', '{');
    expect(attemptKey({}, storage)).toMatch(/^[0-9a-f]{32}$/);
  });
});
