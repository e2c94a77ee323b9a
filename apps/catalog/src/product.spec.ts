import type { ErpItem } from '@throughline/events';
import { describe, expect, it } from 'vitest';
import {
  type Product,
  type ProductCommand,
  type ProductEvent,
  ProductRefusal,
  decide,
  evolve,
  publicationOf,
} from './product.ts';

const item: ErpItem = {
  source: 'demo',
  code: 'BK-M82S-38',
  abbreviation: 'MTN100 SLV 38',
  model: 'mountain-100',
  modelName: 'Mountain-100',
  family: 'MTB',
  familyName: 'Mountain bikes',
  category: 'Bikes',
  unit: 'C62',
  color: 'silver',
  size: '38',
  weightGrams: 9_230,
  taxCategory: 'standard',
  texts: [
    { language: 'en', name: 'Mountain-100', description: 'Light and stiff.' },
    { language: 'fr', name: 'Mountain-100', description: 'Léger et rigide.' },
  ],
  status: 'active',
  substitute: 'BK-M82S-42',
};
const ended = { ...item, status: 'ended' };

const listed: ProductEvent = { type: 'ProductListed', sku: item.code, source: 'demo' };
const activated: ProductEvent = { type: 'ProductActivated' };
const follow = (seen: ErpItem, gone = false): ProductCommand => ({ type: 'FollowItem', item: seen, gone });
const activate = (seen = item): ProductCommand => ({ type: 'Activate', item: seen, gone: false });

/** A product as the events left it; each that told the shop something counts as a publication. */
function after(events: ProductEvent[]): Product | null {
  return events.reduce<Product | null>((before, event) => {
    const product = evolve(before, event);
    const told = publicationOf(product, item) !== undefined;
    return told ? { ...product, version: product.version + 1 } : product;
  }, null);
}

const given = (...events: ProductEvent[]) => ({
  when: (command: ProductCommand) => ({
    then: (...expected: ProductEvent[]) => expect(decide(after(events), command)).toEqual(expected),
    thenRefused: (reason: ProductRefusal['reason']) =>
      expect(() => decide(after(events), command)).toThrow(expect.objectContaining({ reason })),
  }),
});

describe('an item of the back office', () => {
  it('waits for a person when it is new', () => given().when(follow(item)).then(listed));
  it('is nobody’s business when it has ended before anybody saw it', () =>
    given().when(follow(ended)).then());
  it('goes on waiting when it changes', () => given(listed).when(follow(item)).then());
  it('no longer waits when it ends', () =>
    given(listed).when(follow(ended)).then({ type: 'ProductWithdrawn' }));
  it('waits again when it comes back before it was ever sold', () =>
    given(listed, { type: 'ProductWithdrawn' }).when(follow(item)).then(listed));
  it('reaches the shop at once when it changes and is on sale', () =>
    given(listed, activated).when(follow(item)).then({ type: 'ItemChanged' }));
  it('is discontinued when it ends', () =>
    given(listed, activated).when(follow(ended)).then({ type: 'ProductDiscontinued' }));
  it('is discontinued when it is gone', () =>
    given(listed, activated).when(follow(item, true)).then({ type: 'ProductDiscontinued' }));
  it('is sold again when the back office takes its end back', () =>
    given(listed, activated, { type: 'ProductDiscontinued' }).when(follow(item)).then(activated));
  it('stays out of the shop when a person withdrew it', () =>
    given(listed, activated, { type: 'ProductWithdrawn' }).when(follow(item)).then());
  it('is refused when another back office has the SKU', () =>
    given(listed)
      .when(follow({ ...item, source: 'other' }))
      .thenRefused('foreign-source'));
  it('ends when its status is one we do not know', () =>
    given(listed, activated)
      .when(follow({ ...item, status: 'sleeping' }))
      .then({ type: 'ProductDiscontinued' }));
});

