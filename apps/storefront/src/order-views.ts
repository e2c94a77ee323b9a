import { Injectable } from '@nestjs/common';
import { Clock, ServiceConfig } from '@throughline/service';
import { DataSource } from 'typeorm';
import type { environment } from './environment.ts';
import { figureOf, figureView } from './figure.ts';
import type { PlacedOrder } from './order.tables.ts';
import { type OrderView, type RejectedLineView, orderView } from './order-view.ts';
import { textIn } from './product-view.ts';
import { ReferenceData } from './reference-data.ts';
import { SellerRules } from './seller-rules.ts';
import { readSkus } from './sku.query.ts';

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
    return orderView(placed, await this.rejectedLines(placed), this.traceUrl(placed));
  }

  /** The way on from a rejection, with the prices and stock of this moment. */
  private async rejectedLines({ order, request }: PlacedOrder): Promise<RejectedLineView[]> {
    const lines = order?.rejection?.lines ?? [];
    if (lines.length === 0) return [];
    const at = this.clock.now();
    const rows = await readSkus(this.dataSource, { skus: lines.map(({ sku }) => sku) }, at);
    const substitutes = await readSkus(
      this.dataSource,
      { skus: rows.flatMap(({ substitute }) => substitute ?? []) },
      at,
    );
    return lines.map(({ line, sku, reason, available }) => {
      const row = rows.find((one) => one.sku === sku);
      const substitute = substitutes.find((one) => one.sku === row?.substitute);
      return {
        line,
        sku,
        reason,
        available,
        now: row
          ? figureView(
              figureOf(row, { at, strategy: this.rules.strategy }),
              request.country,
              this.reference.rateOf,
            )
          : null,
        substitute: substitute
          ? { sku: substitute.sku, model: substitute.model, name: textIn(substitute, request.language).name }
          : null,
      };
    });
  }

  private traceUrl({ order }: PlacedOrder): string | null {
    const { TRACE_UI_URL: zipkin } = this.config.own;
    const traceId = order?.traceparent?.split('-')[1];
    return zipkin && traceId ? new URL(`/zipkin/traces/${traceId}`, zipkin).href : null;
  }
}
