import { formatSchema, writeOptions } from '@throughline/file-formats';
import { deliverySettings } from '@throughline/file-stores';
import { z } from 'zod';
import { ordersOut } from './out-schema.ts';
import { column, readerName } from './reader-schema.ts';

const acknowledged = z
  .strictObject({
    by: readerName.describe('The reader whose records answer orders.'),
    order: column.describe('Its column with our number, as the file has it.'),
    number: column.optional().describe('Its column with their number.'),
    refused: z
      .strictObject({
        column: column.describe('The column.'),
        is: z.array(z.string().min(1)).min(1).describe('What it says of an order that is not taken.'),
      })
      .optional()
      .describe('Its column that says whether an order was taken.'),
    reason: column.optional().describe('Its column that says why one was not, for people.'),
  })
  .refine(({ number, refused }) => number !== undefined || refused !== undefined, {
    message: 'says neither `number` nor `refused`: nobody would hear of it',
  })
  .describe('How the source says what has become of an order.');

/** Orders that are put into files. */
export const filesOut = z
  .strictObject({
    orders: deliverySettings
      .safeExtend({
        ...ordersOut,
        format: formatSchema,
        write: writeOptions.prefault({}),
        lines: z
          .string()
          .min(1)
          .default('lines')
          .describe(
            'Where the lines of an order stand in its record: the list of `nest` in a table, in XML and JSON a path such as lines/line.',
          ),
        reference: z
          .string()
          .min(1)
          .optional()
          .describe('The column by which an order is answered; left out, the one that is its number.'),
        acknowledged,
      })
      .optional()
      .describe('Orders.'),
  })
  .describe('What goes out to it.');
export type FilesOrdersOut = NonNullable<z.output<typeof filesOut>['orders']>;
