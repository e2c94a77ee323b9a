import type { Touch } from './touch.ts';

const field = {
  name: 'gender',
  type: ['null', 'string'],
  doc: 'Code of whom it is made for, null when it is for anybody.',
  default: null,
};

/** The schema with the field in front of another one. */
function withField(schema: string, next: string): string {
  const before = `    {\n      "name": "${next}",`;
  return schema.replace(before, `    ${JSON.stringify(field)},\n${before}`);
}

const labelled = (texts: string) => texts.replace(/^ +size: .*\n/m, "$&      gender: 'Gender',\n");

/** The back office knows whom an item is made for, and shoppers want to see it. */
export const newField: Touch = {
  what: "a field from the back office to the shopper's page",
  atMost: 8,
  edits: {
    'schemas/erp-adapter/ErpItem.avsc': (text) => withField(text, 'weightGrams'),
    'schemas/catalog/Product.avsc': (text) => withField(text, 'texts'),
    'apps/erp-adapter/src/connectors/systems/demo-erp/items.ts': (text) =>
      text
        .replace(/^( +)grams: number \| null;\n/m, '$&$1gen: string | null;\n')
        .replace('i.wgtgrm as grams,', 'i.wgtgrm as grams, i.gencod::text as gen,')
        .replace(/^( +)weightGrams: /m, '$1gender: cleanText(row.gen),\n$&'),
    'apps/erp-adapter/src/connectors/systems/demo-erp/fixtures/rows.ts': (text) =>
      text.replace(/^( +)grams: 1370,\n/m, "$&$1gen: 'W ',\n"),
    'apps/erp-adapter/src/connectors/systems/demo-erp/items.spec.ts': (text) =>
      text
        .replace(/^( +)weightGrams: 1370,\n/m, "$&$1gender: 'W',\n")
        .replace(/^( +)\['no weight', /m, "$1['nobody in particular', { gen: null }, { gender: null }],\n$&"),
    'apps/storefront/src/catalog/product.response.schemas.ts': (text) =>
      text.replace(/(?<=pick\(\{ .*)unit: true/, '$&, gender: true'),
    'apps/storefront-web/src/texts/en.ts': labelled,
    'apps/storefront-web/src/texts/de.ts': labelled,
  },
  typechecks: ['libs/events', 'apps/erp-adapter', 'apps/catalog', 'apps/storefront', 'apps/storefront-web'],
  specs: [
    'apps/erp-adapter/src/connectors/systems/demo-erp/items.spec.ts',
    'apps/catalog/src/product.spec.ts',
    'apps/storefront/src/catalog/product-view.spec.ts',
    'libs/events/generate/contract.spec.ts',
  ],
};
