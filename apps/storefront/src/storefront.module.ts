import { Module } from '@nestjs/common';
import { ServiceModule } from '@throughline/service';
import { CartController } from './cart/cart.controller.ts';
import { CartService } from './cart/cart.service.ts';
import { ChangesListener } from './projection/changes.listener.ts';
import { environment } from './environment.ts';
import { Housekeeping } from './cart/abandoned-carts.job.ts';
import { LiveController } from './live/live.controller.ts';
import { LiveService } from './live/live.service.ts';
import { migrations } from './migrations/index.ts';
import { OrderAnswers } from './orders/order-responses.service.ts';
import { OrderDesk } from './orders/order-intake.service.ts';
import { OrderReader } from './orders/order-reader.ts';
import { OrderViews } from './orders/order-views.ts';
import { OrderWatch } from './orders/order-updates.service.ts';
import { OrdersController } from './orders/orders.controller.ts';
import { OrdersRestored } from './orders/orders.restore.ts';
import { OrdersService } from './orders/orders.service.ts';
import { PagesController } from './web/pages.controller.ts';
import { ProductsController } from './catalog/products.controller.ts';
import { ProductsService } from './catalog/products.service.ts';
import { ReferenceData } from './offers/reference-data.cache.ts';
import { SellerRules } from './offers/seller-rules.service.ts';
import { SkuWatch } from './live/offer-updates.service.ts';
import { StorefrontProjection } from './projection/storefront.projection.ts';
import { WebFiles } from './web/web-files.cache.ts';

@Module({
  imports: [
    ServiceModule.forService({
      name: 'storefront',
      migrations,
      environment,
    }),
  ],
  controllers: [
    StorefrontProjection,
    ProductsController,
    CartController,
    OrdersController,
    OrdersRestored,
    LiveController,
    PagesController,
  ],
  providers: [
    SellerRules,
    ReferenceData,
    ProductsService,
    CartService,
    ChangesListener,
    SkuWatch,
    OrderWatch,
    OrderReader,
    OrderViews,
    OrderDesk,
    OrderAnswers,
    OrdersService,
    LiveService,
    WebFiles,
    Housekeeping,
  ],
})
export class StorefrontModule {}
