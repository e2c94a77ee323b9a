import type { ErpItem } from '@throughline/events';
import { erpItem, product as onSale } from '@throughline/testing/builders';
import { describe, expect, it } from 'vitest';
import {
  type Product,
  type ProductCommand,
  type ProductEvent,
  ProductRefusal,
  asPublished,
  decide,
  evolve,
  publicationOf,
} from './product.ts';
import type { Requirement } from './readiness.ts';

const item = erpItem({
  code: 'BK-M82S-38',
  abbreviation: 'MTN100 SLV 38',
  model: 'mountain-100',
  modelName: 'Mountain-100',
  family: 'MTB',
  familyName: 'Mountain bikes',
  category: 'Bikes',
  color: 'silver',
  size: '38',
  weightGrams: 9_230,
  texts: [
    { language: 'en', name: 'Mountain-100', description: 'Light and stiff.' },
    { language: 'fr', name: 'Mountain-100', description: 'Léger et rigide.' },
  ],
  substitute: 'BK-M82S-42',
});
const ended = { ...item, status: 'ended' };
const runningOut = { ...item, status: 'running-out' };

const listed: ProductEvent = { type: 'ProductListed', sku: item.code, source: 'demo' };
const activated: ProductEvent = { type: 'ProductActivated' };
const discontinued: ProductEvent = { type: 'ProductDiscontinued' };
const suspended: ProductEvent = { type: 'ProductSuspended' };
const apply = (seen: ErpItem, gone = false): ProductCommand => ({ type: 'ApplyItem', item: seen, gone });
const activate = (seen = item): ProductCommand => ({
  ...{ type: 'Activate', item: seen, gone: false },
  ...{ missing: [], whenReady: false },
});
const incomplete = (whenReady: boolean, ...missing: Requirement[]): ProductCommand => ({
  ...{ type: 'Activate', item, gone: false, missing, whenReady },
});
const awaited: ProductEvent = { type: 'ActivationAwaited' };

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
    thenRefused: (reason: ProductRefusal['reason'], message: string, missing: Requirement[] = []) =>
      expect(() => decide(after(events), command)).toThrow(
        expect.objectContaining({ name: 'ProductRefusal', reason, message, missing }),
      ),
  }),
});

describe('an item of the back office', () => {
  it('waits for a person when it is new', () => given().when(apply(item)).then(listed));
  it('is nobody’s business when it has ended before anybody saw it', () => given().when(apply(ended)).then());
  it('goes on waiting when it changes', () => given(listed).when(apply(item)).then());
  it('no longer waits when it ends', () =>
    given(listed).when(apply(ended)).then({ type: 'ProductWithdrawn' }));
  it('waits again when it comes back before it was ever sold', () =>
    given(listed, { type: 'ProductWithdrawn' }).when(apply(item)).then(listed));
  it('reaches the shop at once when it changes and is on sale', () =>
    given(listed, activated).when(apply(item)).then({ type: 'ItemChanged' }));
  it('is off sale at once when it ends', () => given(listed, activated).when(apply(ended)).then(suspended));
  it('is off sale at once when it is gone: deleted, blocked, or not for the web', () =>
    given(listed, activated).when(apply(item, true)).then(suspended));
  it('is off sale at once when it was selling down', () =>
    given(listed, activated, discontinued).when(apply(runningOut, true)).then(suspended));
  it('sells down while it is running out', () => {
    given(listed, activated).when(apply(runningOut)).then(discontinued);
    given(listed, activated, discontinued).when(apply(runningOut)).then({ type: 'ItemChanged' });
  });
  it('waits for a person also when it is running out already', () => {
    given().when(apply(runningOut)).then(listed);
    given(listed).when(apply(runningOut)).then();
  });
  it('is sold again when the back office goes on with it', () =>
    given(listed, activated, discontinued).when(apply(item)).then(activated));
  it('comes back by itself when the back office lets it, for as long as it lasts', () => {
    given(listed, activated, suspended).when(apply(item)).then(activated);
    given(listed, activated, suspended).when(apply(runningOut)).then(discontinued);
    given(listed, activated, suspended, activated).when(apply(item)).then({ type: 'ItemChanged' });
  });
  it('stays off sale while it is', () => given(listed, activated, suspended).when(apply(ended)).then());
  it('does not come back when a person withdrew it, before or since', () => {
    given(listed, activated, { type: 'ProductWithdrawn' }).when(apply(ended)).then();
    given(listed, activated, suspended, { type: 'ProductWithdrawn' }).when(apply(item)).then();
  });
  it('stays out of the shop when a person withdrew it', () =>
    given(listed, activated, { type: 'ProductWithdrawn' }).when(apply(item)).then());
  it('is refused when another back office has the SKU', () =>
    given(listed)
      .when(apply({ ...item, source: 'other' }))
      .thenRefused('foreign-source', 'BK-M82S-38 comes from demo already'));
  it('ends when its status is one we do not know', () =>
    given(listed, activated)
      .when(apply({ ...item, status: 'sleeping' }))
      .then(suspended));
});

