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
];
