import type { ErpPrice, Price } from '@throughline/events';
import { erpPrice, price as priceOf } from '@throughline/testing/builders';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type PriceCommand,
  type PriceEvent,
  PriceRefusal,
  type PriceVersion,
  type VersionCommand,
  baseOf,
  commandsFor,
  decide,
  evolve,
  isFirst,
  publicationOf,
  versionAfter,
  versionOf,
} from './price-version.ts';

const day = (n: number) => new Date(Date.UTC(2026, 10, n));
const justBefore = (at: Date) => new Date(at.getTime() - 1);
const justAfter = (at: Date) => new Date(at.getTime() + 1);
const cutoff = day(-60);

const of = (some: Partial<Price> = {}) => priceOf({ version: 'demo:4711', validFrom: day(1), ...some });
const price = of();
const stated = (some: Partial<Price> = {}): PriceEvent => ({ type: 'PriceStated', price: of(some) });
const recorded = (some: Partial<Price> = {}): PriceEvent => ({ type: 'PriceRecorded', price: of(some) });
const closed = (validTo: Date): PriceEvent => ({ type: 'PriceClosed', validTo });
const removed: PriceEvent = { type: 'PriceRemoved' };
const revoked = (revokedAt = day(5)): PriceEvent => ({ type: 'PriceRevoked', revokedAt });
const reinstated: PriceEvent = { type: 'PriceReinstated' };

type Statement = Extract<PriceCommand, { type: 'ApplyPrice' }>;
const apply = (some: Partial<ErpPrice> = {}, at = day(10)): Statement => ({
  type: 'ApplyPrice',
  stated: erpPrice({ version: '4711', validFrom: day(1), ...some }),
  at,
});
const takeBack = (at = day(10)): Statement => ({ type: 'ApplyPrice', stated: null, at });
const remove: PriceCommand = { type: 'RemoveExpired' };
const revoke = (at = day(5)): PriceCommand => ({ type: 'Revoke', at });
const reinstate: PriceCommand = { type: 'Reinstate' };
const expired = { validFrom: day(-90), validTo: cutoff };

/** What a command means for the versions of the price. */
const commandsOf = (known: PriceVersion | null, command: PriceCommand): VersionCommand[] => {
  const { source = 'demo', version = '4711' } = (command.type === 'ApplyPrice' && command.stated) || {};
  const first = versionOf(source, version);
  return command.type === 'ApplyPrice'
    ? commandsFor(first, known, command.stated, command.at)
    : [{ version: known?.price.version ?? first, known, command }];
};
const eventsOf = (known: PriceVersion | null, command: PriceCommand): PriceEvent[] =>
  commandsOf(known, command).flatMap((each) => decide(each, cutoff));

const given = (...events: PriceEvent[]) => {
  const known = events.reduce<PriceVersion | null>(evolve, null);
  return {
    when: (command: PriceCommand) => ({
      then: (...expected: PriceEvent[]) => expect(eventsOf(known, command)).toEqual(expected),
      thenRefused: (message: string) =>
        expect(() => eventsOf(known, command)).toThrow(new PriceRefusal(message)),
    }),
  };
};

/** What it costs, changed. */
const terms: Partial<Price>[] = [
  { currency: 'KRW' },
  { amount: '30' },
  { amount: '0' },
  { perQuantity: 100 },
  { taxIncluded: true },
  { unit: 'PR' },
];
/** Every other fact of a price but the names of the article and of the version, changed. */
const changes: Partial<Price>[] = [
  { list: 'TRADE' },
  { kind: 'sale' },
  { minQuantity: 10 },
  { maxQuantity: 10 },
  { validFrom: justAfter(day(1)) },
  { validTo: day(20) },
  { group: 'dealers' },
  { account: 'A1' },
];