describe('an item that the shop cannot sell', () => {
  const kit = { ...item, kind: 'kit', components: [{ sku: 'BK-FRAME', quantity: 1 }] };
  const unsellable: [string, Partial<ErpItem>][] = [
    ['kind: the shop does not sell what is service', { kind: 'service' }],
    ['kind: the shop does not sell what is subscription', { kind: 'subscription' }],
    ['quantityScale: the shop sells whole units, not 3 places', { quantityScale: 3 }],
    ['quantityScale: the shop sells whole units, not -1 places', { quantityScale: -1 }],
    ['quantityScale: the shop sells whole units, not 2 places', { ...kit, quantityScale: 2 }],
    ['components: a kit needs at least one', { kind: 'kit', components: [] }],
  ];

  it.each(unsellable)('is not put on sale: %s', (reason, of) =>
    given(listed)
      .when(activate({ ...item, ...of }))
      .thenRefused('not-sellable', reason),
  );
  it.each(unsellable)('is as if it had ended: %s', (_, of) => {
    const seen = { ...item, ...of };
    given().when(apply(seen)).then();
    given(listed).when(apply(seen)).then({ type: 'ProductWithdrawn' });
    given(listed, activated).when(apply(seen)).then(suspended);
    given(listed, activated, discontinued).when(apply(seen)).then(suspended);
  });
  it('is said to have ended when it has', () =>
    given(listed)
      .when(activate({ ...ended, kind: 'service' }))
      .thenRefused('item-ended', 'The back office has ended the item'));
  it('is sold again when it can be', () =>
    given(listed, activated, suspended).when(apply(kit)).then(activated));
  it('is no kit with components', () => {
    given().when(apply(kit)).then(listed);
    given(listed).when(activate(kit)).then(activated);
  });
});

describe('activating', () => {
  it('puts a waiting product on sale', () => given(listed).when(activate()).then(activated));
  it('changes nothing the second time', () => given(listed, activated).when(activate()).then());
  it('brings a withdrawn product back', () =>
    given(listed, activated, { type: 'ProductWithdrawn' }).when(activate()).then(activated));
  it('of what is running out has it sell down', () => {
    given(listed).when(activate(runningOut)).then(discontinued);
    given(listed, discontinued).when(activate(runningOut)).then();
  });
  it('is refused when the item has ended', () =>
    given(listed).when(activate(ended)).thenRefused('item-ended', 'The back office has ended the item'));
  it('is refused when the item is gone', () =>
    given(listed)
      .when({ type: 'Activate', item, gone: true, missing: [], whenReady: true })
      .thenRefused('item-ended', 'The back office has ended the item'));
  it('is refused for what is no product', () =>
    given().when(activate()).thenRefused('unknown', 'There is no such product'));
  it('is refused while something is missing, which the refusal names', () => {
    given(listed)
      .when(incomplete(false, 'price', 'tax'))
      .thenRefused(
        'incomplete',
        'price: none for everybody is in force; tax: no rate of its tax class is in force',
        ['price', 'tax'],
      );
  });
  it('waits for what is missing when that was said, once', () => {
    given(listed).when(incomplete(true, 'price')).then(awaited);
    given(listed, awaited).when(incomplete(true, 'price')).then();
  });
  it('is refused likewise while it waits, unless that is said again', () =>
    given(listed, awaited)
      .when(incomplete(false, 'price'))
      .thenRefused('incomplete', 'price: none for everybody is in force', ['price']));
  it('puts on sale what waited for it once nothing is missing', () =>
    given(listed, awaited).when(incomplete(true)).then(activated));
  it('lets what is on sale already be as it is, whatever it lacks now', () =>
    given(listed, activated).when(incomplete(false, 'price')).then());
});

