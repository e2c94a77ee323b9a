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
    file: 'apps/storefront-web/src/live/offers.ts',
    line: "const order: StockState[] = ['in-stock', 'back-order', 'unknown', 'out-of-stock', 'discontinued'];",
    replacement: '""',
    reason: 'What is not in the list comes before all others, as the first of it does.',
  },
  {
    file: 'apps/storefront-web/src/live/offers.ts',
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
    file: 'apps/storefront/src/cart/cart-view.ts',
    line: 'const resolution = resolveForGuest(sku?.prices ?? [], {',
    replacement: '["Stryker was here"]',
    reason: 'A text is no price of any kind, so none holds.',
  },
  {
    file: 'apps/storefront/src/cart/cart-view.ts',
    line: 'const grossOf = new Map(quoted.map(({ sku }, index) => [sku, quote?.lines[index]?.gross]));',
    replacement: 'quote?.lines[index].gross',
    reason: 'A quote has a line for each that was quoted.',
  },
  {
    file: 'apps/storefront/src/cart/cart.ts',
    line: "return [{ kind: difference > 0 ? 'price-rose' : 'price-fell', from, to, saleEnded }];",
    replacement: 'difference >= 0',
    reason: 'Without a difference it has returned before.',
  },
  {
    file: 'apps/storefront/src/cart/checkout.ts',
    line: "const digits = Array.from({ length: 9 }, () => alphabet[randomInt(alphabet.length)] ?? '0');",
    replacement: '""',
    reason: 'What is drawn is a place in the alphabet.',
  },
  {
    file: 'apps/storefront/src/catalog/family-counts.ts',
    line: 'this.#changes += 1;',
    replacement: 'this.#changes -= 1',
    reason: 'It is only asked whether it is the same as before.',
  },
  {
    file: 'apps/storefront/src/live/offer-cache.ts',
    line: "return offer.version > cached.version ? 'newer' : 'older';",
    replacement: 'offer.version >= cached.version',
    reason: 'It comes here with another version.',
  },
  {
    file: 'apps/storefront/src/catalog/list-cache.ts',
    line: "const pending: Pending = { promise: Promise.resolve(''), changed: new Set(), outdated: false };",
    replacement: '"Stryker was here!"',
    reason: 'Another promise takes its place before anybody asks for it.',
  },
  {
    file: 'apps/storefront/src/catalog/list-cache.ts',
    line: 'for (const key of this.#bySku.get(sku) ?? []) this.#drop(key);',
    replacement: '["Stryker was here"]',
    reason: 'No response has that key.',
  },
  {
    file: 'apps/storefront/src/catalog/list-cache.ts',
    line: 'if (this.#entries.size > this.limit && oldest !== undefined) this.#drop(oldest);',
    replacement: 'true',
    reason: 'There is an oldest one: the one just kept, if no other.',
  },
  {
    file: 'apps/storefront/src/catalog/list-cache.ts',
    line: 'for (const sku of this.#entries.get(key)?.skus ?? []) {',
    replacement: '["Stryker was here"]',
    reason: 'No response shows that SKU.',
  },
  {
    file: 'apps/storefront/src/orders/order.ts',
    line: "gross: shares[index] ?? '0',",
    replacement: '""',
    reason: 'There is a share for each line.',
  },
  {
    file: 'apps/storefront/src/orders/order.ts',
    line: "shipping: shares.at(-1) ?? '0',",
    replacement: '""',
    reason: 'There is a share for the shipping.',
  },
  {
    file: 'apps/storefront/src/offers/offer-price.ts',
    line: "const line = { quantity: 1, unitPrice: price.amount, taxIncluded: false, taxCategory: '', taxRate: rate };",
    replacement: '"Stryker was here!"',
    reason: 'A single line is a tax group of its own, whatever its class is called.',
  },
  {
    file: 'apps/storefront/src/offers/offer-price.ts',
    line: "return orderTotals({ currency: price.currency, rounding: 'line', lines: [line], shipping: null }).gross;",
    replacement: '""',
    reason: 'For a single line, every rounding policy gives the same.',
  },
  {
    file: 'apps/storefront/src/catalog/product-view.ts',
    line: "const stockOrder = ['in-stock', 'back-order', 'unknown', 'out-of-stock', 'discontinued'];",
    replacement: '""',
    reason: 'What is not in the list comes before all others, as the first of it does.',
  },
  {
    file: 'apps/storefront/src/catalog/product-view.ts',
    line: 'if (price.nextChangeAt && (!nextChangeAt || price.nextChangeAt < nextChangeAt))',
    replacement: 'price.nextChangeAt <= nextChangeAt',
    reason: 'Of two equal instants it does not matter which is taken.',
  },
  {
    file: 'apps/storefront/src/catalog/product-view.ts',
    line: 'priceVaries: prices.some(({ amount }) => amount !== cheapest?.amount),',
    replacement: 'cheapest.amount',
    reason: 'There is a lowest price wherever there is a price to compare with it.',
  },
  {
    file: 'apps/storefront/src/catalog/product-view.ts',
    line: "stock: best[0] ?? 'unknown',",
    replacement: '""',
    reason: 'A card has a SKU, and that a state.',
  },
  {
    file: 'apps/storefront/src/cart/quote.ts',
    line: "lines: totals.lines.map((line, index) => ({ net: line.net, gross: shares[index] ?? '0' })),",
    replacement: '""',
    reason: 'There is a share for each line.',
  },
  {
    file: 'apps/storefront/src/cart/quote.ts',
    line: "shipping: { net: totals.shippingNet, gross: shares.at(-1) ?? '0' },",
    replacement: '""',
    reason: 'There is a share for the shipping.',
  },
  {
    file: 'apps/storefront/src/offers/offer-stock.ts',
    line: '.filter((row) => row.servesWeb && row.available > 0)',
    replacement: 'row.available >= 0',
    reason: 'An empty place adds nothing to the sum, and is left out at the end.',
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
