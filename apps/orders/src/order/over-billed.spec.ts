import { describe, expect, it } from 'vitest';
import type { Billed } from './followed.ts';
import { billedBeyond } from './over-billed.ts';

const invoice = (net: string, some: Partial<Billed> = {}): Billed => ({
  ...{ number: 'R1', kind: 'invoice', currency: 'EUR', gross: '0', net },
  lines: [{ line: 1, sku: 'BELL', quantity: 1 }],
  ...some,
});
const beyond = (documents: Billed[], dueNet: string | null = null, currency = 'EUR') =>
  billedBeyond(
    { currency, net: '100', dueNet },
    { billed: Object.fromEntries(documents.map((each, index) => [String(index), each])) },
  );
const told = (was: string, is: string) => ({ kind: 'billed', line: null, replaces: null, was, is });

describe('what is billed', () => {
  it.each<[string, Billed[]]>([
    ['nothing', []],
    ['all of it', [invoice('100')]],
    ['in two parts, of which each line was rounded up', [invoice('50.01'), invoice('50.01')]],
    [
      'again after it was credited',
      [invoice('100'), invoice('100', { kind: 'credit-note' }), invoice('100')],
    ],
    ['and given back', [invoice('100'), invoice('40', { kind: 'credit-note' })]],
  ])('is no more than is due: %s', (_, documents) => {
    expect(beyond(documents)).toBeNull();
  });

  it.each<[string, Billed[], string | null, object]>([
    ['twice', [invoice('100'), invoice('100')], null, told('100', '200')],
    ['with freight that nobody ordered', [invoice('120')], null, told('100', '120')],
    ['by more than rounding explains', [invoice('100.03')], null, told('100', '100.03')],
    ['as ordered, when less is due', [invoice('100')], '60', told('60', '100')],
    ['in another currency', [invoice('90', { currency: 'USD' })], null, told('100', '90 USD')],
  ])('is more than is due, or something else: %s', (_, documents, due, expected) => {
    expect(beyond(documents, due)).toEqual(expected);
  });

  it('rounds to whole units where a currency has no others', () => {
    const yen = (net: string) => beyond([invoice(net, { currency: 'JPY' })], null, 'JPY');
    expect(yen('102')).toBeNull();
    expect(yen('103')).toEqual(told('100', '103'));
  });
});
