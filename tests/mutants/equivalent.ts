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
];
