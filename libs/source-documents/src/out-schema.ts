import { documentTables } from '@throughline/database-sources';
import { duration } from '@throughline/file-stores';
import { z } from 'zod';

export const mappingName = z
  .string()
  .regex(/^[a-z][a-z\d-]*@[1-9]\d*$/, 'is no name and version such as prices@5');

/** What every source says of orders that go out to it, however they travel. */
export const ordersOut = {
  mapping: mappingName.describe('The outgoing mapping that makes records of them.'),
  every: duration
    .prefault('10s')
    .describe('How often it is looked what has become of orders that the back office has not answered.'),
  answers: duration
    .prefault('15m')
    .describe('How long it may take to answer with a number or a refusal; longer is told of.'),
};

/** Orders that are written into tables. */
export const databaseOut = z
  .strictObject({
    orders: documentTables.safeExtend(ordersOut).optional().describe('Orders.'),
  })
  .describe('What goes out to it.');
export type DatabaseOrdersOut = NonNullable<z.output<typeof databaseOut>['orders']>;