describe('a price of the back office', () => {
  it('becomes a version of its own', () => given().when(apply()).then(stated()));

  it('is named after the back office that states it', () => {
    expect(versionOf('demo', '4711')).toBe('demo:4711');
    given()
      .when(apply({ source: 'north', version: '12' }))
      .then(stated({ source: 'north', version: 'north:12' }));
  });

  it('is no news when nothing changed', () => {
    given(stated()).when(apply()).then();
    const limited = { validTo: day(20), group: 'dealers', account: 'A1', minQuantity: 5 };
    given(stated(limited)).when(apply(limited)).then();
  });

  it('is told again when it was kept before its back office was', () =>
    given(stated({ source: '' }))
      .when(apply())
      .then(stated()));

  it.each(changes)('is told when it changes to %o', (change) =>
    given(stated()).when(apply(change)).then(stated(change)),
  );
  it.each(changes)('is told when it changes back from %o', (change) =>
    given(stated(change)).when(apply()).then(stated()),
  );

  it('is told when its end is moved, and when it is lifted', () => {
    given(stated({ validTo: day(20) }))
      .when(apply({ validTo: justAfter(day(20)) }))
      .then(stated({ validTo: justAfter(day(20)) }));
    given(stated({ validTo: day(20) }))
      .when(apply())
      .then(stated());
  });
});

describe('a price that costs something else', () => {
  const next = (change: Partial<Price>, version = 'demo:4711~2') => stated({ ...change, version });

  it.each(terms)('ends at that instant, and is a version of its own from then on: %o', (change) =>
    given(stated())
      .when(apply(change))
      .then(closed(day(10)), next(change)),
  );
  it.each(terms)('is a version of its own again when it costs again what it did: %o', (change) =>
    given(stated({ ...change, version: 'demo:4711~2' }))
      .when(apply())
      .then(closed(day(10)), next({}, 'demo:4711~3')),
  );

  it('keeps its window, and is closed no later than it had ended', () => {
    const window = { validFrom: day(2), validTo: day(9) };
    given(stated(window))
      .when(apply({ ...window, amount: '30' }))
      .then(next({ ...window, amount: '30' }));
    const later = { ...window, validTo: day(20) };
    given(stated(window))
      .when(apply({ ...later, amount: '30' }))
      .then(next({ ...later, amount: '30' }));
    given(stated(later))
      .when(apply({ ...later, amount: '30' }))
      .then(closed(day(10)), next({ ...later, amount: '30' }));
  });

  it('is removed when it never held', () =>
    given(stated({ validFrom: day(20) }))
      .when(apply({ validFrom: day(20), amount: '30' }))
      .then(removed, next({ validFrom: day(20), amount: '30' })));

  it('is a version of its own also when it had been taken back or had ended long ago', () => {
    given(stated(), closed(day(9)))
      .when(apply({ amount: '30' }))
      .then(next({ amount: '30' }));
    given(recorded(expired))
      .when(apply({ amount: '30' }))
      .then(next({ amount: '30' }));
  });

  it('is the same version while windows, breaks and whom it is for change', () =>
    given(stated({ version: 'demo:4711~7' }))
      .when(apply({ minQuantity: 5, validTo: day(30) }))
      .then(stated({ version: 'demo:4711~7', minQuantity: 5, validTo: day(30) })));

  it('names its versions one after another, however the back office names its own', () => {
    expect(versionAfter('demo:4711')).toBe('demo:4711~2');
    expect(versionAfter('demo:4711~9')).toBe('demo:4711~10');
    expect(['demo:4711', 'demo:4711~2', 'demo:4711~10'].map(baseOf)).toEqual(Array(3).fill('demo:4711'));
    expect(['demo:4711', 'demo:4711~1', 'demo:4711~2', 'demo:4711~11'].map(isFirst)).toEqual([
      ...[true, true],
      ...[false, false],
    ]);
    expect(versionOf('demo', '4711~2')).toBe('demo:4711~2~1');
    expect(versionAfter(versionOf('demo', '4711~2'))).toBe('demo:4711~2~2');
    expect(versionOf('demo', '~2x')).toBe('demo:~2x');
  });
});

