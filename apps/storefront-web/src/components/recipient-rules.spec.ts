import { describe, expect, it } from 'vitest';
import { catalogues } from '../texts/catalogues.ts';
import { emptyRecipient, recipientErrors, refusedFields } from './recipient-rules.ts';

const complete = {
  ...emptyRecipient,
  name: 'Ada Muster',
  email: 'ada@example.com',
  street: 'Weg 1',
  postalCode: '10115',
  city: 'Berlin',
};

describe('what is filled in at checkout', () => {
  it('is complete without company and telephone', () => {
    expect([...recipientErrors(complete, catalogues.en)]).toEqual([]);
  });

  it('is missed in the order of the page', () => {
    expect([...recipientErrors(emptyRecipient, catalogues.en).keys()]).toEqual([
      'name',
      'email',
      'street',
      'postalCode',
      'city',
    ]);
  });

  it.each(['ada', 'ada@', '@example.com', 'ada@example', 'a b@example.com'])(
    'holds no e-mail address in %j',
    (email) => {
      expect(recipientErrors({ ...complete, email }, catalogues.en).get('email')).toBe(
        'This is not an e-mail address.',
      );
    },
  );

  it('may be refused by the shop, field by field', () => {
    const errors = [
      { field: 'recipient.city', message: 'is missing' },
      { field: 'lines[0].sku', message: 'is unknown' },
    ];
    expect([...refusedFields(errors, catalogues.de)]).toEqual([['city', 'Bitte ausfüllen.']]);
  });
});
