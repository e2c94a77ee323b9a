import type { NewOrder } from '@throughline/connector';
import { cleanText } from '../../../mapping/check.ts';

/** To whom and where an order goes, as the columns of the back office have it. */
export interface AddressRow {
  name: string | null;
  line1: string | null;
  line2: string | null;
  line3: string | null;
  postalCode: string | null;
  city: string | null;
  country: string | null;
  region: string | null;
  email: string | null;
  phone: string | null;
}

type Recipient = NewOrder['recipient'];

/** Columns, each with the field of ours that it holds, its value as it is handed over, and how much it holds. */
const columns: readonly {
  column: keyof AddressRow;
  field: (recipient: Recipient) => keyof Recipient;
  value: (recipient: Recipient) => string | null;
  length: number;
}[] = [
  {
    column: 'name',
    field: ({ company }) => (company === null ? 'name' : 'company'),
    value: ({ name, company }) => company ?? name,
    length: 60,
  },
  { column: 'line1', field: () => 'street', value: ({ street }) => street, length: 60 },
  // A company has its contact below its name.
  {
    column: 'line2',
    field: ({ company }) => (company === null ? 'street2' : 'name'),
    value: ({ name, company, street2 }) => (company === null ? street2 : name),
    length: 60,
  },
  {
    column: 'line3',
    field: () => 'street2',
    value: ({ company, street2 }) => (company === null ? null : street2),
    length: 60,
  },
  { column: 'postalCode', field: () => 'postalCode', value: ({ postalCode }) => postalCode, length: 12 },
  { column: 'city', field: () => 'city', value: ({ city }) => city, length: 40 },
  { column: 'country', field: () => 'country', value: ({ country }) => country, length: 2 },
  { column: 'region', field: () => 'region', value: ({ region }) => region, length: 3 },
  { column: 'email', field: () => 'email', value: ({ email }) => email, length: 80 },
  { column: 'phone', field: () => 'phone', value: ({ phone }) => phone, length: 24 },
];

/** Fields of the recipient that the document has otherwise than it was handed over. Blanks around a value are none. */
export function changedRecipient(recipient: Recipient, row: AddressRow): string[] {
  const changed = columns.filter(({ column, value, length }) => {
    const handed = cleanText([...(value(recipient) ?? '')].slice(0, length).join(''));
    return handed !== cleanText(row[column]);
  });
  return [...new Set(changed.map(({ field }) => field(recipient)))];
}