describe('activating', () => {
  it('puts a waiting product on sale', () => given(listed).when(activate()).then(activated));
  it('changes nothing the second time', () => given(listed, activated).when(activate()).then());
  it('brings a withdrawn product back', () =>
    given(listed, activated, { type: 'ProductWithdrawn' }).when(activate()).then(activated));
  it('is refused when the item has ended', () =>
    given(listed).when(activate(ended)).thenRefused('item-ended'));
  it('is refused for what is no product', () => given().when(activate()).thenRefused('unknown'));
});

describe('changing terms', () => {
  const change = (terms: Extract<ProductCommand, { type: 'ChangeTerms' }>['terms']): ProductCommand => ({
    type: 'ChangeTerms',
    terms,
  });
  const backOrder = { atZero: 'back-order', backOrderLimit: 20, substitute: null, texts: [] } as const;
  const changed = (terms: object): ProductEvent => ({
    type: 'TermsChanged',
    terms: { atZero: 'show', backOrderLimit: 0, substitute: null, texts: [], ...terms },
  });

  it('takes back-orders up to a limit', () =>
    given(listed)
      .when(change({ atZero: 'back-order', backOrderLimit: 20 }))
      .then(changed(backOrder)));
  it('refuses back-orders without a limit', () =>
    given(listed)
      .when(change({ atZero: 'back-order' }))
      .thenRefused('limit-missing'));
  it('forgets the limit with the policy', () =>
    given(listed, changed(backOrder))
      .when(change({ atZero: 'show' }))
      .then(changed({})));
  it('keeps what is not named', () =>
    given(listed, changed(backOrder))
      .when(change({ substitute: 'BK-X' }))
      .then(changed({ ...backOrder, substitute: 'BK-X' })));
  it('is nothing when nothing changes', () =>
    given(listed)
      .when(change({ atZero: 'show', texts: [] }))
      .then());
  it('refuses itself as its substitute', () =>
    given(listed)
      .when(change({ substitute: item.code }))
      .thenRefused('own-substitute'));
  it('is refused on a withdrawn product', () =>
    given(listed, { type: 'ProductWithdrawn' })
      .when(change({ substitute: 'BK-X' }))
      .thenRefused('withdrawn'));
});

describe('what the shop is told', () => {
  const told = (...events: ProductEvent[]) => {
    const product = after(events);
    return product && publicationOf(product, item);
  };

  it('is nothing while the product waits', () => expect(told(listed)).toBeUndefined());
  it('is a tombstone when a product that was on sale is withdrawn', () =>
    expect(told(listed, activated, { type: 'ProductWithdrawn' })).toBeNull());
  it('is nothing when a product that never was on sale is withdrawn', () =>
    expect(told(listed, { type: 'ProductWithdrawn' })).toBeUndefined());
  it('is the status of a discontinued product', () =>
    expect(told(listed, activated, { type: 'ProductDiscontinued' })).toMatchObject({
      status: 'discontinued',
    }));

  it('joins the facts of the item with the terms of the product', () => {
    const german = { language: 'de', name: 'Berg 100', description: 'Leicht und steif.' };
    const english = { language: 'en', name: 'Mountain 100', description: 'Ours.' };
    const terms = {
      atZero: 'back-order',
      backOrderLimit: 5,
      substitute: null,
      texts: [german, english],
    } as const;
    const event: ProductEvent = { type: 'TermsChanged', terms: { ...terms, texts: [...terms.texts] } };
    expect(told(listed, activated, event)).toEqual({
      sku: 'BK-M82S-38',
      source: 'demo',
      model: 'mountain-100',
      status: 'active',
      family: 'MTB',
      familyName: 'Mountain bikes',
      category: 'Bikes',
      unit: 'C62',
      taxCategory: 'standard',
      color: 'silver',
      size: '38',
      texts: [english, item.texts[1], german],
      atZero: 'back-order',
      backOrderLimit: 5,
      substitute: 'BK-M82S-42',
    });
  });
});
