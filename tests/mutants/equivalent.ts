/** A mutant that no test can tell from the original, and why. */
export interface Equivalent {
  /** From the top of the checkout. */
  file: string;
  /** The line that is mutated, without its indentation. */
  line: string;
  /** What the mutant puts in place of a part of that line, or of what begins there. */
  replacement: string;
  reason: string;
}

export const equivalent: readonly Equivalent[] = [
  {
    file: 'apps/inventory/src/availability.ts',
    line: '.sort((a, b) => (a.expectedOn < b.expectedOn ? -1 : 1));',
    replacement: 'a.expectedOn <= b.expectedOn',
    reason: 'They come from the keys of a map, so that no two are equal.',
  },
  {
    file: 'apps/inventory/src/writing.ts',
    line: 'if (order) this.touched.add(order);',
    replacement: 'true',
    reason: 'The ledger has just taken the order over, so that it is there.',
  },
  {
    file: 'apps/orders/src/placement.ts',
    line: 'const candidates = [...(prices.get(sku)?.values() ?? [])].filter((price) => price !== null);',
    replacement: '["Stryker was here"]',
    reason: 'Text is no price of a known kind, and takes no part in the resolution.',
  },
  {
    file: 'apps/orders/src/placement.ts',
    line: "return ['', ...classes].some((taxCategory) => agrees(request, rounding, taxCategory));",
    replacement: '"Stryker was here!"',
    reason: 'Any name that is no tax class taxes shipping apart from all goods.',
  },
  {
    file: 'apps/orders/src/placement.ts',
    line: 'totals.lines.every(({ net }, index) => net === lines[index]?.net)',
    replacement: 'lines[index].net',
    reason: 'Totals have as many lines as were given.',
  },
  {
    file: 'apps/pricing/src/price-history.ts',
    line: 'const validFrom = recordedFrom && recordedFrom > price.validFrom ? recordedFrom : price.validFrom;',
    replacement: 'recordedFrom >= price.validFrom',
    reason: 'Two dates of one instant say the same.',
  },
  {
    file: 'apps/pricing/src/price-history.ts',
    line: 'recordedTo && (price.validTo === null || recordedTo < price.validTo) ? recordedTo : price.validTo;',
    replacement: 'recordedTo <= price.validTo',
    reason: 'Two dates of one instant say the same.',
  },
  {
    file: 'libs/money/src/decimal.ts',
    line: 'return parseDecimal(others.reduce((least, value) => (compare(value, least) < 0 ? value : least), first));',
    replacement: 'compare(value, least) <= 0',
    reason: 'Equal decimals are one text once they are canonical.',
  },
  {
    file: 'libs/money/src/decimal.ts',
    line: 'return parseDecimal(others.reduce((most, value) => (compare(value, most) > 0 ? value : most), first));',
    replacement: 'compare(value, most) >= 0',
    reason: 'Equal decimals are one text once they are canonical.',
  },
  {
    file: 'libs/money/src/money.ts',
    line: 'const units = signed < 0n ? -signed : signed;',
    replacement: 'signed <= 0n',
    reason: 'There is no negative zero among big integers.',
  },
  {
    file: 'libs/money/src/money.ts',
    line: 'return fromScaled(signed < 0n ? -share : share, minor);',
    replacement: 'signed <= 0n',
    reason: 'Every share of nothing is zero, and there is no negative zero among big integers.',
  },
  {
    file: 'libs/money/src/scaled.ts',
    line: "const digits = String(count < 0n ? -count : count).padStart(scale + 1, '0');",
    replacement: 'count <= 0n',
    reason: 'There is no negative zero among big integers.',
  },
  {
    file: 'libs/money/src/scaled.ts',
    line: "const [whole = '', fraction = ''] = value.split('.');",
    replacement: '"Stryker was here!"',
    reason: 'A text that is split has a first part; the default is there for the compiler alone.',
  },
  {
    file: 'libs/order-rules/src/tax-rates.ts',
    line: 'if (rate.validFrom > on || (rate.validTo !== null && rate.validTo <= on)) continue;',
    replacement: 'true',
    reason: 'Null compared to the text of a date is false; the condition is there for the compiler alone.',
  },
  {
    file: 'libs/order-rules/src/tax-rates.ts',
    line: 'if (!format) {',
    replacement: 'true',
    reason: 'A format that is made anew writes the same; keeping it saves time alone.',
  },
  {
    file: 'libs/order-rules/src/tax-rates.ts',
    line: 'formats.set(timeZone, format);',
    replacement: ';',
    reason: 'A format that is made anew writes the same; keeping it saves time alone.',
  },
  {
    file: 'libs/pricing-rules/src/candidate.ts',
    line: '(a.version < b.version ? 1 : a.version > b.version ? -1 : 0)',
    replacement: 'false',
    reason: 'Sorting asks whether a comparison is below zero, and makes no difference between zero and more.',
  },
  {
    file: 'libs/pricing-rules/src/candidate.ts',
    line: '(a.version < b.version ? 1 : a.version > b.version ? -1 : 0)',
    replacement: 'a.version <= b.version',
    reason: 'Sorting asks whether a comparison is below zero, and makes no difference between zero and more.',
  },
  {
    file: 'libs/pricing-rules/src/price-strategy.ts',
    line: 'const lists = /^priority:(.+)$/',
    replacement: '/^priority:(.+)$/.exec(text)?.[1].split',
    reason: 'What matches has its group; the question mark is there for the compiler alone.',
  },
  {
    file: 'libs/pricing-rules/src/resolve-price.ts',
    line: 'if (boundary && boundary > at && (next === null || boundary < next)) next = boundary;',
    replacement: 'boundary <= next',
    reason: 'Two dates of one instant say the same.',
  },
];