describe('a price that staff revoke', () => {
  it('is revoked once, and comes back once', () => {
    given(stated())
      .when(revoke(day(6)))
      .then(revoked(day(6)));
    given(stated(), revoked())
      .when(revoke(day(7)))
      .then();
    given(stated(), revoked()).when(reinstate).then(reinstated);
    given(stated()).when(reinstate).then();
    given(stated(), revoked(), reinstated).when(reinstate).then();
  });
  it('is none that is not known', () => {
    given().when(revoke()).then();
    given().when(reinstate).then();
  });
  it('stays so when the back office states it again, or with another window', () => {
    given(stated(), revoked()).when(apply()).then();
    given(stated(), revoked())
      .when(apply({ validTo: day(30) }))
      .then(stated({ validTo: day(30), revokedAt: day(5) }));
    given(stated(), revoked(), closed(day(7)))
      .when(apply())
      .then(stated({ revokedAt: day(5) }));
    given(stated(), removed, revoked())
      .when(apply())
      .then(stated({ revokedAt: day(5) }));
  });
  it('is followed by one that counts when it costs something else', () =>
    given(stated(), revoked())
      .when(apply({ amount: '30' }))
      .then(closed(day(10)), stated({ amount: '30', version: 'demo:4711~2' })));
  it('is removed in its time', () => given(stated(expired), revoked()).when(remove).then(removed));
});

describe('a price that is taken back', () => {
  it('is no news when it was gone before it was known', () => given().when(takeBack()).then());
  it('is closed, not removed', () =>
    given(stated())
      .when(takeBack(day(10)))
      .then(closed(day(10))));
  it('is closed before the end that it had', () =>
    given(stated({ validTo: justAfter(day(10)) }))
      .when(takeBack(day(10)))
      .then(closed(day(10))));
  it.each([day(5), day(10)])('is left alone when it had ended by then, at %o', (validTo) =>
    given(stated({ validTo }))
      .when(takeBack(day(10)))
      .then(),
  );
  it('is closed once', () =>
    given(stated(), closed(day(10)))
      .when(takeBack(day(11)))
      .then());

  it.each([day(20), day(10)])('is removed when it never held, from %o', (validFrom) =>
    given(stated({ validFrom }))
      .when(takeBack(day(10)))
      .then(removed),
  );
  it('is closed when it held for an instant', () =>
    given(stated({ validFrom: justBefore(day(10)) }))
      .when(takeBack(day(10)))
      .then(closed(day(10))));
  it('is left alone when shops no longer have it', () => {
    given(stated({ validFrom: day(20) }), removed)
      .when(takeBack(day(21)))
      .then();
    given(recorded(expired))
      .when(takeBack(day(10)))
      .then();
  });

  it('comes back when it is stated again, closed or removed, as it was', () => {
    given(stated(), closed(day(10)))
      .when(apply())
      .then(stated());
    const later = { validFrom: day(20) };
    given(stated(later), removed).when(apply(later)).then(stated(later));
  });
  it('is no news when it is stated again as it was closed', () =>
    given(stated(), closed(day(10)))
      .when(apply({ validTo: day(10) }))
      .then());
});

describe('a price that ended long ago', () => {
  it('is kept for history alone', () => given().when(apply(expired)).then(recorded(expired)));
  it('is kept for history once', () => given(recorded(expired)).when(apply(expired)).then());
  it('is kept anew when it changes', () =>
    given(recorded(expired))
      .when(apply({ ...expired, minQuantity: 2 }))
      .then(recorded({ ...expired, minQuantity: 2 })));
  it('is kept as a version of its own when it costs something else', () =>
    given(recorded(expired))
      .when(apply({ ...expired, amount: '28' }))
      .then(recorded({ ...expired, amount: '28', version: 'demo:4711~2' })));
  it('is removed when its end is set to then', () =>
    given(stated()).when(apply(expired)).then(recorded(expired), removed));
  it('is only removed when nothing else changed', () =>
    given(stated(expired)).when(apply(expired)).then(removed));
  it('ended long ago from the cutoff on, not a moment before', () => {
    const just = { ...expired, validTo: justAfter(cutoff) };
    given().when(apply(just)).then(stated(just));
    const before = { ...expired, validTo: justBefore(cutoff) };
    given().when(apply(before)).then(recorded(before));
  });
  it('returns when its end is lifted', () => {
    given(recorded(expired)).when(apply()).then(stated());
    given(stated(expired), removed).when(apply()).then(stated());
  });
});

