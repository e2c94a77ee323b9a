import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { Allow, CurrentUser, Problem, Responds, type User, code } from '@throughline/service';
import { z } from 'zod';
import { changeOutcome, product, productList } from './response.schemas.ts';
import { CatalogService, type Outcome, type ProductView } from './catalog.service.ts';
import { ProductRefusal, type ProductTerms } from './product.ts';

const skus = z
  .array(code)
  .min(1)
  .max(2_000)
  .transform((list) => [...new Set(list)]);

const selection = z
  .strictObject({
    skus: skus.optional(),
    family: z.string().min(1).optional(),
    all: z.literal(true).optional(),
    /** Has what is incomplete go on sale as soon as nothing is missing, instead of refusing it. */
    whenReady: z.boolean().default(false),
  })
  .refine((chosen) => (chosen.skus !== undefined) !== (chosen.family !== undefined || chosen.all === true), {
    path: ['skus'],
    message: 'Name either skus, or a family, or all',
  })
  .meta({ id: 'ProductSelection' });

const withdrawal = z.strictObject({ skus }).meta({ id: 'Withdrawal' });

const terms = z
  .strictObject({
    atZero: z
      .enum(['show', 'back-order'])
      .nullable()
      .optional()
      .describe('Null takes back what a person has said: the rule of the back office holds.'),
    backOrderLimit: z.number().int().min(0).max(1_000_000).optional(),
    substitute: code.nullable().optional(),
    texts: z
      .array(
        z.strictObject({
          language: z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'is not a BCP 47 tag'),
          name: z.string().min(1).max(200),
          description: z.string().max(10_000),
        }),
      )
      .max(40)
      .refine(
        (list) => new Set(list.map(({ language }) => language)).size === list.length,
        'repeats a language',
      )
      .optional(),
  })
  .meta({ id: 'ProductTerms' });

const filter = z.object({
  status: z.enum(['waiting', 'active', 'discontinued', 'withdrawn']).optional(),
  family: z.string().min(1).optional(),
  /** SKU after which the page begins. */
  after: z.string().default(''),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

@Controller('products')
export class CatalogController {
  constructor(private readonly catalog: CatalogService) {}

  @Get()
  @Allow('merchandiser', 'integrator', 'admin', 'order-desk', 'customer-care', 'marketing', 'auditor')
  @Responds(200, productList)
  async list(
    @Query({ schema: filter }) { status, family, after, limit }: z.infer<typeof filter>,
  ): Promise<{ products: ProductView[]; next: string | null }> {
    const query = { status: status ?? null, family: family ?? null, after, limit };
    const products = await this.catalog.list(query);
    return { products, next: products.length < limit ? null : (products.at(-1)?.sku ?? null) };
  }

  @Get(':sku')
  @Allow('merchandiser', 'integrator', 'admin', 'order-desk', 'customer-care', 'marketing', 'auditor')
  @Responds(200, product)
  async find(@Param('sku', { schema: code }) id: string): Promise<ProductView> {
    return this.catalog.find(id).catch(asProblem);
  }

  @Post('activate')
  @HttpCode(200)
  @Allow('merchandiser', 'admin')
  @Responds(200, changeOutcome)
  async activate(
    @Body({ schema: selection }) chosen: z.infer<typeof selection>,
    @CurrentUser() user: User,
  ): Promise<Outcome> {
    return chosen.skus
      ? this.catalog.activate(user, chosen.skus, chosen.whenReady)
      : this.catalog.activateWaiting(user, chosen.family ?? null, chosen.whenReady);
  }

  @Post('withdraw')
  @HttpCode(200)
  @Allow('merchandiser', 'admin')
  @Responds(200, changeOutcome)
  async withdraw(
    @Body({ schema: withdrawal }) chosen: z.infer<typeof withdrawal>,
    @CurrentUser() user: User,
  ): Promise<Outcome> {
    return this.catalog.withdraw(user, chosen.skus);
  }

  @Patch(':sku')
  @Allow('merchandiser', 'admin')
  @Responds(200, product)
  async changeTerms(
    @Param('sku', { schema: code }) id: string,
    @Body({ schema: terms }) changes: z.infer<typeof terms>,
    @CurrentUser() user: User,
  ): Promise<ProductView> {
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    return this.catalog.changeTerms(user, id, given as Partial<ProductTerms>).catch(asProblem);
  }
}

const fields: Partial<Record<ProductRefusal['reason'], string>> = {
  'limit-missing': 'backOrderLimit',
  'own-substitute': 'substitute',
};

function asProblem(error: unknown): never {
  if (!(error instanceof ProductRefusal)) throw error;
  if (error.reason === 'unknown') throw new Problem(404, error.message);
  const field = fields[error.reason];
  throw new Problem(422, error.message, {
    name: error.reason,
    ...(field && { errors: [{ field, message: error.message, in: 'body' as const }] }),
  });
}
