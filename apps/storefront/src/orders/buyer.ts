import { createHmac } from 'node:crypto';
import type { OrderBody } from '../web/request.schemas.ts';

/** Of an order, what says whose it is. */
type Marked = Pick<OrderBody, 'recipient' | 'country'>;

/**
 * What orders of one guest have in common: a hash of the e-mail address and one of the address of delivery, each brought
 * to one form, so that neither a capital letter nor another name at the door makes another buyer.
 */
export function buyerMarks(key: Buffer, { recipient, country }: Marked): string[] {
  const { street, postalCode } = recipient;
  return [
    marked(key, ['email', normalEmail(recipient.email)]),
    marked(key, ['address', country, folded(postalCode), normalStreet(street)]),
  ];
}

/** Equal for orders of the same lines from the same cart by the same e-mail address; null without a cart. */
export function likenessOf(
  key: Buffer,
  cart: string | null,
  { lines, recipient }: Pick<OrderBody, 'lines' | 'recipient'>,
): string | null {
  if (cart === null) return null;
  const ordered = lines
    .map(({ sku, quantity, unit = '' }) => JSON.stringify([sku, quantity, unit]))
    .toSorted();
  return marked(key, ['order', cart, normalEmail(recipient.email), ...ordered]);
}

function marked(key: Buffer, parts: readonly string[]): string {
  return createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
}

/** What stands behind a `+` in front of the `@` reaches the same person. */
function normalEmail(email: string): string {
  return email
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/\+.*(?=@)/, '');
}

/** As people write it: "Lindenstraße 5a", "Linden Str. 5 A". */
function normalStreet(street: string): string {
  return folded(street).replace(/stra(?:ss|s)e/g, 'str');
}

/** Letters and digits alone, without accents. */
function folded(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/[^\p{L}\p{N}]/gu, '');
}
