import { recordAnswer } from '@throughline/service';
import { z } from 'zod';

/** A product with its item, as people see it. */
export const productAnswer = () =>
  z.object({
    sku: z.string(),
    source: z.string(),
    status: z.string().describe('`waiting`, `active`, `discontinued` or `withdrawn`.'),
    atZero: z.string().describe('`show` or `back-order`.'),
    backOrderLimit: z.int(),
    substitute: z.string().nullable(),
    texts: recordAnswer('Product').shape.texts,
    version: z.int().describe('Of the last publication, 0 before the first.'),
    item: recordAnswer('ErpItem'),
    gone: z.boolean().describe('Whether the back office no longer has the item.'),
  });

/** A page of products by SKU. */
export const productPage = () =>
  z.object({
    products: z.array(productAnswer()),
    next: z.string().nullable().describe('`after` of the next page.'),
  });

/** What came of a change of many products. */
export const outcome = () =>
  z.object({
    changed: z.int(),
    refused: z.array(z.object({ sku: z.string(), reason: z.string(), detail: z.string() })),
  });
