import type { NewOrder } from './orders.ts';

/** An order of ours that was handed over to the source, and its document there. */
export interface HandedOverOrder {
  order: string;
  /** Number of its document, null while that is not known. */
  erpNumber: string | null;
  /** Whether a document that we made and that carries our number is its own, as long as it has none. */
  awaitsDocument: boolean;
  /** Whether its document was seen to be gone: what has that number now need not be it. */
  isGone: boolean;
  /** Null when it is not known any more. */
  recipient: NewOrder['recipient'] | null;
}

/** What our stock still promises of a SKU for a line of an order. */
export interface OrderClaim {
  order: string;
  /** Number of its document, null while that is not known: it is then the one that we made with our number. */
  erpNumber: string | null;
  /** Line number; of a component, that of its kit. */
  line: number;
  sku: string;
  /** Units ordered less those given up and those that the back office was told to cancel; left or not. */
  units: number;
  /** Of these, units of which stock statements have said that they left, by location. */
  left: Readonly<Record<string, number>>;
}

/** What a connector may ask about the orders that its source was given. Each is one query. */
export interface HandedOverOrders {
  /**
   * Orders whose documents have one of the numbers, or whose own number is one of the references. A clerk may edit a
   * reference, and others give numbers of their own: what is bound to a number is ours, whatever it refers to.
   */
  documents(numbers: readonly string[], references: readonly string[]): Promise<HandedOverOrder[]>;
  /** Claims that are open on items. To be asked for after the snapshot was taken. */
  claims(items: readonly { sku: string; sourceKey: string }[]): Promise<OrderClaim[]>;
  /** The SKUs that people have given items, by source key; all others go by what their own keys come to. */
  boundSkus(sourceKeys: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** Which order a document belongs to, if it is ours. */
export interface DocumentOrigin {
  /** The order whose document it is. */
  own: HandedOverOrder | null;
  /** Order of ours whose number it carries although it is not its document. */
  namesOrder: string | null;
}

/**
 * A number that was deleted may be given to somebody else's document: what is found under it is ours again when we made
 * it and it names no other order.
 * @returns what finds the origin of a document by its number, its reference, and whether we made it
 */
export function documentOrigins(
  orders: readonly HandedOverOrder[],
): (number: string, reference: string | null, madeByUs: boolean) => DocumentOrigin {
  const byNumber = new Map(
    orders.flatMap((each) => (each.erpNumber === null ? [] : [[each.erpNumber, each]])),
  );
  const byOrder = new Map(orders.map((each) => [each.order, each]));
  return (number, reference, madeByUs) => {
    const bound = byNumber.get(number);
    const named = reference === null ? undefined : byOrder.get(reference);
    if (bound !== undefined && (!bound.isGone || (madeByUs && (named ?? bound) === bound)))
      return { own: bound, namesOrder: null };
    if (named === undefined) return { own: null, namesOrder: null };
    if (madeByUs && named.erpNumber === null && named.awaitsDocument) return { own: named, namesOrder: null };
    return { own: null, namesOrder: named.order };
  };
}
