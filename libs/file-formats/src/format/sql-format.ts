import { z } from 'zod';
import { textSettings } from './text-settings.ts';

export const sqlFormat = z
  .strictObject({
    sql: z
      .string()
      .min(1)
      .max(500)
      .describe(
        'The table whose rows are read, as the dump names it without quotes: `public.film`; without schema, of any.',
      ),
    ...textSettings,
    dialect: z
      .enum(['standard', 'postgresql', 'mysql', 'sqlserver', 'oracle', 'sqlite'])
      .describe('Whose dump it is: what a backslash, a bracket, `#` and `$$` mean.'),
    columns: z
      .array(z.string().min(1).max(500))
      .min(1)
      .optional()
      .describe('The columns in their order, where the statements do not name them.'),
  })
  .describe(
    'A dump in SQL: INSERT statements, and COPY of PostgreSQL. All other statements are passed over, none is run.',
  );
export type SqlFormat = z.output<typeof sqlFormat>;
