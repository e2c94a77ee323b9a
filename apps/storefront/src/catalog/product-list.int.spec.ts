import { type Installation, startInstallation, until } from '@throughline/testing';
import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { availability, product, state } from '../fixtures/records.ts';
import { folded } from '../projection/search-text.ts';
import { StorefrontModule } from '../storefront.module.ts';
import { CommonWords } from './common-words.cache.ts';
import { readFamilies, readFound, readListKeys } from './product-list.queries.ts';

const families = { HLMT: 'Helmets', GLOV: 'Gloves', LGHT: 'Lights' };
const colors = ['red', 'blue', 'black', 'blackberry'];
const sizes = ['S', 'M', 'XL', null];
const makers = ['Nova', 'Novara', 'Ütopia'];

/** 144 products of one SKU, so many that statistics tell which words are common. */
const catalogue = Object.entries(families).flatMap(([family, familyName]) =>
  colors.flatMap((color) =>
    sizes.flatMap((size) =>
      makers.map((maker, number) => {
        const name = `${maker} ${familyName} ${color}`;
        const sku = `${family}${color}${size ?? ''}-${number}`;
        const status = number === 2 && size === null ? ('discontinued' as const) : ('active' as const);
        const texts = [{ language: 'en', name, description: '' }];
        return product(sku, { family, familyName, color, size, status, texts });
      }),
    ),
  ),
);
const limit = catalogue.length;
const [left] = catalogue.filter(({ status }) => status === 'discontinued');

/** What the index is to find, by looking at each product. */
function expected(words: readonly string[], family: string | undefined): string[] {
  const has = (texts: readonly (string | null)[], word: string) =>
    texts.some((text) =>
      folded(text ?? '')
        .split(/[^\p{L}\p{N}]+/u)
        .some((one) => one.startsWith(folded(word))),
    );
  return catalogue
    .filter((one) => one.status === 'active' || one === left)
    .filter((one) => family === undefined || one.family === family)
    .filter(({ sku, model, familyName, category, color, size, texts }) =>
      words.every((word) => has([sku, model, familyName, category, color, size, texts[0]?.name ?? ''], word)),
    )
    .map(({ model }) => model)
    .sort();
}

describe('the list of products', () => {
  let installation: Installation;
  let dataSource: DataSource;
  let commonWords: CommonWords;

  beforeAll(async () => {
    installation = await startInstallation({ observe: [] });
    dataSource = (await installation.startService('storefront', StorefrontModule)).get(DataSource);
    await installation.publish(
      'catalog.products',
      catalogue.map((one) => state('catalog.products', one)),
    );
    await installation.publish('inventory.availability', [
      state('inventory.availability', availability(left?.sku ?? '', 1)),
    ]);
    await until(async () => {
      const [{ n }] = await dataSource.query<[{ n: number }]>(
        `select count(*)::integer as n from catalog_products
         where (select count(*) from inventory_availability) > 0`,
      );
      return n === catalogue.length;
    });
    commonWords = new CommonWords(dataSource);
    await dataSource.query('analyze catalog_products');
  });
  afterAll(() => installation?.stop());

  it('asks the index for the rarest of the words alone', async () => {
    expect(await commonWords.rarestOf(['helm', 'black', 'xl'], 0)).toEqual(['xl']);
    expect(await commonWords.rarestOf(['black', 'nowhere', 'never'], 0)).toEqual(['nowhere', 'never']);
  });

  it('finds what has each of the words, however common they are', async () => {
    const word = fc.constantFrom(
      'nova',
      'novar',
      'Utop',
      'helm',
      'gloves',
      'light',
      'bl',
      'black',
      'red',
      'x',
      's',
      'none',
    );
    const family = fc.constantFrom(undefined, ...Object.keys(families));
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(word, { minLength: 1, maxLength: 4 }), family, async (words, asked) => {
        const found = await readFound(
          dataSource,
          { search: words.join(' '), family: asked, limit },
          { commonWords, now: 0 },
        );
        const all = expected(words, undefined);
        // With nothing that has all the words, names like the text are found.
        if (all.length === 0) return;
        expect(found.keys.map(({ model }) => model).sort()).toEqual(expected(words, asked));
        expect(found.families.reduce((sum, { products }) => sum + products, 0)).toBe(all.length);
      }),
      { numRuns: 60 },
    );
  });

  it('is cut short where too much is found, family by family, and says so', async () => {
    const word = fc.constantFrom('nova', 'helm', 'gloves', 'b', 'red', 'x', 's');
    const family = fc.constantFrom(undefined, ...Object.keys(families));
    const most = fc.integer({ min: 1, max: 40 });
    await fc.assert(
      fc.asyncProperty(word, family, most, async (search, asked, atMost) => {
        const found = await readFound(
          dataSource,
          { search, family: asked, limit },
          { commonWords, now: 0, atMost },
        );
        const models = found.keys.map(({ model }) => model).sort();
        const all = expected([search], asked);
        const cut = all.length > atMost;
        if (cut) expect(all).toEqual(expect.arrayContaining(models));
        else expect(models).toEqual(all);
        expect(models.length).toBe(cut ? atMost + 1 : all.length);
        const counted = found.families.filter((one) => asked === undefined || one.family === asked);
        expect(counted.reduce((sum, { products }) => sum + products, 0)).toBe(models.length);
        expect(counted.some(({ more }) => more)).toBe(cut);
      }),
      { numRuns: 60 },
    );
  });

  it('is the same page by page as at once', async () => {
    const now = 0;
    const all = await readFound(dataSource, { search: 'nova', limit }, { commonWords, now });
    const keys = [];
    for (let after = undefined as (typeof all.keys)[number] | undefined; ;) {
      const page = await readFound(dataSource, { search: 'nova', limit: 7, after }, { commonWords, now });
      keys.push(...page.keys.slice(0, 7));
      after = page.keys[6];
      if (page.keys.length <= 7) break;
    }
    expect(keys).toEqual(all.keys);
  });

  it('has what is discontinued while units are left, also when nothing is looked for', async () => {
    const models = (await readListKeys(dataSource, { limit })).map(({ model }) => model);
    expect(models.sort()).toEqual(expected([], undefined));
    expect(await readFamilies(dataSource)).toMatchObject(
      Object.entries(families)
        .map(([family, familyName]) => ({ family, familyName, products: expected([], family).length }))
        .sort((a, b) => (a.familyName < b.familyName ? -1 : 1)),
    );
  });
});
