import type { NewOrder } from '@throughline/connector';
import { describe, expect, it } from 'vitest';
import { type AddressRow, changedRecipient } from './recipients.ts';

type Recipient = NewOrder['recipient'];

const person: Recipient = {
  ...{
    name: 'A. Example',
    company: null,
    street: 'Straße 1',
    street2: null,
    postalCode: '10115',
    city: 'Berlin',
  },
  ...{ country: 'DE', region: 'BE', email: 'a@example.org', phone: '+49 30 1' },
};
const row: AddressRow = {
  ...{ name: 'A. Example', line1: 'Straße 1', line2: null, line3: null, postalCode: '10115', city: 'Berlin' },
  ...{ country: 'DE', region: 'BE ', email: 'a@example.org', phone: '+49 30 1' },
};
const company = { ...person, company: 'Bikes Ltd' };
const companyRow = { ...row, name: 'Bikes Ltd', line2: 'A. Example' };

describe('a recipient as the back office has it', () => {
  it('is as it was handed over, a company with its contact below', () => {
    expect(changedRecipient(person, row)).toEqual([]);
    expect(changedRecipient(company, companyRow)).toEqual([]);
    expect(
      changedRecipient({ ...person, region: null, phone: null }, { ...row, region: null, phone: ' ' }),
    ).toEqual([]);
  });

  it.each<[keyof AddressRow, string]>([
    ['name', 'name'],
    ['line1', 'street'],
    ['line2', 'street2'],
    ['line3', 'street2'],
    ['postalCode', 'postalCode'],
    ['city', 'city'],
    ['country', 'country'],
    ['region', 'region'],
    ['email', 'email'],
    ['phone', 'phone'],
  ])('has changed in its %s', (column, field) => {
    expect(changedRecipient(person, { ...row, [column]: 'Other' })).toEqual([field]);
    if (column !== 'line2' && column !== 'line3')
      expect(changedRecipient(person, { ...row, [column]: null })).toEqual([field]);
  });

  it('names the company and its contact apart, and a field once', () => {
    expect(changedRecipient(company, { ...companyRow, name: 'Other' })).toEqual(['company']);
    expect(changedRecipient(company, { ...companyRow, line2: null })).toEqual(['name']);
    expect(changedRecipient(person, { ...row, line1: 'Other', line2: 'c/o' })).toEqual(['street', 'street2']);
    const upstairs = { ...company, street2: 'Aufgang C' };
    expect(changedRecipient(upstairs, { ...companyRow, line3: 'Aufgang C' })).toEqual([]);
    expect(changedRecipient(upstairs, companyRow)).toEqual(['street2']);
    const beside = { ...person, street2: 'Aufgang C' };
    expect(changedRecipient(beside, { ...row, line2: 'Aufgang C' })).toEqual([]);
    expect(changedRecipient(beside, { ...row, line2: 'Other', line3: 'Other' })).toEqual(['street2']);
  });

  it('has not changed where a column holds no more', () => {
    const street = `${'ü'.repeat(59)}🚲 and more`;
    expect(changedRecipient({ ...person, street }, { ...row, line1: `${'ü'.repeat(59)}🚲` })).toEqual([]);
    expect(changedRecipient({ ...person, street }, { ...row, line1: 'ü'.repeat(59) })).toEqual(['street']);
  });
});
