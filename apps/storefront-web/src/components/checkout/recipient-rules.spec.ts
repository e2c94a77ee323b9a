import { describe, expect, it } from 'vitest';
import { catalogues } from '../../texts/catalogues.ts';
import {
  emptyRecipient,
  postalCodeError,
  purchaseOrderError,
  recipientErrors,
  recipientFields,
  refusedFields,
} from './recipient-rules.ts';

const complete = {
  ...emptyRecipient,
  name: 'Ada Muster',
  email: 'ada@example.com',
  street: 'Weg 1',
  postalCode: '10115',
  city: 'Berlin',
};
const [missing, tooLong, badEmail] = [
  'Please fill this in.',
  'This is too long.',
  'This is not an e-mail address.',
];
const errors = (more: Partial<typeof complete>) => [
  ...recipientErrors({ ...complete, ...more }, catalogues.en),
];

describe('a postal code', () => {
  const germany = { country: 'DE', postalCode: { pattern: '^\\d{5}$', example: '10115' } };
  const netherlands = { country: 'NL', postalCode: { pattern: '^\\d{4} ?[A-Z]{2}$', example: '1012 AB' } };
  const { en, de } = catalogues;

  it.each(['10115', ' 10115 ', ''])('of Germany may be %j', (text) => {
    expect(postalCodeError(text, germany, en, 'en')).toBeNull();
  });

  it('is told apart by its country, with a code as it is written there', () => {
    expect(postalCodeError('1012ab', netherlands, en, 'en')).toBeNull();
    expect(postalCodeError('ABC', germany, en, 'en')).toBe(
      'This is not a postal code of Germany. One is written like 10115.',
    );
    expect(postalCodeError('10115', netherlands, de, 'de')).toBe(
      'Das ist keine Postleitzahl (Niederlande). Sie wird geschrieben wie 1012 AB.',
    );
  });

  it('is any where no rule is known, or not yet', () => {
    expect(postalCodeError('ABC', { country: 'JP', postalCode: null }, en, 'en')).toBeNull();
    expect(postalCodeError('ABC', undefined, en, 'en')).toBeNull();
  });

  it('that the shop refuses is told of like that, or as missing where no rule is known', () => {
    const errors = [{ field: 'recipient.postalCode', message: 'is not one', in: 'body' as const }];
    expect([...refusedFields(errors, en, 'like 10115')]).toEqual([['postalCode', 'like 10115']]);
    expect([...refusedFields(errors, en)]).toEqual([['postalCode', 'Please fill this in.']]);
  });
});

describe('what is filled in at checkout', () => {
  it('begins with nothing', () => {
    expect(emptyRecipient).toEqual({
      ...{ name: '', company: '', email: '', phone: '', street: '' },
      ...{ street2: '', postalCode: '', city: '' },
    });
  });

  it('is complete without company and telephone', () => {
    expect(errors({})).toEqual([]);
  });

  it('is missed in the order of the page, also where there are only spaces', () => {
    for (const nothing of ['', '  '])
      expect(
        errors(Object.fromEntries(recipientFields.map((field) => [field, nothing])) as typeof complete),
      ).toEqual([
        ['name', missing],
        ['email', missing],
        ['street', missing],
        ['postalCode', missing],
        ['city', missing],
      ]);
  });

  it.each([
    ['name', 100],
    ['company', 100],
    ['phone', 30],
    ['street', 100],
    ['street2', 100],
    ['postalCode', 12],
    ['city', 60],
  ])('may have as many characters as the shop takes: %s %i', (field, longest) => {
    expect(errors({ [field]: ` ${'x'.repeat(longest)} ` })).toEqual([]);
    expect(errors({ [field]: 'x'.repeat(longest + 1) })).toEqual([[field, tooLong]]);
  });

  it('may have no more than the back office can hold, counted in characters', () => {
    const limits = [
      { field: 'recipient.name', maxLength: 60, alphabet: null },
      { field: 'recipient.city', maxLength: 90, alphabet: null },
      { field: 'purchaseOrderNumber', maxLength: 10, alphabet: null },
      { field: 'recipient.street', maxLength: null, alphabet: 'A-Z' },
    ];
    const wrong = (more: Partial<typeof complete>) => [
      ...recipientErrors({ ...complete, ...more }, catalogues.en, limits).keys(),
    ];
    expect(wrong({ name: '🚲'.repeat(60), city: 'x'.repeat(60), street: 'x'.repeat(100) })).toEqual([]);
    expect(wrong({ name: 'x'.repeat(61), city: 'x'.repeat(61) })).toEqual(['name', 'city']);
    expect(purchaseOrderError('1234567890', catalogues.en, limits)).toBeNull();
    expect(purchaseOrderError('12345678901', catalogues.en, limits)).not.toBeNull();
    const refused = [
      { field: 'recipient.name', message: 'is longer than 60 characters', in: 'body' as const },
    ];
    expect([...refusedFields(refused, catalogues.en)]).toEqual([['name', tooLong]]);
  });

  it('may have an e-mail address of 254 characters', () => {
    const address = (length: number) => `${'x'.repeat(length - 12)}@example.com`;
    expect(errors({ email: address(254) })).toEqual([]);
    expect(errors({ email: address(255) })).toEqual([['email', tooLong]]);
  });

  it.each([
    ...['ada', 'ada@', '@example.com', 'ada@example', 'a b@example.com', 'ada@exa mple.com', 'ada@.com'],
    ...[
      'ada@example.com, bob@example.com',
      'a@b@example.com',
      'ada@example.',
      'ada@b@example.com',
      'ada@b. c',
    ],
  ])('holds no e-mail address in %j', (email) => {
    expect(errors({ email })).toEqual([['email', badEmail]]);
  });

  it.each(['a@b.c', ' ada.l+shop@mail.example.co.uk '])('holds one in %j', (email) => {
    expect(errors({ email })).toEqual([]);
  });

  it('may be refused by the shop, field by field', () => {
    const refused = [
      ...['recipient.city', 'recipient.email', 'lines[0].sku', 'city', 'recipient.country'],
      ...['region', 'purchaseOrderNumber'],
    ];
    const told = refused.map((field) => ({ field, message: 'is missing' }));
    expect([...refusedFields(told, catalogues.de)]).toEqual([
      ['city', 'Bitte ausfüllen.'],
      ['email', 'Das ist keine E-Mail-Adresse.'],
      ['region', 'Bitte wählen Sie die Region noch einmal.'],
      ['purchaseOrderNumber', 'Bitte höchstens 35 Buchstaben, Ziffern und Zeichen.'],
    ]);
  });

  it('may hold the number of a purchase order that the shop takes', () => {
    const told = ['', ' ', ' PO 4711/ä ', `\t${'x'.repeat(35)} `, 'x'.repeat(36), 'PO\t4711'];
    const bad = 'Please use at most 35 letters, digits and signs.';
    expect(told.map((number) => purchaseOrderError(number, catalogues.en))).toEqual([
      ...[null, null, null, null, bad, bad],
    ]);
  });
});