describe('withdrawing', () => {
  const withdraw: ProductCommand = { type: 'Withdraw' };
  const withdrawn: ProductEvent = { type: 'ProductWithdrawn' };

  it('takes a product out of the shop', () => given(listed, activated).when(withdraw).then(withdrawn));
  it('takes a discontinued product out too', () =>
    given(listed, activated, { type: 'ProductDiscontinued' }).when(withdraw).then(withdrawn));
  it('takes a product out that is off sale already, so that it stays so', () =>
    given(listed, activated, suspended).when(withdraw).then(withdrawn));
  it('lets a product wait no longer', () => given(listed).when(withdraw).then(withdrawn));
  it('changes nothing the second time', () => given(listed, activated, withdrawn).when(withdraw).then());
  it('is refused for what is no product', () =>
    given().when(withdraw).thenRefused('unknown', 'There is no such product'));
});

describe('changing terms', () => {
  const change = (terms: Extract<ProductCommand, { type: 'ChangeTerms' }>['terms']): ProductCommand => ({
    type: 'ChangeTerms',
    terms,
  });
  const backOrder = { atZero: 'back-order', backOrderLimit: 20, substitute: null, texts: [] } as const;
  const changed = (terms: object): ProductEvent => ({
    type: 'TermsChanged',
    terms: { atZero: null, backOrderLimit: 0, substitute: null, texts: [], ...terms },
  });

  it('takes back-orders up to a limit', () =>
    given(listed)
      .when(change({ atZero: 'back-order', backOrderLimit: 20 }))
      .then(changed(backOrder)));
  it('refuses back-orders without a limit', () =>
    given(listed)
      .when(change({ atZero: 'back-order' }))
      .thenRefused('limit-missing', 'Back-orders need a limit of at least one unit'));
  it('takes back-orders of a single unit', () =>
    given(listed)
      .when(change({ atZero: 'back-order', backOrderLimit: 1 }))
      .then(changed({ atZero: 'back-order', backOrderLimit: 1 })));
  it('forgets the limit with the policy', () =>
    given(listed, changed(backOrder))
      .when(change({ atZero: 'show' }))
      .then(changed({ atZero: 'show' })));
  it('goes back to the rule of the back office', () => {
    given(listed, changed(backOrder))
      .when(change({ atZero: null }))
      .then(changed({}));
    given(listed, changed({ atZero: 'show' }))
      .when(change({ atZero: null }))
      .then(changed({}));
  });
  it('keeps what is not named', () =>
    given(listed, changed(backOrder))
      .when(change({ substitute: 'BK-X' }))
      .then(changed({ ...backOrder, substitute: 'BK-X' })));
  it('is nothing when nothing changes', () =>
    given(listed)
      .when(change({ atZero: null, texts: [] }))
      .then());
  it('refuses itself as its substitute', () =>
    given(listed)
      .when(change({ substitute: item.code }))
      .thenRefused('own-substitute', 'A product cannot take its own place'));
  it('holds for when a product comes back', () =>
    given(listed, activated, suspended)
      .when(change({ substitute: 'BK-X' }))
      .then(changed({ substitute: 'BK-X' })));
  it('is refused on a withdrawn product', () =>
    given(listed, { type: 'ProductWithdrawn' })
      .when(change({ substitute: 'BK-X' }))
      .thenRefused('withdrawn', 'The product is withdrawn'));
  it('is refused for what is no product', () =>
    given()
      .when(change({ substitute: 'BK-X' }))
      .thenRefused('unknown', 'There is no such product'));
});

