import { describe, expect, it } from 'vitest';
import { currencies, currencyOf, isCurrency, minorUnitsOf } from './currency.ts';

/** Currencies of ISO 4217 that are in use, by decimal places and by where people pay in them. */
const inUse: Record<number, Record<string, string>> = {
  0: {
    africa: 'BIF DJF GNF KMF RWF UGX XAF XOF',
    americas: 'CLP PYG',
    asia: 'JPY KRW VND',
    europe: 'ISK',
    oceania: 'VUV XPF',
    'units of account': 'UYI',
  },
  2: {
    africa:
      'AOA BWP CDF CVE DZD EGP ERN ETB GHS GMD KES LRD LSL MAD MGA MRU MUR MWK MZN NAD NGN SCR SDG SHP SLE SOS ' +
      'SSP STN SZL TZS ZAR ZMW ZWG',
    americas:
      'ARS AWG BBD BMD BOB BRL BSD BZD CAD COP CRC CUP DOP FKP GTQ GYD HNL HTG JMD KYD MXN NIO PAB PEN SRD SVC ' +
      'TTD USD UYU VED VES XCD XCG',
    asia:
      'AED AFN AMD AZN BDT BND BTN CNY GEL HKD IDR ILS INR IRR KGS KHR KPW KZT LAK LBP LKR MMK MNT MOP MVR MYR ' +
      'NPR PHP PKR QAR SAR SGD SYP THB TJS TMT TWD UZS YER',
    europe: 'ALL BAM BYN CHF CZK DKK EUR GBP GIP HUF MDL MKD NOK PLN RON RSD RUB SEK TRY UAH',
    oceania: 'AUD FJD NZD PGK SBD TOP WST',
    'units of account': 'BOV CHE CHW COU MXV USN XAD',
  },
  3: { africa: 'LYD TND', asia: 'BHD IQD JOD KWD OMR' },
  4: { 'units of account': 'CLF UYW' },
};

const codesOf = (minorUnits: number) =>
  Object.values(inUse[minorUnits] ?? {})
    .flatMap((codes) => codes.split(' '))
    .toSorted();

describe('currencies', () => {
  it.each([0, 2, 3, 4])('are those of ISO 4217 with %d decimal places', (minorUnits) => {
    const known = [...currencies.values()].filter((one) => !one.withdrawn && one.minorUnits === minorUnits);
    expect(known.map(({ code }) => code).toSorted()).toEqual(codesOf(minorUnits));
  });

  it.each([
    ['KRW', 0],
    ['JPY', 0],
    ['EUR', 2],
    ['HUF', 2],
    ['KWD', 3],
    ['IQD', 3],
    ['CLF', 4],
    ['BYR', 0],
  ])('%s has %d minor units', (code, minorUnits) => {
    expect(isCurrency(code)).toBe(true);
    expect(minorUnitsOf(code)).toBe(minorUnits);
  });

  it('keep those that gave way, for past documents', () => {
    const withdrawn = [...currencies.values()].filter((one) => one.withdrawn).map(({ code }) => code);
    expect(withdrawn.toSorted()).toEqual(
      'ANG BGN BYR CUC EEK HRK LTL LVL MRO SLL STD VEF ZMK ZWL'.split(' '),
    );
    expect(currencyOf('BGN')).toEqual({ code: 'BGN', minorUnits: 2, withdrawn: true });
    expect(currencyOf('EUR')).toEqual({ code: 'EUR', minorUnits: 2, withdrawn: false });
  });

  it('are found by the code that they carry', () => {
    expect([...currencies].filter(([code, currency]) => code !== currency.code)).toEqual([]);
  });

  it.each(['', 'EURO', 'eur', ' EUR', 'XAU', 'XXX', 'constructor'])('refuse %j', (code) => {
    expect(isCurrency(code)).toBe(false);
    expect(() => currencyOf(code)).toThrow(new RangeError(`unknown currency: "${code}"`));
    expect(() => minorUnitsOf(code)).toThrow(RangeError);
  });
});
