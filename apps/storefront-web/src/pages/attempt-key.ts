const name = 'shop.attempt';

/**
 * The key under which an order is sent: the same while the same is sent again, so that it is taken once, whatever
 * happens on the way; a new one for anything else.
 */
export function attemptKey(body: unknown, storage: Pick<Storage, 'getItem' | 'setItem'>): string {
  const text = JSON.stringify(body);
  const kept = read(storage.getItem(name));
  if (kept?.body === text) return kept.key;
  const key = newKey();
  storage.setItem(name, JSON.stringify({ key, body: text }));
  return key;
}

/** The attempt came to its end: the next order is another one, even of the same. */
export function endAttempt(storage: Pick<Storage, 'removeItem'>): void {
  storage.removeItem(name);
}

function read(kept: string | null): { key: string; body: string } | null {
  try {
    return JSON.parse(kept ?? 'null') as { key: string; body: string } | null;
  } catch {
    return null;
  }
}

/** 128 random bits; `randomUUID` is missing where a phone opens the shop without TLS. */
function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}