describe('a price that cannot be used', () => {
  it.each([
    [{ currency: 'EURO' }, 'currency: EURO is none'],
    [{ amount: '-0.01' }, 'amount: -0.01 is negative'],
    [{ minQuantity: 0 }, 'minQuantity: 0 is below 1'],
    [{ perQuantity: 0 }, 'perQuantity: 0 is below 1'],
    [{ minQuantity: 5, maxQuantity: 4 }, 'maxQuantity: 4 is below minQuantity 5'],
  ])('is refused: %o', (some, message) => {
    given().when(apply(some)).thenRefused(message);
    given(stated()).when(apply(some)).thenRefused(message);
    given()
      .when(apply({ ...expired, ...some }))
      .thenRefused(message);
  });

  it('is not one of nothing, of a single unit, of one quantity or in a currency without cents', () => {
    const gift = { amount: '0', perQuantity: 1, minQuantity: 1, maxQuantity: 1, currency: 'KRW' };
    given().when(apply(gift)).then(stated(gift));
  });

  it('is refused by name', () => {
    expect(new PriceRefusal('amount').name).toBe('PriceRefusal');
  });
});

describe('removal', () => {
  it('comes at the cutoff', () => given(stated(expired)).when(remove).then(removed));
  it('comes behind the cutoff', () =>
    given(stated({ ...expired, validTo: justBefore(cutoff) }))
      .when(remove)
      .then(removed));
  it('does not come before', () =>
    given(stated({ ...expired, validTo: justAfter(cutoff) }))
      .when(remove)
      .then());
  it('never comes to a price that is open', () => given(stated()).when(remove).then());
  it('comes once', () => given(stated(expired), removed).when(remove).then());
  it('does not come to what shops never had, nor to what is not known', () => {
    given(recorded(expired)).when(remove).then();
    given().when(remove).then();
  });
});

describe('a version', () => {
  const after = (...events: PriceEvent[]) => events.reduce<PriceVersion | null>(evolve, null);

  it('keeps count of its publications whatever happens', () => {
    const known: PriceVersion = { price, sequence: 7, published: true };
    expect(evolve(known, stated({ amount: '30' }))).toEqual({ ...known, price: of({ amount: '30' }) });
    expect(evolve(known, recorded(expired))).toEqual({ ...known, price: of(expired) });
    expect(evolve(known, closed(day(10)))).toEqual({ ...known, price: of({ validTo: day(10) }) });
    expect(evolve(known, removed)).toEqual({ ...known, published: false });
    expect(evolve(known, revoked())).toEqual({ ...known, price: of({ revokedAt: day(5) }) });
    expect(evolve({ ...known, price: of({ revokedAt: day(5) }) }, reinstated)).toEqual(known);
  });

  it('is in shops from when it is stated, and not when it is kept for history', () => {
    expect(after(stated())).toEqual({ price, sequence: 0, published: true });
    expect(after(recorded())).toEqual({ price, sequence: 0, published: false });
    expect(after(stated(), removed, stated())).toEqual({ price, sequence: 0, published: true });
  });

  it('cannot be closed or removed before it is known', () => {
    expect(() => after(closed(day(10)))).toThrow(new TypeError('PriceClosed of an unknown price'));
    expect(() => after(removed)).toThrow(new TypeError('PriceRemoved of an unknown price'));
  });
});

