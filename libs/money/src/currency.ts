/** A currency of ISO 4217. */
export interface Currency {
  code: string;
  /** Decimal places of the smallest unit of account: 2 for cents. */
  minorUnits: number;
  /** Whether ISO 4217 lists it among the historic currencies; past documents keep it. */
  withdrawn: boolean;
}

/** ISO 4217 list one by minor units, without metals, bond units, test codes and drawing rights, which have none. */
const active: Record<number, string> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2:
    'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE ' +
    'CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD ' +
    'HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK ' +
    'MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD ' +
    'RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH ' +
    'USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

/** Currencies of ISO 4217 list three that documents of the last years may still be kept in. */
const historic: Record<number, string> = {
  0: 'BYR',
  2: 'ANG BGN CUC EEK HRK LTL LVL MRO SLL STD VEF ZMK ZWL',
};

/** All known currencies by code. */
export const currencies: ReadonlyMap<string, Currency> = new Map(
  [
    { table: active, withdrawn: false },
    { table: historic, withdrawn: true },
  ].flatMap(({ table, withdrawn }) =>
    Object.entries(table).flatMap(([minorUnits, codes]) =>
      codes.split(' ').map((code) => [code, { code, minorUnits: Number(minorUnits), withdrawn }] as const),
    ),
  ),
);

/** Whether the text is the code of a known currency. */
export function isCurrency(code: string): boolean {
  return currencies.has(code);
}

/**
 * The currency of a code.
 * @throws RangeError when ISO 4217 does not know it or it has no minor unit.
 */
export function currencyOf(code: string): Currency {
  const currency = currencies.get(code);
  if (!currency) throw new RangeError(`unknown currency: ${JSON.stringify(code)}`);
  return currency;
}

/** The decimal places of the currency's minor unit: 0, 2, 3 or 4. */
export function minorUnitsOf(code: string): number {
  return currencyOf(code).minorUnits;
}
