import type { ErpOrder } from '@throughline/events';
import { describe, expect, it } from 'vitest';
import { erpLine, erpOrder, placedOrder, priced, writtenOrder } from '../fixtures/documents.ts';
import { type FollowedExport, type ReadDocument, follow, nothingUnpublished } from './following.ts';

const [monday, tuesday] = [new Date('2026-11-23T08:00:00Z'), new Date('2026-11-24T08:00:00Z')];
const known = (some: Partial<FollowedExport> = {}): FollowedExport => ({
  ...{ order: '10001', state: 'verified', erpNumber: '410001', document: placedOrder() },
  ...{ differences: [], told: new Map(), seconds: [], customer: null },
  ...some,
});
const read = (theirs: ErpOrder | null = erpOrder(), some: Partial<ReadDocument> = {}): ReadDocument => ({
  ...{ number: '410001', theirs, isHeld: false, unpublished: nothingUnpublished },
  ...some,
});
const second = (number: string, theirs: ErpOrder | null = erpOrder(), namesOrder: string | null = '10001') =>
  read(theirs, { number, unpublished: { namesOrder, changedRecipient: [] } });
const unchanged = { changed: false, seconds: [], rebound: null, toTellAgain: false };
const edited = (of: Parameters<typeof erpLine>[0]) => {
  const document = writtenOrder(placedOrder());
  const lines = document.lines.map((line) => (line.line === of?.line ? { ...line, ...of } : line));
  return priced({ ...document, lines }, placedOrder());
};
const raised = {
  ...{ kind: 'raised', line: 3, field: 'lines[3].ordered', ours: '2', theirs: '5', worth: '29.85' },
};
const missing = { kind: 'missing-document', line: null, field: 'document', ours: '10001', worth: '-150.45' };

describe('following the document of an order', () => {
  it('finds nothing where it says what was ordered', () => {
    expect(follow(known(), read(), [], monday)).toEqual({ differences: [], ...unchanged });
  });

  it('tells a change once, with the day of its beginning, until it is put back', () => {
    const more = edited({ line: 3, ordered: 5 });
    const first = follow(known(), read(more), [], monday);
    expect(first).toEqual({ ...unchanged, differences: [{ ...raised, since: monday }], changed: true });
    const { differences } = first;
    expect(follow(known({ differences }), read(more), [], tuesday)).toEqual({ ...first, changed: false });
    expect(follow(known({ differences }), read(), [], tuesday)).toMatchObject({
      differences: [],
      changed: true,
    });
  });

  it('names the recipient’s fields', () => {
    const unpublished = { namesOrder: null, changedRecipient: ['city'] };
    const { differences } = follow(known(), read(erpOrder(), { unpublished }), [], monday);
    expect(differences).toMatchObject([{ kind: 'address', field: 'recipient.city' }]);
  });

  it('misses a document that is gone, and tells one that is held back from it', () => {
    const gone = follow(known(), read(null), [], monday);
    expect(gone.differences).toEqual([{ ...missing, theirs: 'none', since: monday }]);
    const given = follow(known(), read(erpOrder({ channelOrder: '10009' })), [], monday);
    expect(given.differences).toEqual(gone.differences);
    const held = follow(known(), read(null, { isHeld: true }), [], monday);
    const unreadable = [{ ...missing, theirs: 'cannot be read', worth: null, since: monday }];
    expect(held.differences).toEqual(unreadable);
    const uncountable = edited({ line: 3, ordered: 3 });
    const lines = uncountable.lines.map((line) => ({ ...line, unitQuantity: Number.MAX_SAFE_INTEGER }));
    expect(follow(known(), read({ ...uncountable, lines }), [], monday).differences).toEqual(unreadable);
  });

  it('takes no fault of ours for a document that cannot be read', () => {
    const theirs = { ...erpOrder(), charges: undefined as never };
    expect(() => follow(known(), read(theirs), [], monday)).toThrow(TypeError);
  });

  it('leaves what differs alone where its document was not read', () => {
    const differences = [{ ...raised, since: monday.toISOString() }];
    expect(follow(known({ differences }), undefined, [], tuesday)).toEqual({
      ...unchanged,
      differences: [{ ...raised, since: monday }],
    });
  });

  it.each([
    ['an order that nothing was left of', { state: 'cancelled' as const, erpNumber: null }, '410001'],
    ['an order that is handed over just now', { state: 'sent' as const, erpNumber: null }, null],
    ['an order that has it already', { state: 'cancelled' as const }, null],
  ])('binds a document that turns up to %s', (_, of, rebound) => {
    expect(follow(known(of), read(), [], monday).rebound).toBe(rebound);
    expect(follow(known(of), read(null), [], monday).rebound).toBeNull();
    expect(follow(known(of), undefined, [], monday).rebound).toBeNull();
  });
});