describe('what shops are told', () => {
  const told = (...events: PriceEvent[]) => {
    const before = events.slice(0, -1).reduce<PriceVersion | null>(evolve, null);
    const last = events.at(-1);
    return last && publicationOf(before, evolve(before, last));
  };

  it('is the price as stated', () => expect(told(stated())).toEqual(price));
  it('is the price as changed', () =>
    expect(told(stated(), stated({ amount: '0' }))).toEqual(of({ amount: '0' })));
  it('is its end when it was taken back', () =>
    expect(told(stated(), closed(day(10)))).toEqual(of({ validTo: day(10) })));
  it('is a tombstone when it is removed', () => expect(told(stated(), removed)).toBeNull());
  it('is the price again when it returns', () => expect(told(stated(), removed, stated())).toEqual(price));
  it('is nothing of a price kept for history', () => {
    expect(told(recorded())).toBeUndefined();
    expect(told(recorded(expired), recorded({ ...expired, amount: '28' }))).toBeUndefined();
  });
});

describe('a story of many statements', () => {
  const instant = fc.constantFrom(day(-90), cutoff, justAfter(cutoff), day(1), day(10), day(20), day(30));
  const anyStatement = fc.record({
    list: fc.constantFrom('LIST', 'TRADE'),
    currency: fc.constantFrom('EUR', 'KRW', 'KWD'),
    amount: fc.constantFrom('0', '29.74', '30'),
    taxIncluded: fc.boolean(),
    minQuantity: fc.constantFrom(1, 10),
    validFrom: instant,
    validTo: fc.option(instant),
    group: fc.option(fc.constant('dealers')),
  });
  const anyCommand = fc.oneof(
    { weight: 4, arbitrary: anyStatement.map((some) => apply(some)) },
    { weight: 3, arbitrary: instant.map(takeBack) },
    { weight: 1, arbitrary: fc.constant(remove) },
    { weight: 1, arbitrary: fc.constantFrom(revoke(), reinstate) },
  );
  const stories = fc.array(anyCommand, { minLength: 1, maxLength: 30, size: 'max' });

  it('leaves shops with what the back office said last, tells them nothing twice, and no version another amount', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const versions = new Map<string, PriceVersion>();
        const inShops = new Map<string, Price>();
        const amounts = new Map<string, string>();
        let latest: PriceVersion | null = null as PriceVersion | null;
        for (const command of story) {
          const commands: VersionCommand[] = commandsOf(latest, command);
          for (const each of commands) {
            const before = versions.get(each.version) ?? null;
            expect(each.known).toEqual(before);
            const events = decide(each, cutoff);
            const after = events.reduce<PriceVersion | null>(evolve, before);
            if (events.length > 0 && after) {
              const publication = publicationOf(before, after);
              if (publication === null) expect(inShops.delete(each.version)).toBe(true);
              else if (publication !== undefined) inShops.set(each.version, publication);
            }
            if (after) versions.set(each.version, (latest = after));
            expect(inShops.get(each.version)).toEqual(after?.published ? after.price : undefined);
          }
          expect(eventsOf(latest, command)).toEqual([]);
          for (const { version, currency, amount } of inShops.values()) {
            expect(amounts.get(version) ?? `${amount} ${currency}`).toBe(`${amount} ${currency}`);
            amounts.set(version, `${amount} ${currency}`);
          }

          const now = latest && inShops.get(latest.price.version);
          if (command.type === 'RemoveExpired') {
            if (now?.validTo) expect(now.validTo.getTime()).toBeGreaterThan(cutoff.getTime());
          } else if (command.type === 'ApplyPrice' && command.stated) {
            const { validTo } = command.stated;
            const gone = validTo !== null && validTo <= cutoff;
            const kept = { version: latest?.price.version, revokedAt: latest?.price.revokedAt };
            expect(now).toEqual(gone ? undefined : { ...command.stated, ...kept });
            for (const other of inShops.values())
              if (other !== now) expect(other.validTo?.getTime()).toBeLessThanOrEqual(command.at.getTime());
          } else if (command.type === 'ApplyPrice' && now) {
            expect(now.validTo?.getTime()).toBeLessThanOrEqual(command.at.getTime());
          } else if (command.type !== 'ApplyPrice' && latest) {
            expect(latest.price.revokedAt).toEqual(command.type === 'Revoke' ? expect.any(Date) : null);
          }
        }
      }),
    );
  });
});
