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
];
