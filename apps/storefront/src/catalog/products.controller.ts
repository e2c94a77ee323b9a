import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { Costs, InvalidRequest, Public, Responds } from '@throughline/service';
import type { z } from 'zod';
import { costOfOffers, costs } from '../limits/costs.ts';
import { offerList } from '../offers/offer.response.schemas.ts';
import { ReferenceData } from '../offers/reference-data.cache.ts';
import { listQuery, offersQuery, productQuery, skusOf } from '../web/request.schemas.ts';
import { product, productList, shop } from './product.response.schemas.ts';
import { ProductsService, keyOfCursor } from './products.service.ts';
import { shopFacts } from './shop-facts.ts';

@Controller('api')
@Public()
export class ProductsController {
  constructor(
    private readonly products: ProductsService,
    private readonly reference: ReferenceData,
  ) {}

  /** What the pages need to know of the shop: countries, shipping, the age of stock and prices. */
  @Get('shop')
  @Responds(200, shop)
  shop() {
    return { ...shopFacts(this.reference), ages: this.reference.ages() };
  }

  @Get('products')
  @Costs(costs.list)
  @Responds(200, productList)
  @Header('content-type', 'application/json; charset=utf-8')
  @Header('cache-control', 'no-cache')
  async list(@Query({ schema: listQuery }) query: z.infer<typeof listQuery>): Promise<string> {
    const { country, language, family, search, after, limit } = query;
    return this.products.list(
      { family, search, after: after === undefined ? undefined : keyOfCursor(after), limit },
      { country, language },
    );
  }

  @Get('products/:product')
  @Costs(costs.page)
  @Responds(200, product)
  async product(
    @Param('product') name: string,
    @Query({ schema: productQuery }) audience: z.infer<typeof productQuery>,
  ) {
    return this.products.product(name, audience);
  }

  @Get('figures')
  @Costs(costOfOffers)
  @Responds(200, offerList)
  async figures(@Query({ schema: offersQuery }) { country, ...asked }: z.infer<typeof offersQuery>) {
    if (asked.sku === undefined && asked.skus === undefined)
      throw new InvalidRequest([{ field: 'sku', message: 'is missing', in: 'query' }]);
    return { figures: await this.products.offers(skusOf(asked), country) };
  }
}
