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
    file: 'apps/erp-adapter/src/connectors/sql/customers.ts',
    line: "kind: kind ?? '',",
    replacement: '"Stryker was here!"',
    reason: 'a row without it is held back, and its value is not made',
  },
  {
    file: 'apps/erp-adapter/src/connectors/sql/items.ts',
    line: "unit: unit ?? '',",
    replacement: '"Stryker was here!"',
    reason: 'a row without it is held back, and its value is not made',
  },
  {
    file: 'apps/erp-adapter/src/connectors/sql/items.ts',
    line: "taxCategory: taxCategory ?? '',",
    replacement: '"Stryker was here!"',
    reason: 'a row without it is held back, and its value is not made',
  },
  {
    file: 'apps/erp-adapter/src/connectors/sql/items.ts',
    line: "const modelName = texts.find(({ language }) => language === 'en')?.name ?? texts[0]?.name ?? null;",
    replacement: 'texts[0].name',
    reason: 'an item has one text at least',
  },
  {
    file: 'apps/erp-adapter/src/connectors/sql/items.ts',
    line: 'weightGrams: row.grams !== null && row.grams > 0 ? row.grams : null,',
    replacement: 'true',
    reason: 'null is not above zero',
  },
  {
    file: 'apps/erp-adapter/src/connectors/sql/locations.ts',
    line: "kind: kind?.kind ?? '',",
    replacement: '"Stryker was here!"',
    reason: 'a row without it is held back, and its value is not made',
  },
  {
    file: 'apps/erp-adapter/src/connectors/sql/locations.ts',
    line: "kind: kind?.kind ?? '',",
    replacement: 'kind.kind',
    reason: 'a row without it is held back, and its value is not made',
  },
  {
    file: 'apps/erp-adapter/src/connectors/sql/locations.ts',
    line: "servesWeb: kind?.servesWeb === true && row.active === 'Y',",
    replacement: 'kind.servesWeb',
    reason: 'a row without it is held back, and its value is not made',
  },
  {
    file: 'apps/erp-adapter/src/connectors/sql/orders.ts',
    line: '(each) => mapSafely(each, source, (row) => mapOrder(row, rates, source, mapping)) ?? [],',
    replacement: '["Stryker was here"]',
    reason: 'each order comes to a reading',
  },
  {
    file: 'apps/erp-adapter/src/connectors/sql/orders.ts',
    line: 'const rates = taxRows.flatMap((row) => mapTax(row, source, mapping).value ?? []);',
    replacement: '["Stryker was here"]',
    reason: 'a text is the rate of no country',
  },
  {
    file: 'apps/erp-adapter/src/connectors/sql/orders.ts',
    line: "const taxCategory = mapping.taxCategories[cleanCode(code)] ?? '';",
    replacement: '"Stryker was here!"',
    reason: 'no rate is of either class',
  },
  {
    file: 'apps/erp-adapter/src/connectors/sql/orders.ts',
    line: "return { taxCategory, taxRate: rate?.rate ?? '0' };",
    replacement: '""',
    reason: 'a row without it is held back, and its value is not made',
  },
  {
    file: 'apps/erp-adapter/src/connectors/sql/orders.ts',
    line: "rounding: 'tax-group',",
    replacement: '""',
    reason: 'tax is rounded by group unless the policy is one of the others',
  },
  {
    file: 'apps/erp-adapter/src/connectors/sql/orders.ts',
    line: "origin: origin ?? '',",
    replacement: '"Stryker was here!"',
    reason: 'a row without it is held back, and its value is not made',
  },
  {
    file: 'apps/erp-adapter/src/connectors/sql/orders.ts',
    line: "status: status ?? '',",
    replacement: '"Stryker was here!"',
    reason: 'a row without it is held back, and its value is not made',
  },
  {
    file: 'apps/erp-adapter/src/connectors/sql/prices.ts',
    line: "unit: unit ?? '',",
    replacement: '"Stryker was here!"',
    reason: 'a row without it is held back, and its value is not made',
  },
  {
    file: 'apps/erp-adapter/src/connectors/sql/stock.ts',
    line: 'orders.length === 0 ? [] : await sqlView(view).query<ShippedRow>(shippedUnits, [parents, orders]);',
    replacement: '["Stryker was here"]',
    reason: 'a text has left no place and is of no item',
  },
  {
    file: 'apps/erp-adapter/src/connectors/sql/taxes.ts',
    line: "if (row.to !== null && row.to <= row.from) check.hold('validTo', 'ends before it begins');",
    replacement: 'true',
    reason: 'null is not before a day',
  },
  {
    file: 'apps/erp-adapter/src/connectors/sql/customers.ts',
    line: "kind: kind ?? '',",
    replacement: '"Stryker was here!"',
    reason: 'a row without it is held back, and its value is not made',
  },
  {
    file: 'apps/erp-adapter/src/connectors/sql/items.ts',
    line: "unit: unit ?? '',",
    replacement: '"Stryker was here!"',
    reason: 'a row without it is held back, and its value is not made',
  },
  {
    file: 'apps/erp-adapter/src/connectors/sql/items.ts',
    line: "taxCategory: taxCategory ?? '',",
    replacement: '"Stryker was here!"',
    reason: 'a row without it is held back, and its value is not made',
  },
  {
    file: 'apps/erp-adapter/src/connectors/sql/items.ts',
    line: "const modelName = texts.find(({ language }) => language === 'en')?.name ?? texts[0]?.name ?? null;",
    replacement: 'texts[0].name',
    reason: 'an item has one text at least',
  },
  {
    file: 'apps/erp-adapter/src/connectors/sql/items.ts',
    line: 'weightGrams: row.grams !== null && row.grams > 0 ? row.grams : null,',
    replacement: 'true',
    reason: 'null is not above zero',
  },
  {
    file: 'apps/erp-adapter/src/connectors/sql/locations.ts',
    line: "kind: kind?.kind ?? '',",
    replacement: '"Stryker was here!"',
    reason: 'a row without it is held back, and its value is not made',
  },
  {
    file: 'apps/erp-adapter/src/connectors/sql/locations.ts',
    line: "kind: kind?.kind ?? '',",
    replacement: 'kind.kind',
    reason: 'a row without it is held back, and its value is not made',
  },
  {
    file: 'apps/erp-adapter/src/connectors/sql/locations.ts',
    line: "servesWeb: kind?.servesWeb === true && row.active === 'Y',",
    replacement: 'kind.servesWeb',
    reason: 'a row without it is held back, and its value is not made',
  },
  {
    file: 'apps/erp-adapter/src/connectors/sql/orders.ts',
    line: '(each) => mapSafely(each, source, (row) => mapOrder(row, rates, source, mapping)) ?? [],',
    replacement: '["Stryker was here"]',
    reason: 'each order comes to a reading',
  },
  {
    file: 'apps/erp-adapter/src/connectors/sql/orders.ts',
    line: 'const rates = taxRows.flatMap((row) => mapTax(row, source, mapping).value ?? []);',
    replacement: '["Stryker was here"]',
    reason: 'a text is the rate of no country',
  },
  {
    file: 'apps/erp-adapter/src/connectors/sql/orders.ts',
    line: "const taxCategory = mapping.taxCategories[cleanCode(code)] ?? '';",
    replacement: '"Stryker was here!"',
    reason: 'no rate is of either class',
  },
  {
    file: 'apps/erp-adapter/src/connectors/sql/orders.ts',
    line: "return { taxCategory, taxRate: rate?.rate ?? '0' };",
    replacement: '""',
    reason: 'a row without it is held back, and its value is not made',
  },
  {
    file: 'apps/erp-adapter/src/connectors/sql/orders.ts',
    line: "rounding: 'tax-group',",
    replacement: '""',
    reason: 'tax is rounded by group unless the policy is one of the others',
  },
  {
    file: 'apps/erp-adapter/src/connectors/sql/orders.ts',
    line: "origin: origin ?? '',",
    replacement: '"Stryker was here!"',
    reason: 'a row without it is held back, and its value is not made',
  },
  {
    file: 'apps/erp-adapter/src/connectors/sql/orders.ts',
    line: "status: status ?? '',",
    replacement: '"Stryker was here!"',
    reason: 'a row without it is held back, and its value is not made',
  },
  {
    file: 'apps/erp-adapter/src/connectors/sql/prices.ts',
    line: "unit: unit ?? '',",
    replacement: '"Stryker was here!"',
    reason: 'a row without it is held back, and its value is not made',
  },
  {
    file: 'apps/erp-adapter/src/connectors/sql/stock.ts',
    line: 'orders.length === 0 ? [] : await sqlView(view).query<ShippedRow>(shippedUnits, [parents, orders]);',
    replacement: '["Stryker was here"]',
    reason: 'a text has left no place and is of no item',
  },
  {
    file: 'apps/erp-adapter/src/connectors/sql/taxes.ts',
    line: "if (row.to !== null && row.to <= row.from) check.hold('validTo', 'ends before it begins');",
    replacement: 'true',
    reason: 'null is not before a day',
  },
  {
    file: 'libs/messaging/src/log.ts',
    line: "return text.includes('\\0') ? text.replaceAll('\\0', noText) : text;",
    replacement: '""',
    reason: 'It only spares the replacing where there is nothing to replace',
  },
  {
    file: 'libs/messaging/src/narrow.ts',
    line: 'if (slice === undefined || only === undefined || only.error !== undefined) throw error;',
    replacement: 'false',
    reason: 'Without a slice there is no entry either; the compiler asks for both',
  },
  {
    file: 'libs/messaging/src/partition.ts',
    line: 'for (let i = length - 1; i >= tail; i--) h ^= (data[i] as number) << ((i - tail) << 3);',
    replacement: 'length + 1',
    reason: 'What lies behind the end counts as 0',
  },
  {
    file: 'libs/messaging/src/partition.ts',
    line: 'for (let i = length - 1; i >= tail; i--) h ^= (data[i] as number) << ((i - tail) << 3);',
    replacement: 'i + tail',
    reason: 'A shift counts modulo 32, and the tail, a multiple of 4, changes it by a multiple of 64',
  },
  {
    file: 'libs/messaging/src/record-encoder.ts',
    line: 'let most = 64 + deltas.length + key.length * 3 + (value?.length ?? 0);',
    replacement: '64 - deltas.length',
    reason: 'The deltas are never longer than 16 bytes, and 48 are enough for them and all lengths',
  },
  {
    file: 'libs/messaging/src/record-encoder.ts',
    line: 'if (offset + bytes <= scratch.length) return;',
    replacement: 'false',
    reason: 'It only spares another copy of the memory',
  },
  {
    file: 'libs/messaging/src/record-encoder.ts',
    line: 'if (offset + bytes <= scratch.length) return;',
    replacement: 'offset + bytes < scratch.length',
    reason: 'It only spares another copy of the memory',
  },
  {
    file: 'libs/messaging/src/record-encoder.ts',
    line: 'if (bytes === undefined) {',
    replacement: 'true',
    reason: 'The names are only kept to be quicker',
  },
  {
    file: 'libs/messaging/src/record-encoder.ts',
    line: 'names.set(name, bytes);',
    replacement: ';',
    reason: 'The names are only kept to be quicker',
  },
  {
    file: 'libs/messaging/src/slice-queue.ts',
    line: "const lane = this.#settings.mixed ? 'all' : slice.topic;",
    replacement: '""',
    reason: 'Any name will do for the one lane that there is then',
  },
];
