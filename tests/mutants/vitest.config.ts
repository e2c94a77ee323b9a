import { defineConfig } from 'vitest/config';

/** What Stryker runs: the unit tests of one area (`mutate.ts`). */
export default defineConfig({
  test: {
    include: JSON.parse(process.env.THROUGHLINE_MUTATED_SPECS ?? '[]') as string[],
    exclude: ['**/*.int.spec.ts', '**/*.fuzz.spec.ts', '**/node_modules/**', '**/.throughline/**'],
    // Instrumented code is slower, and machines are busy; a mutant that never ends is ended by Stryker.
    testTimeout: 120_000,
  },
});
