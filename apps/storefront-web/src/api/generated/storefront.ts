// Generated from the OpenAPI document of the storefront by `npm run generate`.

export interface paths {
  '/api/shop': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['ProductsController_shop'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/products': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['ProductsController_list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/products/{product}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['ProductsController_product'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/figures': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['ProductsController_figures'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/cart': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['CartController_get'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/cart/lines': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put: operations['CartController_put'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/cart/acknowledgement': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['CartController_acknowledge'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/orders': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['OrdersController_place'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/orders/{order}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['OrdersController_get'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/orders/lookup': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['OrdersController_lookUp'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/orders/{order}/cancellation': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['OrdersController_cancel'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/stream': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['LiveController_stream'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    CancellationRequest: {
      /** @default  */
      reason?: string;
    };
    Cart: {
      country: string;
      /** @description Region whose tax is in the amounts; null where it is that of the whole country. */
      region: string | null;
      shippingMethod: components['schemas']['ShippingMethod'];
      lines: components['schemas']['CartLine'][];
      /** @description Of all lines, each in its own unit of sale. */
      units: number;
      /** @description Null for an empty cart, and where the country, its tax or the way of shipping is not served. */
      quote: components['schemas']['Quote'] | null;
      /** @description Whether an order would be accepted, as far as the shop knows. */
      orderable: boolean;
    };
    CartChange:
      | {
          /** @enum {string} */
          kind: 'price-rose' | 'price-fell';
          /** @description Decimal number. */
          from: string;
          /** @description Decimal number. */
          to: string;
          saleEnded: boolean;
        }
      | {
          /** @constant */
          kind: 'no-price';
        }
      | {
          /** @constant */
          kind: 'fewer';
          /** @description Base units. */
          wanted: number;
          /** @description Base units. */
          available: number;
          /** @description Day of the next delivery. */
          expectedOn: string | null;
          /** @description Whether the missing units can follow later. */
          waits: boolean;
        }
      | {
          /** @constant */
          kind: 'sold-out';
          /** @description Day of the next delivery. */
          expectedOn: string | null;
          /** @description Whether the missing units can follow later. */
          waits: boolean;
        }
      | {
          /** @constant */
          kind: 'back-in-stock';
        }
      | {
          /** @constant */
          kind: 'not-sold-so';
        }
      | {
          /** @constant */
          kind: 'gone';
        };
    CartLine: {
      sku: string;
      /** @description Null when the product is gone. */
      model: string | null;
      name: string;
      family: string | null;
      familyName: string | null;
      color: string | null;
      size: string | null;
      /** @description UN/ECE code of the unit of sale. */
      unit: string;
      /** @description Of the unit. */
      quantity: number;
      /** @description Base units that it comes to; null when it is not sold in this unit and number any more. */
      baseQuantity: number | null;
      /** @description How many of the unit can be sent at once. */
      available: number;
      /** @description How many of the unit can be ordered: those, and what may follow later. */
      most: number;
      /** @description Quantities are multiples of it. */
      step: number;
      /** @description What one kit is put together of; empty for everything else. */
      components: components['schemas']['Component'][];
      price: components['schemas']['Price'] | null;
      /** @description Of the whole line, as it is in the total; null without price. */
      gross: string | null;
      stock: components['schemas']['Stock'] | null;
      changes: components['schemas']['CartChange'][];
      orderable: boolean;
      /** @description Base units that have to wait for a delivery. */
      waiting: number;
      /** @description Day on which those are expected; null when none is known. */
      expectedOn: string | null;
      substitute: string | null;
    };
    CartLineRequest: {
      sku: string;
      quantity: number;
      unit?: string;
      /** @description `version` of the price that was shown, as it was given; the price in force when left out. A price that has ended is honoured for a while, and one that was never given out is not. */
      priceVersion?: string;
    };
    Component: {
      sku: string;
      /** @description The SKU where it has no name. */
      name: string;
      /** @description Of its page; null when it is no product of the shop. */
      model: string | null;
      /** @description Units of it in one kit. */
      quantity: number;
    };
    Country: {
      country: string;
      /** @description Decimal number. */
      taxRate: string;
      /** @description How postal codes are written; null where any is taken. */
      postalCode: components['schemas']['PostalCodeRule'] | null;
      /** @description Parts of it in which other taxes hold; empty for most countries. */
      regions: components['schemas']['Region'][];
      shipping: components['schemas']['ShippingOption'][];
    };
    DataAge: {
      /**
       * Format: date-time
       * @description The last instant whose changes are all in.
       */
      asOf: string;
      late: boolean;
    };
    DataAges: {
      /** @description Null while nothing is known of its flow. */
      stock: components['schemas']['DataAge'] | null;
      /** @description Null while nothing is known of its flow. */
      prices: components['schemas']['DataAge'] | null;
    };
    Delivery: {
      /** Format: date */
      expectedOn: string;
      /** @description Units that nobody waits for yet. */
      quantity: number;
    };
    FieldError: {
      /** @description Path of the field, such as `lines[0].quantity`. */
      field: string;
      message: string;
      /**
       * @description The part of the request.
       * @enum {string}
       */
      in?: 'body' | 'query' | 'path' | 'header';
    };
    /** @description What a field of an order may hold. */
    FieldLimit: {
      /** @description Field of the order or its recipient, for example `recipient.name`. */
      field: string;
      /** @description Characters at most, null when there is no limit. */
      maxLength: number | null;
      /** @description The characters it can hold, as the inside of a regular expression’s character class; null when any. */
      alphabet: string | null;
    };
    FoundOrder: {
      order: string;
      token: string;
    };
    Offer: {
      sku: string;
      /** Format: date-time */
      at: string;
      epoch: number;
      /** @description Grows with every change, within an epoch. */
      version: number;
      /** @description For the unit that is offered first; null when there is none. */
      price: components['schemas']['Price'] | null;
      /** @description The unit that is offered first; left out where it is the base unit. */
      soldIn?: components['schemas']['UnitOfSale'];
      /** @description Other units that it is sold in; empty for nearly everything. */
      packs: components['schemas']['Pack'][];
      stock: components['schemas']['Stock'];
      /** @description W3C trace context of the push that brought it, when the change behind it is traced. */
      traceparent?: string;
    };
    OfferList: {
      figures: components['schemas']['Offer'][];
    };
    Order: {
      order: string;
      /** @description Grows with every change. */
      version: number;
      /** @description `placed` until it is decided. */
      state: string;
      decided: boolean;
      /** Format: date-time */
      placedAt: string;
      currency: string;
      country: string;
      region: string | null;
      /** @description Number of the buyer's own purchase order. */
      purchaseOrderNumber: string | null;
      lines: components['schemas']['OrderLine'][];
      shipping: {
        method: string | null;
        /** @description Decimal number. */
        net: string;
        /** @description Decimal number. */
        gross: string;
      };
      /** @description Decimal number. */
      net: string;
      /** @description Decimal number. */
      tax: string;
      /** @description Decimal number. */
      gross: string;
      /** @description What of it is taxed at which rate, as ordered. */
      taxes: components['schemas']['OrderTax'][];
      /** @description What is owed now where that is not the total: after cancellations and changes by the seller. */
      due: {
        /** @description Decimal number. */
        net: string;
        /** @description Decimal number. */
        tax: string;
        /** @description Decimal number. */
        gross: string;
      } | null;
      /** @description Where it goes to; null in the response to the request, and where it is not known any more. */
      recipient: components['schemas']['OrderAddress'] | null;
      /** @description Number in the seller's own system, null before it is known. */
      erpNumber: string | null;
      integration: string;
      /** @description Whether it could not be handed to the seller’s system as it is, so that a person looks at it. */
      attention: boolean;
      /** @description Where the seller delivers something else than was ordered, as it stands. */
      amendments: components['schemas']['OrderAmendment'][];
      rejection: components['schemas']['OrderRejection'] | null;
      /** @description Oldest first. */
      shipments: components['schemas']['OrderShipment'][];
      /** @description Oldest first. */
      invoices: components['schemas']['OrderInvoice'][];
      /** @description Oldest first. */
      steps: components['schemas']['OrderStep'][];
      cancellable: boolean;
      cancellationRequested: boolean;
      /**
       * @description What has come of the request: `partly` when the rest had left already.
       * @enum {string}
       */
      cancellation: 'none' | 'requested' | 'cancelled' | 'partly' | 'too-late';
      /** @description While a person of the seller has yet to confirm it: nothing is promised until then. Null otherwise. */
      review: components['schemas']['OrderReview'] | null;
      /** @description When it is cancelled unless something comes of it before; null for never. */
      heldUntil: string | null;
      /** @description Where the journey of the order can be seen, on a developer's machine. */
      traceUrl: string | null;
    };
    OrderAddress: {
      name: string;
      company: string | null;
      street: string;
      street2: string | null;
      postalCode: string;
      city: string;
      country: string;
      region: string | null;
    };
    /** @description A point in which the document of the back office parts from what was ordered. */
    OrderAmendment: {
      /** @description See OrderAmended; `billed` where invoices come to more than is due, net, or are in another currency. */
      kind: string;
      /** @description Line number, null for the whole order. */
      line: number | null;
      /** @description Line that it replaces, null when none. */
      replaces: number | null;
      /** @description As ordered; empty when nothing was. */
      was: string;
      /** @description As the document has it; empty when nothing is left. */
      is: string;
      /**
       * Format: date-time
       * @description When it was first seen, UTC.
       */
      at: string;
    };
    /** @description An invoice or a credit note. */
    OrderInvoice: {
      /** @description Invoice number. */
      number: string;
      /** @description `invoice` or `credit-note`, whose amounts are given back. */
      kind: string;
      /** @description ISO 4217 code of its amounts; empty in records from before 0.3: that of the order. */
      currency: string;
      /** @description Whether it spans other orders as well. */
      shared: boolean;
      /** @description Amount of the whole document with tax. */
      gross: string;
      /** @description What of it concerns this order, net of tax; null in records from before 0.2. */
      net: string | null;
      /**
       * Format: date-time
       * @description UTC.
       */
      at: string;
    };
    OrderLine: {
      line: number;
      sku: string;
      name: string;
      /** @description Of its page; null when the shop does not have it any more. */
      model: string | null;
      color: string | null;
      size: string | null;
      /** @description Whether the seller has added it: nothing of it was ordered here. */
      added: boolean;
      /** @description Line whose units it delivers in its stead or as a part; null when none. */
      replaces: number | null;
      /** @description What the seller delivers instead of its SKU; null while that is the SKU itself. */
      substitute: components['schemas']['OrderSubstitute'] | null;
      /** @description Base units ordered, as all quantities of the line; of a kit, kits; of an added line, as added. */
      quantity: number;
      /** @description Base units that the seller has for it now; null while that is not known. */
      documented: number | null;
      /** @description UN/ECE code of the unit in which it was ordered; empty for the base unit. */
      unit: string;
      /** @description How many of that unit. */
      unitQuantity: number;
      /** @description What one kit was sold as; empty for everything else. */
      components: components['schemas']['Component'][];
      /** @description Decimal number. */
      net: string;
      /** @description With its share of the order's tax; ordered lines and shipping add up to the order's total. */
      gross: string;
      /** @description Decimal number. */
      taxRate: string;
      reserved: number;
      backOrdered: number;
      expectedOn: string | null;
      shipped: number;
      cancelled: number;
      invoiced: number;
      /** @description Given back by credit notes; they stay invoiced. */
      credited: number;
    };
    OrderLineRequest: {
      sku: string;
      quantity: number;
      /** @description `version` of the price that was shown, as it was given; the price in force when left out. A price that has ended is honoured for a while, and one that was never given out is not. */
      priceVersion?: string;
      unit?: string;
    };
    OrderLookup: {
      order: string;
      email: string;
    };
    OrderRejection: {
      reason: string;
      lines: components['schemas']['RejectedLine'][];
    };
    OrderRequest: {
      country: string;
      /** @default en */
      language?: string;
      shippingMethod: components['schemas']['ShippingMethod'];
      /** @default false */
      acceptBackOrder?: boolean;
      lines: components['schemas']['OrderLineRequest'][];
      total?: string;
      recipient: components['schemas']['Recipient'];
      purchaseOrderNumber?: string | null;
      anyway?: boolean;
      region?: string;
      /** @constant */
      wholeCart?: true;
    };
    /** @description That a person of the seller decides whether the order is taken. */
    OrderReview: {
      /** @description Limit that it exceeds: `line-quantity`, `order-worth` or `open-worth`. Growing vocabulary. */
      reason: string;
      /**
       * Format: date-time
       * @description Since when it waits, UTC.
       */
      since: string;
    };
    /** @description Goods that left. */
    OrderShipment: {
      /** @description Shipment number. */
      number: string;
      /** @description Location code. */
      location: string;
      /**
       * Format: date-time
       * @description UTC.
       */
      at: string;
      /** @description Name of the carrier, null when not known. */
      carrier: string | null;
      /** @description Number by which the carrier finds it, null when there is none. */
      trackingNumber: string | null;
      /** @description Page of the carrier that shows where it is, null when not known. */
      trackingUrl: string | null;
      /** @description What it holds. */
      lines: components['schemas']['OrderShipmentLine'][];
    };
    /** @description Units, told apart by line and SKU: of a kit, its components. */
    OrderShipmentLine: {
      /** @description Line number. */
      line: number;
      /** @description SKU. */
      sku: string;
      /** @description Units. */
      quantity: number;
    };
    /** @description A step of the order. */
    OrderStep: {
      /** @description `received`, `confirmed`, `back-ordered`, `rejected`, `cancelled`, `handed-over`, `verified`, `shipped`, `shipment-corrected`, `invoiced`, `credited`, `invoice-corrected`, `amended`, `completed` or `reopened`. Growing vocabulary. */
      step: string;
      /**
       * Format: date-time
       * @description UTC.
       */
      at: string;
      /** @description A document number or a reason, null when there is none. */
      detail: string | null;
    };
    OrderSubstitute: {
      sku: string;
      name: string;
      /** @description Of its page; null when the shop does not have it. */
      model: string | null;
      color: string | null;
      size: string | null;
    };
    OrderTax: {
      /** @description Per cent. */
      rate: string;
      /** @description Decimal number. */
      net: string;
      /** @description Decimal number. */
      tax: string;
    };
    Pack: {
      /** @description UN/ECE code. */
      unit: string;
      /** @description Base units in one; a fraction where only several come to whole ones. */
      quantity: number;
      price: components['schemas']['Price'] | null;
    };
    PlacedOrder: {
      order: string;
      /** @description Grows with every change. */
      version: number;
      /** @description `placed` until it is decided. */
      state: string;
      decided: boolean;
      /** Format: date-time */
      placedAt: string;
      currency: string;
      country: string;
      region: string | null;
      /** @description Number of the buyer's own purchase order. */
      purchaseOrderNumber: string | null;
      lines: components['schemas']['OrderLine'][];
      shipping: {
        method: string | null;
        /** @description Decimal number. */
        net: string;
        /** @description Decimal number. */
        gross: string;
      };
      /** @description Decimal number. */
      net: string;
      /** @description Decimal number. */
      tax: string;
      /** @description Decimal number. */
      gross: string;
      /** @description What of it is taxed at which rate, as ordered. */
      taxes: components['schemas']['OrderTax'][];
      /** @description What is owed now where that is not the total: after cancellations and changes by the seller. */
      due: {
        /** @description Decimal number. */
        net: string;
        /** @description Decimal number. */
        tax: string;
        /** @description Decimal number. */
        gross: string;
      } | null;
      /** @description Where it goes to; null in the response to the request, and where it is not known any more. */
      recipient: components['schemas']['OrderAddress'] | null;
      /** @description Number in the seller's own system, null before it is known. */
      erpNumber: string | null;
      integration: string;
      /** @description Whether it could not be handed to the seller’s system as it is, so that a person looks at it. */
      attention: boolean;
      /** @description Where the seller delivers something else than was ordered, as it stands. */
      amendments: components['schemas']['OrderAmendment'][];
      rejection: components['schemas']['OrderRejection'] | null;
      /** @description Oldest first. */
      shipments: components['schemas']['OrderShipment'][];
      /** @description Oldest first. */
      invoices: components['schemas']['OrderInvoice'][];
      /** @description Oldest first. */
      steps: components['schemas']['OrderStep'][];
      cancellable: boolean;
      cancellationRequested: boolean;
      /**
       * @description What has come of the request: `partly` when the rest had left already.
       * @enum {string}
       */
      cancellation: 'none' | 'requested' | 'cancelled' | 'partly' | 'too-late';
      /** @description While a person of the seller has yet to confirm it: nothing is promised until then. Null otherwise. */
      review: components['schemas']['OrderReview'] | null;
      /** @description When it is cancelled unless something comes of it before; null for never. */
      heldUntil: string | null;
      /** @description Where the journey of the order can be seen, on a developer's machine. */
      traceUrl: string | null;
      token: string;
    };
    PostalCodeRule: {
      /** @description Regular expression of a code in capital letters, without spaces around it. */
      pattern: string;
      example: string;
    };
    Price: {
      /** @description Of `perQuantity` of the unit, with tax when `taxIncluded`. */
      amount: string;
      /** @description How many of the unit the amounts are for; one of nearly everything. */
      perQuantity: number;
      /** @description Unit that is priced, UN/ECE code. */
      unit: string;
      /** @description Whether tax is in the amounts; false where no rate of the country is known. */
      taxIncluded: boolean;
      taxRate: string | null;
      currency: string;
      /** @description What an order should name for this price, as it is: it proves that the price was shown, for which reason it is honoured for a while after its end. */
      version: string;
      /** @description Code of the price list it comes from. */
      list: string;
      /**
       * @description What made it win.
       * @enum {string}
       */
      because: 'contract' | 'customer-list' | 'group' | 'sale' | 'list';
      /** @description The regular price beside a lower sale price, taxed likewise; null otherwise. */
      regular: string | null;
      saleEndsAt: string | null;
      /** @description The price version that would hold if this one were not there; it is no proof that its price was shown. */
      runnerUp: string | null;
    };
    PriceConflict: {
      /** @description `about:blank`, or `urn:throughline:problem:<name>` of one that callers can act on. */
      type: string;
      title: string;
      status: number;
      detail?: string;
      /** @description The trace under which the request can be found. */
      traceId?: string;
      /** @description The fields that do not fit. */
      errors?: components['schemas']['FieldError'][];
      /** @description The total that was shown. */
      shown?: string;
      /** @description The total as it is. */
      total?: string;
      /** @description Of the line whose price is another. */
      sku?: string;
      /** @description The price of the SKU as it is. */
      price?: {
        version: string;
        /** @description Of `perQuantity` of the unit. */
        amount: string;
        perQuantity: number;
        unit: string;
        taxIncluded: boolean;
      };
      /** @description Number of the order that was placed a moment ago, of the same lines from the same cart. */
      order?: string;
      /**
       * Format: date-time
       * @description When it was placed.
       */
      placedAt?: string;
    };
    Problem: {
      /** @description `about:blank`, or `urn:throughline:problem:<name>` of one that callers can act on. */
      type: string;
      title: string;
      status: number;
      detail?: string;
      /** @description The trace under which the request can be found. */
      traceId?: string;
      /** @description The fields that do not fit. */
      errors?: components['schemas']['FieldError'][];
    };
    Product: {
      model: string;
      name: string;
      description: string;
      family: string;
      familyName: string;
      category: string | null;
      skus: components['schemas']['Sku'][];
      /** @description What is offered in place of a SKU that is discontinued. */
      substitute: components['schemas']['Substitute'] | null;
    };
    ProductFamily: {
      family: string;
      familyName: string;
      category: string | null;
      products: number;
      /** @description There may be more products than counted: a search was cut short. */
      more: boolean;
    };
    ProductList: {
      products: components['schemas']['ProductSummary'][];
      /** @description `after` of the next page. */
      next: string | null;
      /** @description On the first page. */
      families?: components['schemas']['ProductFamily'][];
    };
    ProductSummary: {
      model: string;
      name: string;
      family: string;
      familyName: string;
      category: string | null;
      colors: string[];
      sizes: string[];
      skus: string[];
      /** @description The lowest price of its SKUs. */
      from: components['schemas']['Price'] | null;
      /** @description The SKU that has this price, which the page is to open at. */
      fromSku: string | null;
      /** @description Whether its SKUs cost different amounts. */
      priceVaries: boolean;
      /** @description The best that one of its SKUs offers. */
      stock: components['schemas']['StockState'];
      available: number;
    };
    Quote: {
      currency: string;
      /** @description Of each line in the order given: net, and its share of the total with tax. */
      lines: {
        /** @description Decimal number. */
        net: string;
        /** @description Decimal number. */
        gross: string;
      }[];
      shipping: {
        /** @description Decimal number. */
        net: string;
        /** @description Decimal number. */
        gross: string;
      };
      taxGroups: components['schemas']['TaxGroup'][];
      /** @description Decimal number. */
      net: string;
      /** @description Decimal number. */
      tax: string;
      /** @description What the shopper owes; equals net and tax, and the sum of lines and shipping with tax. */
      gross: string;
    };
    Recipient: {
      name: string;
      company?: string | null;
      street: string;
      /** @description Second line of the address. */
      street2?: string | null;
      postalCode: string;
      city: string;
      email: string;
      phone?: string | null;
    };
    Region: {
      code: string;
      name: string;
      shipping: components['schemas']['ShippingOption'][];
    };
    RejectedLine: {
      line: number;
      sku: string;
      reason: string;
      /** @description Units that could be promised; null when stock is not the reason. */
      available: number | null;
      /** @description Price and stock as they are now; null when the product is gone. */
      now: components['schemas']['Offer'] | null;
      substitute: components['schemas']['Substitute'] | null;
    };
    /** @enum {string} */
    ShippingMethod: 'standard' | 'express';
    ShippingOption: {
      method: components['schemas']['ShippingMethod'];
      /** @description Decimal number. */
      net: string;
      /** @description Decimal number. */
      gross: string;
    };
    Shop: {
      currency: string;
      countries: components['schemas']['Country'][];
      /** @description What the back office can hold of an order: more is refused, and never cut. */
      limits: components['schemas']['FieldLimit'][];
      ages: components['schemas']['DataAges'];
    };
    Sku: {
      sku: string;
      /** Format: date-time */
      at: string;
      epoch: number;
      /** @description Grows with every change, within an epoch. */
      version: number;
      /** @description For the unit that is offered first; null when there is none. */
      price: components['schemas']['Price'] | null;
      /** @description The unit that is offered first; left out where it is the base unit. */
      soldIn?: components['schemas']['UnitOfSale'];
      /** @description Other units that it is sold in; empty for nearly everything. */
      packs: components['schemas']['Pack'][];
      stock: components['schemas']['Stock'];
      /** @description W3C trace context of the push that brought it, when the change behind it is traced. */
      traceparent?: string;
      /** @description English word in lower case, null when none. */
      color: string | null;
      /** @description Size as printed, null when none. */
      size: string | null;
      /** @description Base unit, in which quantities are counted: UN/ECE recommendation 20 code. */
      unit: string;
      /** @description On the label of one base unit; null when there is none. */
      gtin: string | null;
      discontinued: boolean;
      /** @description What one kit is put together of; empty for all else. */
      components: components['schemas']['Component'][];
    };
    Stock: {
      state: components['schemas']['StockState'];
      /** @description Units that can be ordered and sent at once. */
      available: number;
      /** @description Units that can be ordered beyond these, to be sent later. */
      backOrderable: number;
      /** @description Day of the next delivery of which any unit is free, null when none is known. */
      expectedOn: string | null;
      /** @description Deliveries to come, earliest first: what is asked beyond `available` comes with those that cover it. */
      incoming: components['schemas']['Delivery'][];
      /** @description Where the available units are; adds up to `available`. */
      locations: components['schemas']['StockLocation'][];
      /** @description Whether a part of it rests on time and not on what the back office confirmed. */
      estimated: boolean;
      /** @description When the newest figure in it was stated. */
      asOf: string | null;
    };
    StockLocation: {
      location: string;
      name: string;
      city: string | null;
      kind: string;
      available: number;
    };
    /** @enum {string} */
    StockState: 'in-stock' | 'back-order' | 'out-of-stock' | 'discontinued' | 'unknown';
    StreamFrame: {
      /** Format: date-time */
      at: string;
      figures: components['schemas']['Offer'][];
      order?: components['schemas']['Order'];
      ages?: components['schemas']['DataAges'];
    };
    Substitute: {
      sku: string;
      model: string;
      name: string;
    };
    TaxGroup: {
      category: string;
      /** @description Decimal number. */
      rate: string;
      /** @description Decimal number. */
      net: string;
      /** @description Decimal number. */
      tax: string;
    };
    UnitOfSale: {
      /** @description UN/ECE code. */
      unit: string;
      /** @description Base units in one; a fraction where only several come to whole ones. */
      quantity: number;
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type CancellationRequest = components['schemas']['CancellationRequest'];
export type Cart = components['schemas']['Cart'];
export type CartChange = components['schemas']['CartChange'];
export type CartLine = components['schemas']['CartLine'];
export type CartLineRequest = components['schemas']['CartLineRequest'];
export type Component = components['schemas']['Component'];
export type Country = components['schemas']['Country'];
export type DataAge = components['schemas']['DataAge'];
export type DataAges = components['schemas']['DataAges'];
export type Delivery = components['schemas']['Delivery'];
export type FieldError = components['schemas']['FieldError'];
export type FieldLimit = components['schemas']['FieldLimit'];
export type FoundOrder = components['schemas']['FoundOrder'];
export type Offer = components['schemas']['Offer'];
export type OfferList = components['schemas']['OfferList'];
export type Order = components['schemas']['Order'];
export type OrderAddress = components['schemas']['OrderAddress'];
export type OrderAmendment = components['schemas']['OrderAmendment'];
export type OrderInvoice = components['schemas']['OrderInvoice'];
export type OrderLine = components['schemas']['OrderLine'];
export type OrderLineRequest = components['schemas']['OrderLineRequest'];
export type OrderLookup = components['schemas']['OrderLookup'];
export type OrderRejection = components['schemas']['OrderRejection'];
export type OrderRequest = components['schemas']['OrderRequest'];
export type OrderReview = components['schemas']['OrderReview'];
export type OrderShipment = components['schemas']['OrderShipment'];
export type OrderShipmentLine = components['schemas']['OrderShipmentLine'];
export type OrderStep = components['schemas']['OrderStep'];
export type OrderSubstitute = components['schemas']['OrderSubstitute'];
export type OrderTax = components['schemas']['OrderTax'];
export type Pack = components['schemas']['Pack'];
export type PlacedOrder = components['schemas']['PlacedOrder'];
export type PostalCodeRule = components['schemas']['PostalCodeRule'];
export type Price = components['schemas']['Price'];
export type PriceConflict = components['schemas']['PriceConflict'];
export type Problem = components['schemas']['Problem'];
export type Product = components['schemas']['Product'];
export type ProductFamily = components['schemas']['ProductFamily'];
export type ProductList = components['schemas']['ProductList'];
export type ProductSummary = components['schemas']['ProductSummary'];
export type Quote = components['schemas']['Quote'];
export type Recipient = components['schemas']['Recipient'];
export type Region = components['schemas']['Region'];
export type RejectedLine = components['schemas']['RejectedLine'];
export type ShippingMethod = components['schemas']['ShippingMethod'];
export type ShippingOption = components['schemas']['ShippingOption'];
export type Shop = components['schemas']['Shop'];
export type Sku = components['schemas']['Sku'];
export type Stock = components['schemas']['Stock'];
export type StockLocation = components['schemas']['StockLocation'];
export type StockState = components['schemas']['StockState'];
export type StreamFrame = components['schemas']['StreamFrame'];
export type Substitute = components['schemas']['Substitute'];
export type TaxGroup = components['schemas']['TaxGroup'];
export type UnitOfSale = components['schemas']['UnitOfSale'];
export type $defs = Record<string, never>;
export interface operations {
  ProductsController_shop: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Shop'];
        };
      };
      /** @description What is wrong, and with which field */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  ProductsController_list: {
    parameters: {
      query?: {
        country?: string;
        language?: string;
        family?: string;
        search?: string;
        after?: string;
        limit?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ProductList'];
        };
      };
      /** @description What is wrong, and with which field */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  ProductsController_product: {
    parameters: {
      query?: {
        country?: string;
        language?: string;
      };
      header?: never;
      path: {
        product: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Product'];
        };
      };
      /** @description What is wrong, and with which field */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  ProductsController_figures: {
    parameters: {
      query?: {
        country?: string;
        /** @description A SKU, whatever it holds; to be repeated, `sku=A,1&sku=B`. */
        sku?: string[];
        /** @description SKUs separated by commas, for those that hold none: `skus=A,B`. `sku` takes all. */
        skus?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OfferList'];
        };
      };
      /** @description What is wrong, and with which field */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  CartController_get: {
    parameters: {
      query?: {
        country?: string;
        language?: string;
        region?: string;
        shipping?: components['schemas']['ShippingMethod'];
      };
      header?: {
        /** @description Token of the cart; browsers send their cookie instead. */
        'X-Cart-Token'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Cart'];
        };
      };
      /** @description What is wrong, and with which field */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  CartController_put: {
    parameters: {
      query?: {
        country?: string;
        language?: string;
        region?: string;
        shipping?: components['schemas']['ShippingMethod'];
      };
      header?: {
        /** @description Token of the cart; browsers send their cookie instead. */
        'X-Cart-Token'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CartLineRequest'];
      };
    };
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Cart'];
        };
      };
      /** @description Conflict */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['PriceConflict'];
        };
      };
      /** @description What is wrong, and with which field */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  CartController_acknowledge: {
    parameters: {
      query?: {
        country?: string;
        language?: string;
        region?: string;
        shipping?: components['schemas']['ShippingMethod'];
      };
      header?: {
        /** @description Token of the cart; browsers send their cookie instead. */
        'X-Cart-Token'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Cart'];
        };
      };
      /** @description What is wrong, and with which field */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  OrdersController_place: {
    parameters: {
      query?: never;
      header: {
        /** @description The cart to be emptied; browsers send their cookie. */
        'X-Cart-Token'?: string;
        /** @description 16 to 128 printable characters, new for each order; the same again gives the same answer. */
        'Idempotency-Key': string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['OrderRequest'];
      };
    };
    responses: {
      /** @description Created */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PlacedOrder'];
        };
      };
      /** @description Accepted */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PlacedOrder'];
        };
      };
      /** @description Conflict */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['PriceConflict'];
        };
      };
      /** @description What is wrong, and with which field */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  OrdersController_get: {
    parameters: {
      query?: never;
      header?: {
        /** @description Token of the order; browsers send their cookie instead. */
        'X-Order-Token'?: string;
      };
      path: {
        order: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Order'];
        };
      };
      /** @description What is wrong, and with which field */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  OrdersController_lookUp: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['OrderLookup'];
      };
    };
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['FoundOrder'];
        };
      };
      /** @description What is wrong, and with which field */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  OrdersController_cancel: {
    parameters: {
      query?: never;
      header?: {
        /** @description Token of the order; browsers send their cookie instead. */
        'X-Order-Token'?: string;
      };
      path: {
        order: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CancellationRequest'];
      };
    };
    responses: {
      /** @description Accepted */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Order'];
        };
      };
      /** @description What is wrong, and with which field */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  LiveController_stream: {
    parameters: {
      query?: {
        country?: string;
        /** @description A SKU, whatever it holds; to be repeated, `sku=A,1&sku=B`. */
        sku?: string[];
        /** @description SKUs separated by commas, for those that hold none: `skus=A,B`. `sku` takes all. */
        skus?: string;
        order?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/event-stream': components['schemas']['StreamFrame'];
        };
      };
      /** @description What is wrong, and with which field */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
}
