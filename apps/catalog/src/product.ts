import { isDeepStrictEqual } from 'node:util';
import type { ErpItem, Product as PublishedProduct, ProductText } from '@throughline/events';
import { type Offer, hasEnded, offerOf, statusOf, unsellable } from './item-offer.ts';
import { type Requirement, missingWords } from './readiness.ts';

/** `waiting` for a person; `active` on sale; `discontinued` sells down; `withdrawn` is out of the shop, at once. */
export type ProductStatus = 'waiting' | 'active' | 'discontinued' | 'withdrawn';

/** What shoppers see at zero stock: out of stock, or an offer to wait. */
export type AtZeroPolicy = 'show' | 'back-order';

/** What people decide about a product, beside what the back office knows of its item. */
export interface ProductTerms {
  /** Null: as the back office has it for the item. */
  atZero: AtZeroPolicy | null;
  /** Units that may be promised beyond stock; 0 unless the policy is `back-order`. */
  backOrderLimit: number;
  /** SKU to offer instead; null: the back office's own. */
  substitute: string | null;
  /** Texts that replace the back office's, language by language. */
  texts: ProductText[];
}

export interface Product extends ProductTerms {
  sku: string;
  source: string;
  status: ProductStatus;
  /** Whether it goes on sale by itself as soon as nothing is missing. */
  whenReady: boolean;
  /** Whether it is withdrawn because of the back office alone, and comes back with its item. */
  suspended: boolean;
  /** Version of the last publication, 0 before the first. */
  version: number;
}

export type ProductEvent =
  | { type: 'ProductListed'; sku: string; source: string }
  | { type: 'ProductActivated' }
  | { type: 'ActivationAwaited' }
  | { type: 'ItemChanged' }
  | { type: 'TermsChanged'; terms: ProductTerms }
  | { type: 'ProductDiscontinued' }
  | { type: 'ProductSuspended' }
  | { type: 'ProductWithdrawn' };

export type ProductCommand =
  | { type: 'ApplyItem'; item: ErpItem; gone: boolean }
  | { type: 'Activate'; item: ErpItem; gone: boolean; missing: readonly Requirement[]; whenReady: boolean }
  | { type: 'ChangeTerms'; terms: Partial<ProductTerms> }
  | { type: 'Withdraw' };

/** A rule of the catalog forbids it. */
export class ProductRefusal extends Error {
  override name = 'ProductRefusal';
  constructor(
    readonly reason:
      | 'item-ended'
      | 'not-sellable'
      | 'incomplete'
      | 'foreign-source'
      | 'limit-missing'
      | 'own-substitute'
      | 'withdrawn'
      | 'unknown',
    message: string,
    /** What is missing, when it is incomplete. */
    readonly missing: readonly Requirement[] = [],
  ) {
    super(message);
  }
}

/** The events that a command leads to; the product is null while the item has not become one. */
export function decide(product: Product | null, command: ProductCommand): ProductEvent[] {
  if (command.type === 'ApplyItem') return applyItem(product, command.item, offerOf(command));
  if (!product) throw new ProductRefusal('unknown', 'There is no such product');
  switch (command.type) {
    case 'Activate':
      requireOnOffer(command);
      return activate(product, command);
    case 'ChangeTerms':
      return changeTerms(product, command.terms);
    case 'Withdraw':
      return product.status === 'withdrawn' && !product.suspended ? [] : [{ type: 'ProductWithdrawn' }];
  }
}

/** Nothing goes on sale that nobody can order; who says so has it go on sale once it can be. */
function activate(
  { status, whenReady: awaited }: Product,
  { missing, whenReady, ...seen }: Extract<ProductCommand, { type: 'Activate' }>,
): ProductEvent[] {
  const offer = offerOf(seen);
  if (status === statusOf[offer]) return [];
  if (missing.length === 0) return [onSaleAs(offer)];
  if (!whenReady) throw new ProductRefusal('incomplete', missingWords(missing), missing);
  return awaited ? [] : [{ type: 'ActivationAwaited' }];
}

function requireOnOffer(seen: { item: ErpItem; gone: boolean }): void {
  if (hasEnded(seen)) throw new ProductRefusal('item-ended', 'The back office has ended the item');
  const reason = unsellable(seen.item);
  if (reason !== null) throw new ProductRefusal('not-sellable', reason);
}

function onSaleAs(offer: Offer): ProductEvent {
  return { type: offer === 'running-out' ? 'ProductDiscontinued' : 'ProductActivated' };
}

function applyItem(product: Product | null, item: ErpItem, offer: Offer): ProductEvent[] {
  if (product && product.source !== item.source) {
    throw new ProductRefusal('foreign-source', `${item.code} comes from ${product.source} already`);
  }
  const listed: ProductEvent = { type: 'ProductListed', sku: item.code, source: item.source };
  switch (product?.status) {
    case undefined:
      return offer === 'off' ? [] : [listed];
    case 'waiting':
      return offer === 'off' ? [{ type: 'ProductWithdrawn' }] : [];
    case 'active':
    case 'discontinued':
      if (offer === 'off') return [{ type: 'ProductSuspended' }];
      return [product.status === statusOf[offer] ? { type: 'ItemChanged' } : onSaleAs(offer)];
    case 'withdrawn':
      if (offer === 'off') return [];
      if (product.suspended) return [onSaleAs(offer)];
      return product.version === 0 ? [listed] : [];
  }
}

