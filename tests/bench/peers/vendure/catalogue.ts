import { writeFileSync } from 'node:fs';
import { plenty, sizes, skuOf } from '../../installation/catalogue.ts';

/** Address of a model's page in Vendure. */
export function slugOf(model: number): string {
  return `x${String(model).padStart(5, '0')}`;
}

const header =
  'name,slug,description,assets,facets,optionGroups,optionValues,sku,price,taxCategory,stockOnHand,trackInventory,variantAssets,variantFacets';

/** Writes the generated catalogue as a file that Vendure imports: the same names, sizes, families and prices as ours. */
export function writeProducts(file: string, skus: number, families: readonly string[]): void {
  const lines = Array.from({ length: skus }, (_, number) => {
    const model = Math.floor(number / sizes.length);
    const family = families[model % families.length] ?? '';
    const isFirst = number % sizes.length === 0;
    const product = isFirst
      ? [
          `Generated model ${model}`,
          slugOf(model),
          // All words of a search have to be in one of its texts.
          `Made to measure how fast a catalogue loads. ${family} Black ${model} ${sizes.join(' ')}`,
          '',
          `family:${family}`,
          'size',
        ]
      : ['', '', '', '', '', ''];
    const variant = [
      sizes[number % sizes.length],
      skuOf(number),
      `${10 + (number % 1_000)}.00`,
      'standard',
      String(plenty),
      'true',
      '',
      '',
    ];
    return [...product, ...variant].map((cell) => `"${cell}"`).join(',');
  });
  writeFileSync(file, [header, ...lines, ''].join('\n'));
}

/** What a shop in Germany needs before it can sell. */
export const initialData = {
  defaultLanguage: 'en',
  defaultZone: 'Europe',
  countries: [{ name: 'Germany', code: 'DE', zone: 'Europe' }],
  taxRates: [{ name: 'standard', percentage: 19 }],
  shippingMethods: [{ name: 'Standard', price: 490, taxRate: 19 }],
  paymentMethods: [
    {
      name: 'Prepaid',
      handler: {
        code: 'dummy-payment-handler',
        arguments: [{ name: 'automaticSettle', value: 'true' }],
      },
    },
  ],
  collections: [],
};
