import { erpItem } from '@throughline/testing/builders';
import { describe, expect, it } from 'vitest';
import { missingOf, missingWords } from './readiness.ts';

const text = (name: string) => [{ language: 'en', name, description: '' }];
const ready = { priced: true, taxed: true };

describe('what a product lacks', () => {
  it('is nothing when it has a name, a price and a tax rate', () => {
    expect(missingOf(erpItem({ texts: text('Helmet') }), [], ready)).toEqual([]);
  });

  it('is each thing by itself, and all of them in one order', () => {
    const named = erpItem({ texts: text('Helmet') });
    expect(missingOf(named, [], { ...ready, priced: false })).toEqual(['price']);
    expect(missingOf(named, [], { ...ready, taxed: false })).toEqual(['tax']);
    expect(missingOf(erpItem({ texts: [] }), [], { priced: false, taxed: false })).toEqual([
      'text',
      'price',
      'tax',
    ]);
  });

  it('is a text where names are blank, and none where people have written one', () => {
    const blank = erpItem({ texts: text(' ') });
    expect(missingOf(blank, [], ready)).toEqual(['text']);
    expect(missingOf(blank, text('Helmet'), ready)).toEqual([]);
  });

  it('is told in words that name it', () => {
    expect(missingWords(['text', 'price', 'tax'])).toBe(
      'text: it has no name in any language; price: none for everybody is in force; ' +
        'tax: no rate of its tax class is in force',
    );
    expect(missingWords([])).toBe('');
  });
});
