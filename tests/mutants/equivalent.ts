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
    file: 'apps/erp-adapter/src/connectors/systems/demo-erp/customers.ts',
    line: "kind: kind ?? '',",
    replacement: '"Stryker was here!"',
    reason: 'a row without it is held back, and its value is not made',
  },
  {
    file: 'apps/erp-adapter/src/connectors/systems/demo-erp/items.ts',
    line: "unit: unit ?? '',",
    replacement: '"Stryker was here!"',
    reason: 'a row without it is held back, and its value is not made',
  },
  {
    file: 'apps/erp-adapter/src/connectors/systems/demo-erp/items.ts',
    line: "taxCategory: taxCategory ?? '',",
    replacement: '"Stryker was here!"',
    reason: 'a row without it is held back, and its value is not made',
  },
  {
    file: 'apps/erp-adapter/src/connectors/systems/demo-erp/items.ts',
    line: "const modelName = texts.find(({ language }) => language === 'en')?.name ?? texts[0]?.name ?? null;",
    replacement: 'texts[0].name',
    reason: 'an item has one text at least',
  },
  {
    file: 'apps/erp-adapter/src/connectors/systems/demo-erp/items.ts',
    line: 'weightGrams: row.grams !== null && row.grams > 0 ? row.grams : null,',
    replacement: 'true',
    reason: 'null is not above zero',
  },
  {
    file: 'apps/erp-adapter/src/connectors/systems/demo-erp/locations.ts',
    line: "kind: kind?.kind ?? '',",
    replacement: '"Stryker was here!"',
    reason: 'a row without it is held back, and its value is not made',
  },
  {
    file: 'apps/erp-adapter/src/connectors/systems/demo-erp/locations.ts',
    line: "kind: kind?.kind ?? '',",
    replacement: 'kind.kind',
    reason: 'a row without it is held back, and its value is not made',
  },
  {
    file: 'apps/erp-adapter/src/connectors/systems/demo-erp/locations.ts',
    line: "servesWeb: kind?.servesWeb === true && row.active === 'Y',",
    replacement: 'kind.servesWeb',
    reason: 'a row without it is held back, and its value is not made',
  },
  {
    file: 'apps/erp-adapter/src/connectors/systems/demo-erp/orders.ts',
    line: '(each) => mapSafely(each, source, (row) => mapOrder(row, rates, source, mapping)) ?? [],',
    replacement: '["Stryker was here"]',
    reason: 'each order comes to a record',
  },
  {
    file: 'apps/erp-adapter/src/connectors/systems/demo-erp/orders.ts',
    line: 'const rates = taxRows.flatMap((row) => mapTax(row, source, mapping).value ?? []);',
    replacement: '["Stryker was here"]',
    reason: 'a text is the rate of no country',
  },
  {
    file: 'apps/erp-adapter/src/connectors/systems/demo-erp/orders.ts',
    line: "const taxCategory = mapping.taxCategories[cleanCode(code)] ?? '';",
    replacement: '"Stryker was here!"',
    reason: 'no rate is of either class',
  },
  {
    file: 'apps/erp-adapter/src/connectors/systems/demo-erp/orders.ts',
    line: "return { taxCategory, taxRate: rate?.rate ?? '0' };",
    replacement: '""',
    reason: 'a row without it is held back, and its value is not made',
  },
  {
    file: 'apps/erp-adapter/src/connectors/systems/demo-erp/orders.ts',
    line: "rounding: 'tax-group',",
    replacement: '""',
    reason: 'tax is rounded by group unless the policy is one of the others',
  },
  {
    file: 'apps/erp-adapter/src/connectors/systems/demo-erp/orders.ts',
    line: "origin: origin ?? '',",
    replacement: '"Stryker was here!"',
    reason: 'a row without it is held back, and its value is not made',
  },
  {
    file: 'apps/erp-adapter/src/connectors/systems/demo-erp/orders.ts',
    line: "status: status ?? '',",
    replacement: '"Stryker was here!"',
    reason: 'a row without it is held back, and its value is not made',
  },
  {
    file: 'apps/erp-adapter/src/connectors/systems/demo-erp/prices.ts',
    line: "unit: unit ?? '',",
    replacement: '"Stryker was here!"',
    reason: 'a row without it is held back, and its value is not made',
  },
  {
    file: 'apps/erp-adapter/src/connectors/systems/demo-erp/stock.ts',
    line: 'orders.length === 0 ? [] : await sqlSnapshot(snapshot).query<ShippedRow>(shippedUnits, [sourceKeys, orders]);',
    replacement: '["Stryker was here"]',
    reason: 'a text has left no place and is of no item',
  },
  {
    file: 'apps/erp-adapter/src/connectors/systems/demo-erp/taxes.ts',
    line: "if (row.to !== null && row.to <= row.from) check.hold('validTo', 'ends before it begins');",
    replacement: 'true',
    reason: 'null is not before a day',
  },
  {
    file: 'apps/erp-adapter/src/exports/amendment.ts',
    line: 'const single = rows.length === 1 ? (rows[0]?.traceparent ?? null) : null;',
    replacement: 'rows[0].traceparent',
    reason: 'there is a row where there is one row',
  },
  {
    file: 'apps/erp-adapter/src/exports/export.ts',
    line: "rounding: rounding ?? 'tax-group',",
    replacement: '""',
    reason: 'tax is rounded by group unless the policy is one of the others',
  },
  {
    file: 'apps/erp-adapter/src/exports/export.ts',
    line: "placed.lines.find(({ taxRate }) => taxRate === placed.shippingTaxRate)?.taxCategory ?? '',",
    replacement: '"Stryker was here!"',
    reason: 'no line has the rate of shipping, which is therefore a group of its own in whatever class',
  },
  {
    file: 'apps/erp-adapter/src/mapping/check.ts',
    line: 'return mappedRecord<T>({ sourceKey: row.sourceKey, key: `${source}|${row.sourceKey}`, raw: row }, check, () => {',
    replacement: '{}',
    reason: 'the value of what is held back is never asked for',
  },
  {
    file: 'apps/erp-adapter/src/mapping/mapping.ts',
    line: "return parseMapping(file === undefined ? demo : JSON.parse(await readFile(file, 'utf8')));",
    replacement: '""',
    reason: 'bytes are read as UTF-8 when they are parsed',
  },
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