describe('a product after an event', () => {
  const sold: Product = {
    sku: item.code,
    source: 'demo',
    status: 'active',
    suspended: true,
    atZero: 'back-order',
    backOrderLimit: 4,
    substitute: 'BK-X',
    texts: [{ language: 'de', name: 'Berg 100', description: 'Leicht und steif.' }],
    whenReady: false,
    version: 3,
  };

  it('begins waiting, on no terms', () =>
    expect(evolve(null, listed)).toEqual({
      sku: 'BK-M82S-38',
      source: 'demo',
      status: 'waiting',
      suspended: false,
      atZero: null,
      backOrderLimit: 0,
      substitute: null,
      texts: [],
      whenReady: false,
      version: 0,
    }));
  it('keeps its terms when it waits again', () =>
    expect(evolve({ ...sold, status: 'withdrawn' }, listed)).toEqual({
      ...sold,
      ...{ status: 'waiting', suspended: false },
    }));
  it.each([
    ['ProductActivated', 'active', false],
    ['ProductDiscontinued', 'discontinued', false],
    ['ProductSuspended', 'withdrawn', true],
    ['ProductWithdrawn', 'withdrawn', false],
  ] as const)('differs by its status alone: %s', (type, status, isSuspended) =>
    expect(evolve({ ...sold, status: 'waiting', suspended: !isSuspended }, { type })).toEqual({
      ...sold,
      ...{ status, suspended: isSuspended },
    }),
  );
  it('waits for what it lacks until it is on sale or out of the shop, and through all else', () => {
    const waiting: Product = { ...sold, status: 'waiting', whenReady: true };
    expect(evolve({ ...sold, status: 'waiting' }, awaited)).toEqual(waiting);
    const ready = { ...sold, suspended: false };
    expect(evolve(waiting, activated)).toEqual(ready);
    expect(evolve(waiting, discontinued)).toEqual({ ...ready, status: 'discontinued' });
    expect(evolve(waiting, { type: 'ProductWithdrawn' })).toEqual({ ...ready, status: 'withdrawn' });
    expect(evolve(waiting, { type: 'ItemChanged' })).toEqual(waiting);
    expect(publicationOf({ ...waiting, version: 0 }, item)).toBeUndefined();
  });
  it('takes over the terms', () => {
    const terms = { atZero: 'show', backOrderLimit: 0, substitute: null, texts: [] } as const;
    const event: ProductEvent = { type: 'TermsChanged', terms: { ...terms, texts: [] } };
    expect(evolve(sold, event)).toEqual({ ...sold, ...terms });
  });
  it('is what it was when only its item changed', () =>
    expect(evolve(sold, { type: 'ItemChanged' })).toEqual(sold));
  it('is none when it was never listed', () =>
    expect(() => evolve(null, activated)).toThrow(new TypeError('ProductActivated of no product')));
});

