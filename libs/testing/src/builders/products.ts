import { type ErpItem, type Product, schemas } from '@throughline/events';

/** The defaults of a record's fields, by its schema: a field that is added needs no place in a builder. */
function defaultsOf(record: 'ErpItem' | 'Product'): Record<string, unknown> {
  const fields: readonly { name: string; default?: unknown }[] = schemas[record].fields;
  return Object.fromEntries(
    fields.flatMap((field) => ('default' in field ? [[field.name, field.default]] : [])),
  );
}

/** A red helmet of a family of its own, as the back office `demo` states it. */
export function erpItem(some: Partial<ErpItem> = {}): ErpItem {
  return {
    ...(defaultsOf('ErpItem') as unknown as ErpItem),
    source: 'demo',
    code: 'HL-U509-R',
    family: 'HLMT',
    familyName: 'Helmets',
    category: 'Accessories',
    unit: 'C62',
    color: 'red',
    taxCategory: 'standard',
    texts: [{ language: 'en', name: 'Helmet', description: '' }],
    status: 'active',
    ...some,
  };
}

/** The same helmet as a product on sale that shoppers cannot order beyond its stock; its own model unless one is given. */
export function product(some: Partial<Product> = {}): Product {
  const { code, source, family, familyName, category, unit, color, taxCategory, texts } = erpItem();
  return {
    ...(defaultsOf('Product') as unknown as Product),
    ...{ sku: code, source, family, familyName, category, unit, color, taxCategory, texts },
    model: some.sku ?? code,
    status: 'active',
    atZero: 'show',
    backOrderLimit: 0,
    ...some,
  };
}
