import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const sources = ['apps/**', 'libs/**', 'deploy/**', 'docs/**'];
const exclude = ['**/node_modules/**', '**/dist/**', '**/.throughline/**'];

/** Tests of a whole installation, one file at a time; those with a set-up share one that runs. */
function system(name: string, groupOrder: number, globalSetup: string[] = []) {
  return {
    test: {
      name,
      globalSetup,
      include: [`tests/${name}/**/*.spec.ts`],
      exclude,
      fileParallelism: false,
      testTimeout: 900_000,
      hookTimeout: 900_000,
      sequence: { groupOrder },
    },
  };
}

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            ...sources,
            'tests/mutants/**',
            'tests/planted/**',
            'tests/contract/**',
            'tests/connect/**',
          ].map((folder) => `${folder}/*.spec.{ts,tsx}`),
          exclude: ['**/*.int.spec.ts', ...exclude],
          isolate: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'int',
          include: [...sources, 'tests/contract/**', 'tests/touch-count/**'].map(
            (folder) => `${folder}/*.int.spec.ts`,
          ),
          exclude,
          isolate: false,
          globalSetup: ['deploy/local/testing/shared-stores.ts'],
          maxWorkers: 2,
          testTimeout: 600_000,
          hookTimeout: 600_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'kernel',
          include: ['tests/kernel/**/*.kernel.spec.ts'],
          exclude,
          globalSetup: ['tests/kernel/setup.ts'],
          fileParallelism: false,
          maxConcurrency: 2,
          testTimeout: 900_000,
          hookTimeout: 600_000,
          sequence: { groupOrder: 2 },
        },
      },
      // First, because the others leave records behind that nobody can read.
      system('clients', 3, ['tests/system/setup.ts']),
      system('e2e', 4, ['tests/system/setup.ts']),
      system('browser', 5, ['tests/system/setup.ts']),
      system('faults', 6),
      {
        test: {
          name: 'fuzz',
          include: sources.map((folder) => `${folder}/*.fuzz.spec.ts`),
          exclude,
          maxWorkers: availableParallelism(),
          // A value for which a reader needs more than that ends it.
          execArgv: ['--max-old-space-size=512'],
          sequence: { groupOrder: 7 },
        },
      },
      system('bad-input', 8, ['tests/bad-input/setup.ts']),
    ],
  },
});
