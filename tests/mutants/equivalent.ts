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
    file: 'apps/storefront-web/src/live/figures.ts',
    line: "const order: Stock['state'][] = ['in-stock', 'back-order', 'unknown', 'out-of-stock', 'discontinued'];",
    replacement: '""',
    reason: 'What is not in the list comes before all others, as the first of it does.',
  },
  {
    file: 'apps/storefront-web/src/live/figures.ts',
    line: 'priceVaries: prices.some(({ amount }) => amount !== from?.amount),',
    replacement: 'from.amount',
    reason: 'There is a lowest price wherever there is a price to compare with it.',
  },
  {
    file: 'apps/storefront-web/src/pages/attempt-key.ts',
    line: '} catch {',
    replacement: '{}',
    reason: 'Nothing is returned instead of null, and no key is in either.',
  },
  {
    file: 'apps/storefront-web/src/pictures/tones.ts',
    line: "const first = color?.split('/', 1)[0]?.trim() ?? '';",
    replacement: "color?.split('/', 1)[0].trim",
    reason: 'A text that is split has a first part.',
  },
  {
    file: 'apps/storefront-web/src/pictures/tones.ts',
    line: "const first = color?.split('/', 1)[0]?.trim() ?? '';",
    replacement: '"Stryker was here!"',
    reason: 'Neither is a colour with a paint.',
  },
  {
    file: 'apps/storefront-web/src/pictures/tones.ts',
    line: "const [first = '', second] = color.split('/');",
    replacement: '"Stryker was here!"',
    reason: 'A text that is split has a first part.',
  },
  {
    file: 'apps/storefront-web/src/texts/catalogues.ts',
    line: "const base = tag.split('-', 1)[0] ?? '';",
    replacement: '"Stryker was here!"',
    reason: 'A text that is split has a first part.',
  },
  {
    file: 'apps/storefront-web/src/texts/catalogues.ts',
    line: 'return code !== null && Object.hasOwn(catalogues, code);',
    replacement: 'true',
    reason: 'No language is called null.',
  },
  {
    file: 'apps/storefront/src/cart-view.ts',
    line: 'const resolution = resolveForGuest(sku?.prices ?? [], {',
    replacement: '["Stryker was here"]',
    reason: 'A text is no price of any kind, so none holds.',
  },
  {
    file: 'apps/storefront/src/cart-view.ts',
    line: 'const grossOf = new Map(quoted.map(({ sku }, index) => [sku, quote?.lines[index]?.gross]));',
    replacement: 'quote?.lines[index].gross',
    reason: 'A quote has a line for each that was quoted.',
  },
  {
    file: 'apps/storefront/src/cart.ts',
    line: "return [{ kind: difference > 0 ? 'price-rose' : 'price-fell', from, to, saleEnded }];",
    replacement: 'difference >= 0',
    reason: 'Without a difference it has returned before.',
  },
  {
    file: 'apps/storefront/src/checkout.ts',
    line: "const digits = Array.from({ length: 9 }, () => alphabet[randomInt(alphabet.length)] ?? '0');",
    replacement: '""',
    reason: 'What is drawn is a place in the alphabet.',
  },
  {
    file: 'apps/storefront/src/family-counts.ts',
    line: 'this.#changes += 1;',
    replacement: 'this.#changes -= 1',
    reason: 'It is only asked whether it is the same as before.',
  },
  {
    file: 'apps/storefront/src/figure-board.ts',
    line: "return figure.version > shown.version ? 'newer' : 'older';",
    replacement: 'figure.version >= shown.version',
    reason: 'It comes here with another version.',
  },
  {
    file: 'apps/storefront/src/list-cache.ts',
    line: "const making: Making = { promise: Promise.resolve(''), changed: new Set(), outdated: false };",
    replacement: '"Stryker was here!"',
    reason: 'Another promise takes its place before anybody asks for it.',
  },
  {
    file: 'apps/storefront/src/list-cache.ts',
    line: 'for (const key of this.#bySku.get(sku) ?? []) this.#drop(key);',
    replacement: '["Stryker was here"]',
    reason: 'No answer has that key.',
  },
  {
    file: 'apps/storefront/src/list-cache.ts',
    line: 'if (this.#entries.size > this.limit && oldest !== undefined) this.#drop(oldest);',
    replacement: 'true',
    reason: 'There is an oldest one: the one just kept, if no other.',
  },
  {
    file: 'apps/storefront/src/list-cache.ts',
    line: 'for (const sku of this.#entries.get(key)?.skus ?? []) {',
    replacement: '["Stryker was here"]',
    reason: 'No answer shows that SKU.',
  },
  {
    file: 'apps/storefront/src/order-view.ts',
    line: "gross: shares[index] ?? '0',",
    replacement: '""',
    reason: 'There is a share for each line.',
  },
  {
    file: 'apps/storefront/src/order-view.ts',
    line: "shipping: shares.at(-1) ?? '0',",
    replacement: '""',
    reason: 'There is a share for the shipping.',
  },
  {
    file: 'apps/storefront/src/price-answer.ts',
    line: "const line = { quantity: 1, unitPrice: price.amount, taxIncluded: false, taxCategory: '', taxRate: rate };",
    replacement: '"Stryker was here!"',
    reason: 'A single line is a tax group of its own, whatever its class is called.',
  },
  {
    file: 'apps/storefront/src/price-answer.ts',
    line: "return orderTotals({ currency: price.currency, rounding: 'line', lines: [line], shipping: null }).gross;",
    replacement: '""',
    reason: 'Of a single line every rounding policy makes the same.',
  },
  {
    file: 'apps/storefront/src/product-view.ts',
    line: "const stockOrder = ['in-stock', 'back-order', 'unknown', 'out-of-stock', 'discontinued'];",
    replacement: '""',
    reason: 'What is not in the list comes before all others, as the first of it does.',
  },
  {
    file: 'apps/storefront/src/product-view.ts',
    line: 'if (price.nextChangeAt && (!nextChangeAt || price.nextChangeAt < nextChangeAt))',
    replacement: 'price.nextChangeAt <= nextChangeAt',
    reason: 'Of two equal instants it does not matter which is taken.',
  },
  {
    file: 'apps/storefront/src/product-view.ts',
    line: 'priceVaries: prices.some(({ amount }) => amount !== cheapest?.amount),',
    replacement: 'cheapest.amount',
    reason: 'There is a lowest price wherever there is a price to compare with it.',
  },
  {
    file: 'apps/storefront/src/product-view.ts',
    line: "stock: best[0] ?? 'unknown',",
    replacement: '""',
    reason: 'A card has a SKU, and that a state.',
  },
  {
    file: 'apps/storefront/src/quote.ts',
    line: "lines: totals.lines.map((line, index) => ({ net: line.net, gross: shares[index] ?? '0' })),",
    replacement: '""',
    reason: 'There is a share for each line.',
  },
  {
    file: 'apps/storefront/src/quote.ts',
    line: "shipping: { net: totals.shippingNet, gross: shares.at(-1) ?? '0' },",
    replacement: '""',
    reason: 'There is a share for the shipping.',
  },
  {
    file: 'apps/storefront/src/stock-answer.ts',
    line: '.filter((row) => row.servesWeb && row.available > 0)',
    replacement: 'row.available >= 0',
    reason: 'An empty place adds nothing to the sum, and is left out at the end.',
  },
];
