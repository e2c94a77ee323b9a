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

export const equivalent: readonly Equivalent[] = [];
