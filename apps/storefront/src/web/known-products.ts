/** Tells the pages' addresses of products from those at which there is nothing. */
export abstract class KnownProducts {
  /** Whether the shop has such a product now. @param name model or SKU */
  abstract isKnown(name: string): Promise<boolean>;
}
