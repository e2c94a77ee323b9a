import fastifyCookie from '@fastify/cookie';
import { Module } from '@nestjs/common';
import { type ServiceConfig, ServiceModule } from '@throughline/service';
import type { FastifyInstance } from 'fastify';
import { AbandonedCartsJob } from './cart/abandoned-carts.job.ts';
import { CartController } from './cart/cart.controller.ts';
import { CartService } from './cart/cart.service.ts';
import { ProductsController } from './catalog/products.controller.ts';
import { ProductsService } from './catalog/products.service.ts';
import { environment } from './environment.ts';
import { ShopLimits } from './limits/shop-limits.service.ts';
import { LiveController } from './live/live.controller.ts';
import { LiveService } from './live/live.service.ts';
import { OfferUpdates } from './live/offer-updates.service.ts';
import { migrations } from './migrations/index.ts';
import { ReferenceData } from './offers/reference-data.cache.ts';
import { SellerRules } from './offers/seller-rules.service.ts';
import { shopSecrets } from './offers/shop-secrets.tables.ts';
import { ShopVersions } from './offers/shown-versions.service.ts';
import { ErasuresController } from './orders/erasures.controller.ts';
import { Erasures } from './orders/erasures.service.ts';
import { OrderIntake } from './orders/order-intake.service.ts';
import { OrderResponses } from './orders/order-responses.service.ts';
import { OrderUpdates } from './orders/order-updates.service.ts';
import { OrdersController } from './orders/orders.controller.ts';
import { OrdersRestore } from './orders/orders.restore.ts';
import { OrdersService } from './orders/orders.service.ts';
import { ShopKey } from './limits/shop-key.service.ts';
import { ChangesListener } from './projection/changes.listener.ts';
import { StorefrontProjection } from './projection/storefront.projection.ts';
import { KnownProducts } from './web/known-products.ts';
import { PagesController } from './web/pages.controller.ts';
import { serveWebFiles } from './web/web-files.plugin.ts';

function plugins(fastify: FastifyInstance, { own }: ServiceConfig<typeof environment>): void {
  void fastify.register(fastifyCookie);
  if (own.STOREFRONT_WEB_DIR) serveWebFiles(fastify, own.STOREFRONT_WEB_DIR);
}

@Module({
  imports: [
    ServiceModule.forService({
      name: 'storefront',
      migrations,
      entities: [shopSecrets],
      environment,
      plugins,
    }),
  ],
  controllers: [
    StorefrontProjection,
    ProductsController,
    CartController,
    OrdersController,
    OrdersRestore,
    ErasuresController,
    LiveController,
    PagesController,
  ],
  providers: [
    SellerRules,
    ShopLimits,
    ShopVersions,
    ReferenceData,
    ProductsService,
    { provide: KnownProducts, useExisting: ProductsService },
    CartService,
    ChangesListener,
    OfferUpdates,
    OrderUpdates,
    OrderIntake,
    ShopKey,
    OrderResponses,
    OrdersService,
    Erasures,
    LiveService,
    AbandonedCartsJob,
  ],
})
export class StorefrontModule {}
