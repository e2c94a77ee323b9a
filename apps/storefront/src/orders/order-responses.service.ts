import { Injectable } from '@nestjs/common';
import { Clock, type ResponseOf, ServiceConfig } from '@throughline/service';
import { DataSource } from 'typeorm';
import { textIn } from '../catalog/product-view.ts';
import type { environment } from '../environment.ts';
import { type OfferView, offerOf, offerView } from '../offers/offer.ts';
import { ReferenceData } from '../offers/reference-data.cache.ts';
import { SellerRules } from '../offers/seller-rules.service.ts';
import { ShopVersions } from '../offers/shown-versions.service.ts';
import { type Sku, readNames, readSkus } from '../offers/sku.queries.ts';
import { type OrderView, type RejectedLineView, orderView, responseOf } from './order.ts';
import type { placedOrder } from './order.response.schemas.ts';
import { type PlacedOrder, keepResponses, readOrders } from './order.tables.ts';
import { Batcher } from './request.batcher.ts';

/** An order with the secret that gives access to it. */
export type PlacedOrderResponse = ResponseOf<typeof placedOrder>;

/** Orders as their shoppers see them. */
@Injectable()
export class OrderResponses {
  readonly #batcher = new Batcher<string | PlacedOrder, PlacedOrderResponse>({
    work: (orders) => this.#respondAll(orders),
    size: 100,
    concurrency: 2,
    // An order that was accepted is always responded to; intake limits how many there are.
    queueLimit: Number.POSITIVE_INFINITY,
    intervalMs: 25,
  });

  constructor(
    private readonly dataSource: DataSource,
    private readonly reference: ReferenceData,
    private readonly rules: SellerRules,
    private readonly versions: ShopVersions,
    private readonly clock: Clock,
    private readonly config: ServiceConfig<typeof environment>,
  ) {}

  async view(placed: PlacedOrder): Promise<OrderView> {
    const [view] = await this.viewAll([placed]);
    return view as OrderView;
  }

  /** Views of orders, in the order given, with one read for all that were rejected, and one for the names of what is in them. */
  async viewAll(orders: readonly PlacedOrder[]): Promise<OrderView[]> {
    const now = await this.#now(orders);
    const named = orders.flatMap(({ order, request }) =>
      (order?.lines ?? request.lines).flatMap(({ sku, components = [], ...line }) => [
        sku,
        ...('substitute' in line && line.substitute ? [line.substitute.sku] : []),
        ...components.map((component) => component.sku),
      ]),
    );
    const names = await readNames(this.dataSource, named);
    return orders.map((placed) =>
      orderView(placed, rejectedLines(placed, now), this.#traceUrl(placed), names),
    );
  }

  /**
   * The response to the request that placed an order: once it is decided, the same for ever.
   * @param order as it was read when it was decided, or its number, to be read as it is now
   */
  respond(order: string | PlacedOrder): Promise<PlacedOrderResponse> {
    return this.#batcher.run(order);
  }

  async #respondAll(
    requested: readonly (string | PlacedOrder)[],
  ): Promise<PromiseSettledResult<PlacedOrderResponse>[]> {
    const known = requested.filter((order) => typeof order !== 'string');
    const unknown = requested.filter((order) => typeof order === 'string');
    const orders = new Map(
      [...(await readOrders(this.dataSource, unknown)), ...known].map((order) => [order.orderNumber, order]),
    );
    const views = await this.viewAll([...orders.values()]);
    const responses = new Map(
      // Where it goes to is not kept with the response, which nothing erases.
      views.map((view) => [
        view.order,
        { ...view, recipient: null, token: orders.get(view.order)?.token ?? '' },
      ]),
    );
    const decided = [...responses.values()].filter((response) => response.decided);
    const kept = await keepResponses(this.dataSource, decided);
    return requested.map((order): PromiseSettledResult<PlacedOrderResponse> => {
      const orderNumber = typeof order === 'string' ? order : order.orderNumber;
      const before = kept.get(orderNumber);
      const response = before ? responseOf<PlacedOrderResponse>(before) : responses.get(orderNumber);
      return response
        ? { status: 'fulfilled', value: response }
        : { status: 'rejected', reason: new Error(`Order ${orderNumber} is not there`) };
    });
  }

  /** What can be done about a rejection: prices, stock and substitutes of this moment. */
  async #now(orders: readonly PlacedOrder[]): Promise<Now> {
    const at = this.clock.now();
    const rejected = orders.flatMap(({ order }) => order?.rejection?.lines.map(({ sku }) => sku) ?? []);
    const skus = await readSkus(this.dataSource, { skus: rejected }, at);
    const substitutes = skus.flatMap(({ substitute }) => substitute ?? []);
    const others = await readSkus(this.dataSource, { skus: substitutes }, at);
    return {
      skus: new Map([...others, ...skus].map((row) => [row.sku, row])),
      viewIn: (row, country) =>
        offerView(offerOf(row, { at, strategy: this.rules.strategy }), country, {
          rateOf: this.reference.rateOf,
          idOf: this.versions.idOf,
        }),
    };
  }

  #traceUrl({ order }: PlacedOrder): string | null {
    const { TRACE_UI_URL: zipkin } = this.config.own;
    const traceId = order?.traceparent?.split('-')[1];
    return zipkin && traceId ? new URL(`/zipkin/traces/${traceId}`, zipkin).href : null;
  }
}

interface Now {
  skus: ReadonlyMap<string, Sku>;
  viewIn: (row: Sku, country: string) => OfferView;
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
