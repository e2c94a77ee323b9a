/** Notification channel on which a batch of the projection tells every replica what it changed. */
export const changesChannel = 'storefront_changed';

/** The topic of a change, as one letter. */
const letters = {
  'catalog.products': 'c',
  'inventory.availability': 'a',
  'inventory.locations': 'l',
  'pricing.prices': 'p',
  'orders.orders': 'o',
  'integration.flows': 'f',
  'erp.taxes': 't',
  'customers.accounts': 'g',
  'erp.sources': 's',
} as const;

export type ChangedTopic = keyof typeof letters;
const topics = new Map(Object.entries(letters).map(([topic, letter]) => [letter, topic as ChangedTopic]));

/** One key that changed: a SKU, an order number, or empty where everything is to be read again. */
export interface Change {
  topic: ChangedTopic;
  key: string;
  /** When the source recorded it. */
  time: Date;
  /** W3C trace context, when the change is traced. */
  traceparent?: string;
}

/** Postgres accepts payloads below 8,000 bytes. */
const payloadLimit = 7_900;

/** Payload that tells of changes whose keys are too long to be named: everything is to be read again. */
export const unnamedChanges = '*';

/** Payloads that together hold the newest change of each key. */
export function encodeChanges(changes: readonly Change[]): string[] {
  const newest = new Map(changes.map((change) => [`${change.topic} ${change.key}`, change]));
  const payloads: string[] = [];
  let current = '';
  let unnamed = false;
  for (const change of newest.values()) {
    const line = lineOf(change);
    if (Buffer.byteLength(line) > payloadLimit) {
      unnamed = true;
      continue;
    }
    if (current !== '' && Buffer.byteLength(current) + 1 + Buffer.byteLength(line) > payloadLimit) {
      payloads.push(current);
      current = '';
    }
    current = current === '' ? line : `${current}\n${line}`;
  }
  if (current !== '') payloads.push(current);
  return unnamed ? [...payloads, unnamedChanges] : payloads;
}

/** The changes of a payload; topics that only a later version knows are skipped. */
export function decodeChanges(payload: string): Change[] {
  return payload.split('\n').flatMap((line): Change[] => {
    const [letter = '', key = '', milliseconds = '', traceparent = ''] = line.split('\t');
    const topic = topics.get(letter as (typeof letters)[ChangedTopic]);
    if (!topic) return [];
    const time = new Date(Number.parseInt(milliseconds, 36));
    return [{ topic, key: decodeURIComponent(key), time, ...(traceparent && { traceparent }) }];
  });
}

function lineOf({ topic, key, time, traceparent }: Change): string {
  const safe = key.replace(/[%\t\n\r]/g, encodeURIComponent);
  const parts = [letters[topic], safe, time.getTime().toString(36)];
  return (traceparent ? [...parts, traceparent] : parts).join('\t');
}
