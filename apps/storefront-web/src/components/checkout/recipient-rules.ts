import type { Country, FieldError, Recipient, Shop } from '../../api/types.ts';
import type { Language, Texts } from '../../texts/catalogues.ts';
import { countryName } from '../../texts/format.ts';

/** Fields of the checkout, in the order in which they stand on the page. */
export const recipientFields = [
  'name',
  'company',
  'email',
  'phone',
  'street',
  'street2',
  'postalCode',
  'city',
] as const satisfies readonly (keyof Recipient)[];
export type RecipientField = (typeof recipientFields)[number];
/** What else may be wrong with an order. */
export type CheckoutField = RecipientField | 'region' | 'purchaseOrderNumber';

/** A recipient as it is filled in: what is left open is empty text. */
export type RecipientInput = Record<keyof Recipient, string>;

export const emptyRecipient: RecipientInput = {
  name: '',
  company: '',
  email: '',
  phone: '',
  street: '',
  street2: '',
  postalCode: '',
  city: '',
};

const longest: Record<RecipientField, number> = {
  name: 100,
  company: 100,
  email: 254,
  phone: 30,
  street: 100,
  street2: 100,
  postalCode: 12,
  city: 60,
};
const optional: ReadonlySet<RecipientField> = new Set(['company', 'phone', 'street2']);

/** What the back office can hold of a field, as the shop tells it. */
export type Limits = Pick<Shop, 'limits'>['limits'];

/** Characters that a field may have; counted as the back office does. */
function longestOf(field: string, own: number, limits: Limits): number {
  return Math.min(own, ...limits.flatMap((limit) => (limit.field === field ? (limit.maxLength ?? own) : [])));
}

/** What is wrong with what was filled in, by field; empty when nothing is. */
export function recipientErrors(
  recipient: RecipientInput,
  t: Texts,
  limits: Limits = [],
): Map<RecipientField, string> {
  const errors = new Map<RecipientField, string>();
  for (const field of recipientFields) {
    const text = recipient[field].trim();
    if (text === '' && !optional.has(field)) errors.set(field, t.checkout.missing);
    else if ([...text].length > longestOf(`recipient.${field}`, longest[field], limits))
      errors.set(field, t.checkout.tooLong);
    else if (field === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text))
      errors.set(field, t.checkout.badEmail);
  }
  return errors;
}

/**
 * What is wrong with a postal code by the rule that the shop has for the country, and nothing but that; null when
 * nothing is, or no rule is known.
 */
export function postalCodeError(
  postalCode: string,
  country: Pick<Country, 'country' | 'postalCode'> | undefined,
  t: Texts,
  language: Language,
): string | null {
  const rule = country?.postalCode;
  const text = postalCode.trim().toUpperCase();
  if (!country || !rule || text === '' || new RegExp(rule.pattern).test(text)) return null;
  return t.checkout.badPostalCode(countryName(country.country, language), rule.example);
}

/** What is wrong with the number of a purchase order; null when nothing is. */
export function purchaseOrderError(number: string, t: Texts, limits: Limits = []): string | null {
  const longestNumber = longestOf('purchaseOrderNumber', 35, limits);
  return [...number.trim()].length > longestNumber || /\p{Cc}/u.test(number.trim())
    ? t.checkout.badPurchaseOrder
    : null;
}

/**
 * The same from the shop's refusal, which names fields such as `recipient.email`.
 * @param badPostalCode what is to be said of a postal code; that it is missing when left out
 */
export function refusedFields(
  errors: readonly FieldError[],
  t: Texts,
  badPostalCode = t.checkout.missing,
): Map<CheckoutField, string> {
  return new Map(
    errors.flatMap(({ field, message }): [CheckoutField, string][] => {
      if (field === 'region') return [[field, t.checkout.badRegion]];
      if (field === 'purchaseOrderNumber') return [[field, t.checkout.badPurchaseOrder]];
      const name = recipientFields.find((one) => field === `recipient.${one}`);
      if (name && message.startsWith('is longer than')) return [[name, t.checkout.tooLong]];
      const words = { email: t.checkout.badEmail, postalCode: badPostalCode };
      return name ? [[name, name in words ? words[name as keyof typeof words] : t.checkout.missing]] : [];
    }),
  );
}