describe('what the shop is told', () => {
  const told = (...events: ProductEvent[]) => {
    const product = after(events);
    return product && publicationOf(product, item);
  };

  it('is nothing while the product waits', () => expect(told(listed)).toBeUndefined());
  it('is a tombstone when a product that was on sale is withdrawn', () =>
    expect(told(listed, activated, { type: 'ProductWithdrawn' })).toBeNull());
  it('is a tombstone when the back office takes it off sale', () =>
    expect(told(listed, activated, suspended)).toBeNull());
  it('is the policy of the back office, until a person says another', () => {
    const product = after([listed, activated])!;
    const policy = (said: object, backOrderLimit: number | null) => {
      const { atZero, backOrderLimit: limit } = publicationOf(
        { ...product, ...said },
        { ...item, backOrderLimit },
      )!;
      return [atZero, limit];
    };
    expect(policy({}, 40)).toEqual(['back-order', 40]);
    expect(policy({}, 0)).toEqual(['show', 0]);
    expect(policy({}, null)).toEqual(['show', 0]);
    expect(policy({ atZero: 'show' }, 40)).toEqual(['show', 0]);
    expect(policy({ atZero: 'back-order', backOrderLimit: 3 }, 40)).toEqual(['back-order', 3]);
  });
  it('is nothing when a product that never was on sale is withdrawn', () =>
    expect(told(listed, { type: 'ProductWithdrawn' })).toBeUndefined());
  it('is the status of a discontinued product', () =>
    expect(told(listed, activated, { type: 'ProductDiscontinued' })).toMatchObject({
      status: 'discontinued',
    }));

  it('is what the item is, how it is packed, and what it is put together of', () => {
    const facts = {
      kind: 'kit',
      quantityScale: 0,
      units: [
        { unit: 'C62', numerator: 1, denominator: 1, gtin: null, sellable: true },
        { unit: 'XCT', numerator: 5, denominator: 2, gtin: '04012345678901', sellable: true },
      ],
      components: [{ sku: 'BK-FRAME', quantity: 2 }],
    };
    const product = after([listed, activated]);
    expect(product && publicationOf(product, { ...item, ...facts })).toMatchObject(facts);
  });

  it('is the product as a model of its own, where the item names none', () => {
    const product = after([listed, activated]);
    expect(product && publicationOf(product, { ...item, model: null })).toMatchObject({
      model: 'BK-M82S-38',
    });
  });

  it('is the substitute that people chose before that of the item', () => {
    const terms = { atZero: 'show', backOrderLimit: 0, substitute: 'BK-X', texts: [] } as const;
    const event: ProductEvent = { type: 'TermsChanged', terms: { ...terms, texts: [] } };
    expect(told(listed, activated, event)).toMatchObject({ substitute: 'BK-X' });
  });

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
    expect(told(listed, activated, event)).toEqual(
      onSale({
        sku: 'BK-M82S-38',
        model: 'mountain-100',
        family: 'MTB',
        familyName: 'Mountain bikes',
        category: 'Bikes',
        color: 'silver',
        size: '38',
        texts: [english, item.texts[1]!, german],
        atZero: 'back-order',
        backOrderLimit: 5,
        substitute: 'BK-M82S-42',
      }),
    );
  });
});

describe('a product that is unknown, or known too well, after a restore', () => {
  const sold = after([listed, activated])!;
  const published = publicationOf(sold, item)!;
  const known: Product = {
    ...sold,
    status: 'waiting',
    version: 1,
    substitute: 'BK-X',
    texts: [{ language: 'de', name: 'Berg 100', description: 'Leicht und steif.' }],
  };

  it('is on sale as the shop was told, without what only people knew', () =>
    expect(
      asPublished(null, { ...published, status: 'discontinued', atZero: 'back-order', backOrderLimit: 5 }, 9),
    ).toEqual({
      sku: 'BK-M82S-38',
      source: 'demo',
      status: 'discontinued',
      suspended: false,
      atZero: 'back-order',
      backOrderLimit: 5,
      substitute: null,
      texts: [],
      whenReady: false,
      version: 9,
    }));
  it('has its policy from the back office where the shop was told the plain one', () =>
    expect(asPublished(null, published, 9)).toMatchObject({ status: 'active', atZero: null, version: 9 }));
  it('keeps the texts and the substitute that people gave it, and waits for nothing any more', () =>
    expect(asPublished({ ...known, whenReady: true }, published, 9)).toEqual({
      ...{ ...known, status: 'active', whenReady: false, version: 9 },
    }));
  it('keeps that a person has said its policy, as the shop was told it', () => {
    const said = (atZero: Product['atZero'], told: string) =>
      asPublished({ ...known, atZero }, { ...published, atZero: told }, 9)?.atZero;
    expect(said(null, 'show')).toBeNull();
    expect(said('back-order', 'show')).toBe('show');
    expect(said(null, 'back-order')).toBe('back-order');
  });
  it('comes back with its item only where that was known', () => {
    const isSuspended = (before: Product) => asPublished(before, null, 9)?.suspended;
    expect(isSuspended({ ...known, status: 'withdrawn', suspended: true })).toBe(true);
    expect(isSuspended({ ...known, status: 'withdrawn', suspended: false })).toBe(false);
    expect(isSuspended({ ...known, status: 'active', suspended: true })).toBe(false);
  });
  it('is withdrawn when the shop was told so, on its old terms', () =>
    expect(asPublished({ ...known, whenReady: true }, null, 9)).toEqual({
      ...{ ...known, status: 'withdrawn', whenReady: false, version: 9 },
    }));
  it('is none when it was withdrawn before it was known', () =>
    expect(asPublished(null, null, 9)).toBeUndefined());
});
