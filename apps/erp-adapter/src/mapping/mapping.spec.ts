import { describe, expect, it } from 'vitest';
import { expandShorthand, loadMapping, mappingVersion, parseMapping, sentenceCase } from './mapping.ts';

const mapping = await loadMapping(undefined);

describe('the mapping', () => {
  it('is told apart from one that differs in a word', () => {
    expect(mappingVersion(mapping)).toBe(mappingVersion(parseMapping(structuredClone(mapping))));
    const other = { ...mapping, colors: { ...mapping.colors, BLK: 'jet' } };
    expect(mappingVersion(other)).not.toBe(mappingVersion(mapping));
  });

  it.each([
    ['colors', { BLK: '' }],
    ['timeZone', 'Berlin'],
    ['itemStatuses', { A: 'sold' }],
    ['unknown', {}],
  ])('refuses a wrong entry in %s', (entry, value) => {
    expect(() => parseMapping({ ...mapping, [entry]: value })).toThrow(entry);
  });
});

it('writes shorthand out', () => {
  expect(expandShorthand(' MTN BTL CAG  XY1 ', mapping.shorthand)).toBe('Mountain bottle cage XY1');
  expect(sentenceCase('TIRES AND TUBES')).toBe('Tires and tubes');
});