function changeTerms(product: Product, changes: Partial<ProductTerms>): ProductEvent[] {
  if (product.status === 'withdrawn' && !product.suspended)
    throw new ProductRefusal('withdrawn', 'The product is withdrawn');
  const { atZero, backOrderLimit, substitute, texts } = { ...product, ...changes };
  if (atZero === 'back-order' && backOrderLimit === 0) {
    throw new ProductRefusal('limit-missing', 'Back-orders need a limit of at least one unit');
  }
  if (substitute === product.sku) {
    throw new ProductRefusal('own-substitute', 'A product cannot take its own place');
  }
  const terms = { atZero, backOrderLimit: atZero === 'back-order' ? backOrderLimit : 0, substitute, texts };
  return isDeepStrictEqual(terms, termsOf(product)) ? [] : [{ type: 'TermsChanged', terms }];
}

function termsOf({ atZero, backOrderLimit, substitute, texts }: ProductTerms): ProductTerms {
  return { atZero, backOrderLimit, substitute, texts };
}

/** The product after an event. */
export function evolve(product: Product | null, event: ProductEvent): Product {
  if (event.type === 'ProductListed') {
    const { sku, source } = event;
    return product
      ? { ...product, status: 'waiting', suspended: false }
      : {
          sku,
          source,
          status: 'waiting',
          suspended: false,
          atZero: null,
          backOrderLimit: 0,
          substitute: null,
          texts: [],
          whenReady: false,
          version: 0,
        };
  }
  if (!product) throw new TypeError(`${event.type} of no product`);
  switch (event.type) {
    case 'ProductActivated':
      return { ...product, status: 'active', suspended: false, whenReady: false };
    case 'ActivationAwaited':
      return { ...product, whenReady: true };
    case 'ProductDiscontinued':
      return { ...product, status: 'discontinued', suspended: false, whenReady: false };
    case 'ProductSuspended':
      return { ...product, status: 'withdrawn', suspended: true, whenReady: false };
    case 'ProductWithdrawn':
      return { ...product, status: 'withdrawn', suspended: false, whenReady: false };
    case 'TermsChanged':
      return { ...product, ...event.terms };
    case 'ItemChanged':
      return product;
  }
}

/**
 * What the shop is told of a product: its state while it is on sale, null (a tombstone) when it was and no longer
 * is, undefined when it never was.
 */
export function publicationOf(product: Product, item: ErpItem): PublishedProduct | null | undefined {
  if (product.status === 'waiting' || product.status === 'withdrawn')
    return product.version > 0 ? null : undefined;
  const {
    code: _,
    abbreviation: _abbreviation,
    modelName: _modelName,
    weightGrams: _weight,
    backOrderLimit: _backOrderLimit,
    ...facts
  } = item;
  return {
    ...facts,
    sku: product.sku,
    source: product.source,
    model: item.model ?? product.sku,
    status: product.status,
    texts: mergedTexts(item.texts, product.texts),
    ...policyOf(product, item),
    substitute: product.substitute ?? item.substitute,
  };
}

/** What happens at zero stock: what a person has said, or else what the back office says. */
export function policyOf(
  { atZero, backOrderLimit }: Pick<ProductTerms, 'atZero' | 'backOrderLimit'>,
  item: Pick<ErpItem, 'backOrderLimit'>,
): { atZero: AtZeroPolicy; backOrderLimit: number } {
  if (atZero !== null) return { atZero, backOrderLimit };
  const limit = item.backOrderLimit ?? 0;
  return limit > 0 ? { atZero: 'back-order', backOrderLimit: limit } : { atZero: 'show', backOrderLimit: 0 };
}

/**
 * After a restore, the product as it was published; undefined when it was withdrawn before this database knew it. What
 * people wrote (texts, substitutes) cannot be told from the back office's there: the database keeps what it has. A policy
 * that is not the plain one counts as a person's.
 */
export function asPublished(
  known: Product | null,
  published: PublishedProduct | null,
  version: number,
): Product | undefined {
  if (!published)
    return known
      ? {
          ...known,
          status: 'withdrawn',
          whenReady: false,
          suspended: known.status === 'withdrawn' && known.suspended,
          version,
        }
      : undefined;
  const { sku, source, status, atZero, backOrderLimit } = published;
  const isSaid = atZero === 'back-order' || (known !== null && known.atZero !== null);
  return {
    sku,
    source,
    status: status as ProductStatus,
    suspended: false,
    atZero: isSaid ? (atZero as AtZeroPolicy) : null,
    backOrderLimit,
    substitute: known?.substitute ?? null,
    texts: known?.texts ?? [],
    whenReady: false,
    version,
  };
}

function mergedTexts(theirs: readonly ProductText[], ours: readonly ProductText[]): ProductText[] {
  const own = new Map(ours.map((text) => [text.language, text]));
  const kept = theirs.map((text) => own.get(text.language) ?? text);
  const languages = new Set(theirs.map((text) => text.language));
  return [...kept, ...ours.filter((text) => !languages.has(text.language))];
}
