import { describe, expect, it } from 'vitest';
import { countryNamed, meaningOf, unitOf } from './code-lists.ts';
import { dateFit, decimalFit, isGtin, saysNothing } from './shapes.ts';

describe('numbers are written', () => {
  it.each([
    [['1.029,90', '7,90', '12'], '1.234,56', false],
    [['1029,90', '7,90'], '1234,56', false],
    [['1,029.90', '7.90'], '1,234.56', false],
    [['.0000', '33.6442'], '1234.56', false],
    [['1 029,90', '7,90'], '1 234,56', false],
    [['1.50', '7.00-'], '1234.56-', false],
    [['1.234', '5.678'], '1234.56', true],
    [['1', '2'], '1234.56', false],
  ])('%j like %s', (values, like, ambiguous) => {
    expect(decimalFit(values)).toMatchObject({ like, ambiguous });
  });

  it('as others of the same table, where they can be read in two ways', () => {
    expect(decimalFit(['1.234', '5.678'], '1.234,56')).toMatchObject({ like: '1.234,56', ambiguous: true });
  });

  it('not at all where most are something else', () => {
    expect(decimalFit(['1', 'a', 'b'])).toBeNull();
    expect(decimalFit([])).toBeNull();
  });
});

describe('dates are written', () => {
  it.each([
    [['2026-11-30'], 'yyyy-MM-dd', false],
    [['2026-11-30 10:00:00.123'], 'yyyy-MM-dd HH:mm:ss', false],
    [['2026-11-30T10:00:00Z', '2026-11-30 10:00:00+00'], 'yyyy-MM-dd HH:mm:ssXXX', false],
    [['30.11.2026'], 'dd.MM.yyyy', false],
    [['1.11.2026', '30.1.2026'], 'd.M.yyyy', false],
    [['30/11/2026', '01/02/2026'], 'dd/MM/yyyy', false],
    [['11/30/2026', '01/02/2026'], 'MM/dd/yyyy', false],
    [['01/02/2026', '03/04/2026'], 'dd/MM/yyyy', true],
    [['20261130'], 'yyyyMMdd', false],
  ])('%j like %s', (values, like, ambiguous) => {
    expect(dateFit(values)).toMatchObject({ like, ambiguous });
  });

  it('not at all where there are no such days', () => {
    expect(dateFit(['2026-13-01'])).toBeNull();
    expect(dateFit(['12345678'])).toBeNull();
  });
});

describe('codes', () => {
  it('are GTINs by their check digit', () => {
    expect(['4006381333931', '036000291452', '96385074'].every(isGtin)).toBe(true);
    expect(['4006381333932', '123', '00000000', 'x'].some(isGtin)).toBe(false);
  });

  it('of units, states and countries have a meaning where it is known', () => {
    expect(['Stk', 'pce', 'KG', 'rollo', 'XX'].map(unitOf)).toEqual(['C62', 'C62', 'KGM', 'XRO', undefined]);
    expect(meaningOf('orderStatus', 'geliefert')).toBe('shipped');
    expect(meaningOf('orderStatus', 'C')).toBeUndefined();
    expect(['Deutschland', 'Allemagne', 'Alemania', 'germany', 'Atlantis'].map(countryNamed)).toEqual([
      ...['DE', 'DE', 'DE', 'DE', undefined],
    ]);
  });

  it('may say that there is nothing', () => {
    expect(['NULL', '\\N', '-', 'n/a'].every(saysNothing)).toBe(true);
    expect(saysNothing('0')).toBe(false);
  });
});
