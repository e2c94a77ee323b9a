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
    line: 'return reading<T>({ parent: row.parent, key: `${source}|${row.parent}`, raw: row }, check, () => {',
    replacement: '{}',
    reason: 'the value of what is held back is never asked for',
  },
  {
    file: 'apps/erp-adapter/src/mapping/mapping.ts',
    line: "return parseMapping(file === undefined ? demo : JSON.parse(await readFile(file, 'utf8')));",
    replacement: '""',
    reason: 'bytes are read as UTF-8 when they are parsed',
  },
];
