import type { Touch } from './touch.ts';

/** Staff ask which products have no text in a language. */
export const route: Touch = {
  what: 'a new route',
  atMost: 4,
  edits: {
    'apps/catalog/src/response.schemas.ts': (text) =>
      `${text}
/** Products that lack a text in a language. */
export const untranslated = named('Untranslated', () => z.object({ skus: z.array(z.string()) }));
`,
    'apps/catalog/src/catalog.controller.ts': (text) =>
      text
        .replace(
          'changeOutcome, product, productList }',
          'changeOutcome, product, productList, untranslated }',
        )
        .replace(
          "  @Get(':sku')\n",
          `  @Get('untranslated/:language')
  @Allow('merchandiser', 'auditor')
  @Responds(200, untranslated)
  async untranslated(
    @Param('language', { schema: z.string().min(2).max(20) }) language: string,
  ): Promise<{ skus: string[] }> {
    return { skus: await this.catalog.untranslated(language) };
  }

  @Get(':sku')
`,
        ),
    'apps/catalog/src/catalog.service.ts': (text) =>
      text.replace(
        '  private decided(',
        `  /** SKUs of products without a text in a language, at most a thousand. */
  async untranslated(language: string): Promise<string[]> {
    const products = await this.list({ status: null, family: null, after: '', limit: 1_000 });
    return products
      .filter(({ texts }) => texts.every((each) => each.language !== language))
      .map(({ sku }) => sku);
  }

  private decided(`,
      ),
  },
  typechecks: ['apps/catalog'],
  specs: ['tests/contract/openapi.spec.ts'],
};
