import { defineConfig } from 'vitest/config';

/** What Stryker runs: the unit tests of one area (`mutate.ts`). */
export default defineConfig({
  test: {
    include: JSON.parse(process.env.THROUGHLINE_MUTATED_SPECS ?? '[]') as string[],
    exclude: ['**/*.int.spec.ts', '**/*.fuzz.spec.ts', '**/node_modules/**', '**/.throughline/**'],
  },
});
