import { named, recordSchema } from '@throughline/service';
import { z } from 'zod';

const requirement = named('ProductRequirement', () => z.enum(['text', 'price', 'tax']));
const missing = () =>
  z
    .array(requirement())
    .describe('What it lacks to be sold: a name, a price for everybody in force, a rate of its tax class.');

/** A product with its item, as people see it. */
export const product = named('Product', () =>
  z.object({
    sku: z.string(),
    source: z.string(),
    status: z.enum(['waiting', 'active', 'discontinued', 'withdrawn']),
    suspended: z
      .boolean()
      .describe('Whether it is withdrawn because of the back office alone, and comes back with its item.'),
    atZero: z.enum(['show', 'back-order']),
    backOrderLimit: z.int(),
    policyBy: z
      .enum(['person', 'back-office'])
      .describe('Who has said what happens at zero stock: `atZero` and `backOrderLimit`.'),
    substitute: z.string().nullable(),
    texts: recordSchema('Product').shape.texts,
    version: z.int().describe('Of the last publication, 0 before the first.'),
    missing: missing(),
    whenReady: z.boolean().describe('Whether it goes on sale by itself as soon as nothing is missing.'),
    item: recordSchema('ErpItem'),
    gone: z.boolean().describe('Whether the back office no longer has the item.'),
  }),
);

/** A page of products by SKU. */
export const productList = named('ProductList', () =>
  z.object({
    products: z.array(product()),
    next: z.string().nullable().describe('`after` of the next page.'),
  }),
);

/** What came of a change of many products. */
export const changeOutcome = named('ChangeOutcome', () =>
  z.object({
    changed: z.int(),
    refused: z.array(
      z.object({ sku: z.string(), reason: z.string(), detail: z.string(), missing: missing() }),
    ),
    waiting: z
      .array(z.object({ sku: z.string(), missing: missing() }))
      .describe('Those that go on sale by themselves as soon as nothing is missing.'),
  }),
);