describe('a line that comes back', () => {
  const told = new Map([[3, 1]]);
  const whole = read(erpOrder());
  const lacking = (line: number) => [
    { kind: 'missing-line', line, field: `lines[${line}]`, ours: '', theirs: '' },
  ];

  it.each([
    ['was missing', lacking(3), true],
    ['was there', [], false],
    ['was there while another was missing', lacking(2), false],
    ['was missing with the document', [{ ...missing, theirs: 'none' }], true],
  ])('is cancelled again where it %s', (_, differences, toTellAgain) => {
    expect(follow(known({ told, differences }), whole, [], monday).toTellAgain).toBe(toTellAgain);
    expect(follow(known({ differences }), whole, [], monday).toTellAgain).toBe(false);
  });

  it('is not cancelled again for what else it says otherwise', () => {
    const dear = read(edited({ line: 3, unitPrice: '12' }));
    const followed = follow(known({ differences: lacking(3) }), dear, [], monday);
    expect(followed.differences).toMatchObject([{ kind: 'price', line: 3 }]);
    expect(followed.toTellAgain).toBe(false);
  });

  it('is not cancelled again as long as it is missing', () => {
    const document = writtenOrder(placedOrder());
    const short = priced(
      { ...document, lines: document.lines.filter(({ line }) => line !== 3) },
      placedOrder(),
    );
    expect(follow(known({ told, differences: lacking(3) }), read(short), [], monday).toTellAgain).toBe(false);
  });
});

describe('another document with the number of the order', () => {
  const difference = (theirs: string) => ({
    ...{ kind: 'second-document', line: null, field: 'document', ours: '410001', theirs },
    worth: '150.45',
  });

  it('is told beside what differs in its own', () => {
    const differences = [{ ...raised, since: monday }];
    expect(follow(known({ differences }), undefined, [second('410002')], tuesday)).toEqual({
      ...unchanged,
      differences: [...differences, { ...difference('410002'), since: tuesday }],
      changed: true,
      seconds: [{ document: '410002', net: '150.45' }],
    });
  });

  it('stays told while others are read, and ends when it is gone, cancelled or renamed', () => {
    const seconds = [{ document: '410002', net: '150.45' }];
    const told = known({ seconds, differences: [{ ...difference('410002'), since: monday }] });
    expect(follow(told, read(), [second('410009', erpOrder(), '10009')], tuesday)).toEqual({
      ...unchanged,
      differences: [{ ...difference('410002'), since: monday }],
      seconds,
    });
    for (const ended of [
      second('410002', null),
      second('410002', erpOrder({ status: 'cancelled' })),
      second('410002', erpOrder(), null),
      second('410002', erpOrder(), '10009'),
    ])
      expect(follow(told, undefined, [ended], tuesday)).toEqual({
        ...unchanged,
        differences: [],
        changed: true,
      });
  });

  it('is told of an order whose own is not known', () => {
    const { differences } = follow(known({ erpNumber: null }), undefined, [second('410002')], monday);
    expect(differences).toMatchObject([{ kind: 'second-document', ours: 'none' }]);
  });
});
