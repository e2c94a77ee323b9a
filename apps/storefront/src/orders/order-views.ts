import { Injectable } from '@nestjs/common';
import { Clock, ServiceConfig } from '@throughline/service';
import { DataSource } from 'typeorm';
import type { environment } from '../environment.ts';
import { type FigureView, figureOf, figureView } from '../offers/offer.ts';
import type { PlacedOrder } from './order.tables.ts';
import { type OrderView, type RejectedLineView, orderView } from './order.ts';
import { textIn } from '../catalog/product-view.ts';
import { ReferenceData } from '../offers/reference-data.cache.ts';
import { SellerRules } from '../offers/seller-rules.service.ts';
import { type Sku, readSkus } from '../offers/sku.queries.ts';

/** Orders as their shoppers see them. */
@Injectable()
export class OrderViews {
  constructor(
    private readonly dataSource: DataSource,
    private readonly reference: ReferenceData,
    private readonly rules: SellerRules,
    private readonly clock: Clock,
    private readonly config: ServiceConfig<typeof environment>,
  ) {}

  async view(placed: PlacedOrder): Promise<OrderView> {
    const [view] = await this.viewAll([placed]);
    return view as OrderView;
  }

  /** Views of orders, in their order, with one read for all that were rejected. */
  async viewAll(orders: readonly PlacedOrder[]): Promise<OrderView[]> {
    const now = await this.now(orders);
    return orders.map((placed) => orderView(placed, rejectedLines(placed, now), this.traceUrl(placed)));
  }

  /** The way on from a rejection: prices, stock and substitutes of this moment. */
  private async now(orders: readonly PlacedOrder[]): Promise<Now> {
    const at = this.clock.now();
    const rejected = orders.flatMap(({ order }) => order?.rejection?.lines.map(({ sku }) => sku) ?? []);
    const skus = await readSkus(this.dataSource, { skus: rejected }, at);
    const substitutes = skus.flatMap(({ substitute }) => substitute ?? []);
    const others = await readSkus(this.dataSource, { skus: substitutes }, at);
    return {
      skus: new Map([...others, ...skus].map((row) => [row.sku, row])),
      viewIn: (row, country) =>
        figureView(figureOf(row, { at, strategy: this.rules.strategy }), country, this.reference.rateOf),
    };
  }

  private traceUrl({ order }: PlacedOrder): string | null {
    const { TRACE_UI_URL: zipkin } = this.config.own;
    const traceId = order?.traceparent?.split('-')[1];
    return zipkin && traceId ? new URL(`/zipkin/traces/${traceId}`, zipkin).href : null;
  }
}

interface Now {
  skus: ReadonlyMap<string, Sku>;
  viewIn: (row: Sku, country: string) => FigureView;
}

function rejectedLines({ order, request }: PlacedOrder, { skus, viewIn }: Now): RejectedLineView[] {
  const lines = order?.rejection?.lines ?? [];
  return lines.map(({ line, sku, reason, available }) => {
    const row = skus.get(sku);
    const substitute = skus.get(row?.substitute ?? '');
    return {
      line,
      sku,
      reason,
      available,
      now: row ? viewIn(row, request.country) : null,
      substitute: substitute
        ? { sku: substitute.sku, model: substitute.model, name: textIn(substitute, request.language).name }
        : null,
    };
  });
}
