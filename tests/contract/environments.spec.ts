import { globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { environments } from '../../libs/service/src/configuration/config.ts';

const checkout = join(import.meta.dirname, '../..');
const files = globSync('apps/*/src/**/*environment.ts', { cwd: checkout }).toSorted();

const declared = await Promise.all(
  files.map(async (file) => {
    const { environment } = (await import(join(checkout, file))) as { environment: z.ZodObject };
    return { where: file, shape: environment.shape };
  }),
);
const ofEveryService = Object.entries(environments).map(([part, { shape }]) => {
  return { where: `libs/service (${part})`, shape: shape as z.ZodRawShape };
});

describe('a variable of the environment', () => {
  it('is looked for where services declare some', () => {
    expect(files).toEqual(expect.arrayContaining(['apps/orders/src/orders.environment.ts']));
    expect(declared.map(({ shape }) => Object.keys(shape).length)).not.toContain(0);
  });

  it('is declared once: what two services read is one schema that both share', () => {
    const all = [...declared, ...ofEveryService].flatMap(({ where, shape }) =>
      Object.entries(shape).map(([variable, schema]) => ({ variable, where, schema })),
    );
    const apart = [...Map.groupBy(all, ({ variable }) => variable)]
      .filter(([, places]) => new Set(places.map(({ schema }) => schema)).size > 1)
      .map(([variable, places]) => [variable, ...places.map(({ where }) => where)]);
    expect(apart).toEqual([]);
  });
});
