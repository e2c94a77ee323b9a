import { defineConfig } from 'vitest/config';

const sources = ['apps/**', 'libs/**', 'deploy/**', 'tools/**'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: sources.map((folder) => `${folder}/*.spec.ts`),
          exclude: ['**/*.int.spec.ts', '**/node_modules/**', '**/dist/**'],
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'int',
          include: sources.map((folder) => `${folder}/*.int.spec.ts`),
          exclude: ['**/node_modules/**', '**/dist/**'],
          maxWorkers: 2,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
