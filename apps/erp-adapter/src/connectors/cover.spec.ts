import type { OrderClaim } from '@throughline/connector';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DocumentUnits, ownUnits } from './cover.ts';

const claim = (some: Partial<OrderClaim> = {}): OrderClaim => ({
  ...{ order: '10001', erpNumber: '410001', line: 1, sku: 'BELL', units: 5, left: {} },
  ...some,
});
const row = (some: Partial<DocumentUnits> = {}): DocumentUnits => ({
  ...{ document: '410001', order: null, line: 1, sku: 'BELL', location: 'B1', servesWeb: true },
  ...{ open: 5, shipped: 0 },
  ...some,
});
/** A line that the back office takes from a store that the web is not sold from. */
const inStore = (some: Partial<DocumentUnits> = {}) => row({ location: 'S1', servesWeb: false, ...some });
const own = (claims: OrderClaim[], rows: DocumentUnits[]) => Object.fromEntries(ownUnits(claims, rows));
const mark = (quantity: number, of: Partial<{ order: string; line: number }> = {}) => [
  { order: '10001', line: 1, ...of, quantity },
];

describe('what of the open lines of a back office is ours', () => {
  it('is what our claim covers on its own line, and no more', () => {
    expect(own([claim()], [row()])).toEqual({ 'BELL|B1': { covered: 5, watermark: [] } });
    expect(own([claim({ units: 3 })], [row()])).toEqual({ 'BELL|B1': { covered: 3, watermark: [] } });
    expect(own([claim()], [row({ open: 2 })])).toEqual({ 'BELL|B1': { covered: 2, watermark: [] } });
  });

  it.each([
    ['another document', { document: '410002' }],
    ['another SKU', { sku: 'PUMP' }],
  ])('is nothing of %s', (_, of) => {
    expect(own([claim()], [row(of)])).toEqual({});
  });

  it('is nothing of a line that was added while ours are whole', () => {
    const added = row({ line: 9, open: 2 });
    expect(own([claim()], [row(), added])).toEqual({ 'BELL|B1': { covered: 5, watermark: [] } });
    expect(own([claim()], [row({ open: 1, shipped: 4 }), added])).toEqual({
      'BELL|B1': { covered: 1, watermark: mark(4) },
    });
  });

  it('is nothing of what has left of an added line, nor of its place, while ours are whole', () => {
    const begun = row({ open: 1, shipped: 4 });
    expect(own([claim()], [begun, row({ line: 9, open: 0, shipped: 2 })])).toEqual({
      'BELL|B1': { covered: 1, watermark: mark(4) },
    });
    expect(own([claim()], [row(), row({ line: 9, open: 2, location: 'L1' })])).toEqual({
      'BELL|B1': { covered: 5, watermark: [] },
    });
  });

  it('is found by our number where the document has none that we know yet', () => {
    const awaiting = claim({ erpNumber: null });
    expect(own([awaiting], [row({ order: '10001' })])).toEqual({ 'BELL|B1': { covered: 5, watermark: [] } });
    expect(own([awaiting], [row({ order: '10002' }), row()])).toEqual({});
  });

  it('goes on in the lines that ours was split into, or retyped as', () => {
    const split = [row({ open: 1, shipped: 2 }), row({ line: 4, open: 1, shipped: 1, location: 'L1' })];
    expect(own([claim()], split)).toEqual({
      'BELL|B1': { covered: 1, watermark: mark(2) },
      'BELL|L1': { covered: 1, watermark: mark(1) },
    });
    expect(own([claim()], [row({ line: 7, open: 9 })])).toEqual({ 'BELL|B1': { covered: 5, watermark: [] } });
    const given = claim({ units: 3 });
    expect(own([given], [row({ open: 3 }), row({ line: 4, open: 2 })])).toEqual({
      'BELL|B1': { covered: 3, watermark: [] },
    });
  });

  it('has a line stand in for one claim only, and never one that is of another claim', () => {
    const two = [claim({ units: 3 }), claim({ line: 2, units: 3 })];
    expect(own(two, [row({ line: 8, open: 1, shipped: 3 })])).toEqual({
      'BELL|B1': {
        covered: 1,
        watermark: [...mark(3)],
      },
    });
    expect(own(two, [row({ line: 2, open: 6 })])).toEqual({ 'BELL|B1': { covered: 3, watermark: [] } });
    expect(own(two, [row({ line: 8, open: 4 })])).toEqual({ 'BELL|B1': { covered: 4, watermark: [] } });
  });

  it('takes no more of lines that stand in than it is short of', () => {
    const rows = [
      row({ line: 7, open: 2, shipped: 3 }),
      row({ line: 8, open: 0, shipped: 4, location: 'L1' }),
    ];
    expect(own([claim()], rows)).toEqual({ 'BELL|B1': { covered: 2, watermark: mark(3) } });
  });

  it('is told apart by document, line and SKU', () => {
    const claims = [
      claim({ units: 1 }),
      claim({ line: 2, units: 2 }),
      claim({ line: 2, sku: 'PUMP', units: 3 }),
      claim({ order: '10002', erpNumber: '410002', units: 4 }),
    ];
    const rows = [
      row({ shipped: 1, open: 0 }),
      row({ line: 2, open: 1, shipped: 1, location: 'L1' }),
      row({ line: 2, sku: 'PUMP', open: 3 }),
      row({ document: '410002', open: 2, shipped: 2 }),
    ];
    expect(own(claims, rows)).toEqual({
      'BELL|B1': { covered: 2, watermark: [...mark(1), ...mark(2, { order: '10002' })] },
      'BELL|L1': { covered: 1, watermark: mark(1, { line: 2 }) },
      'PUMP|B1': { covered: 3, watermark: [] },
    });
    // Line 1 of "2BELL" is not line 12 of "BELL", which stands in for another.
    const alike = [claim({ sku: '2BELL', units: 1 }), claim({ line: 3, units: 2 })];
    expect(own(alike, [row({ line: 12, open: 2 })])).toEqual({ 'BELL|B1': { covered: 2, watermark: [] } });
  });
});

describe('what has left', () => {
  it('stays said when it is taken back, and is then open for others', () => {
    const said = claim({ units: 4, left: { B1: 4 } });
    expect(own([said], [row({ open: 4 })])).toEqual({ 'BELL|B1': { covered: 0, watermark: mark(4) } });
    expect(own([said], [row({ open: 2, shipped: 2 })])).toEqual({
      'BELL|B1': { covered: 0, watermark: mark(4) },
    });
  });

  it('has not left twice when its line moves to another warehouse', () => {
    const said = claim({ left: { B1: 2 } });
    expect(own([said], [row({ location: 'L1', open: 3, shipped: 2 })])).toEqual({
      'BELL|B1': { covered: 0, watermark: mark(2) },
      'BELL|L1': { covered: 3, watermark: [] },
    });
    expect(own([said], [row({ location: 'L1', open: 0, shipped: 5 })])).toEqual({
      'BELL|B1': { covered: 0, watermark: mark(2) },
      'BELL|L1': { covered: 0, watermark: mark(3) },
    });
  });

  it('has left each place beyond what was said of it, and all together no more than has left', () => {
    const split = [row({ open: 0, shipped: 4 }), row({ line: 4, open: 0, shipped: 3, location: 'L1' })];
    expect(own([claim({ units: 7, left: { B1: 2 } })], split)).toEqual({
      'BELL|B1': { covered: 0, watermark: mark(4) },
      'BELL|L1': { covered: 0, watermark: mark(3) },
    });
    const moved = ['L1', 'S1'].map((location, index) =>
      row({ line: index + 1, open: 0, shipped: 2, location }),
    );
    expect(own([claim({ left: { B1: 2 } })], moved)).toEqual({
      'BELL|B1': { covered: 0, watermark: mark(2) },
      'BELL|L1': { covered: 0, watermark: mark(2) },
      'BELL|S1': { covered: 0, watermark: [] },
    });
  });

  it('is also what is open where the web is not sold from, before it is shipped and after', () => {
    const left = { 'BELL|S1': { covered: 0, watermark: mark(5) } };
    expect(own([claim()], [inStore()])).toEqual(left);
    expect(own([claim({ left: { S1: 5 } })], [inStore({ open: 2, shipped: 3 })])).toEqual(left);
    expect(own([claim({ left: { S1: 5 } })], [inStore({ open: 0, shipped: 5 })])).toEqual(left);
  });

  it('is not open for our claim any more when its line comes back from such a place', () => {
    expect(own([claim({ left: { S1: 5 } })], [row({ open: 4, shipped: 1 })])).toEqual({
      'BELL|S1': { covered: 0, watermark: mark(5) },
      'BELL|B1': { covered: 0, watermark: [] },
    });
  });

  it('is only the part of a line that waits at such a place', () => {
    expect(own([claim()], [row({ open: 2, shipped: 1 }), inStore({ line: 4, open: 2 })])).toEqual({
      'BELL|B1': { covered: 2, watermark: mark(1) },
      'BELL|S1': { covered: 0, watermark: mark(2) },
    });
    expect(own([claim({ left: { B1: 2 } })], [inStore({ open: 3, shipped: 2 })])).toEqual({
      'BELL|B1': { covered: 0, watermark: mark(2) },
      'BELL|S1': { covered: 0, watermark: mark(3) },
    });
  });

  it('is said for a line that is gone', () => {
    expect(own([claim({ left: { B1: 2 } })], [])).toEqual({ 'BELL|B1': { covered: 0, watermark: mark(2) } });
  });
});

/** Something that happens to a line of a document, in the back office or to our claim on it. */
const event = fc.record({
  what: fc.constantFrom('ship', 'take back', 'cancel', 'raise', 'move', 'split', 'give up'),
  line: fc.nat(9),
  units: fc.integer({ min: 1, max: 4 }),
});
/** The next place a line is moved to; the last is a store that the web is not sold from. */
const places = ['B1', 'L1', 'S1'];
const sum = (units: number[]) => units.reduce((total, each) => total + each, 0);

describe('the figure less our claims', () => {
  it('is what the back office has left, less what we promise and no line of it stands for', () => {
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 30, size: 'max' }),
        fc.array(fc.nat(6), { minLength: 1, maxLength: 3 }),
        fc.nat(3),
        (events, ordered, elsewhere) => {
          const skuOf = (line: number) => `SKU-${line}`;
          const claims = ordered.map((units, line) => claim({ line, sku: skuOf(line), units }));
          const lines = ordered.map((open, line) => row({ line, sku: skuOf(line), open }));
          lines.push(row({ document: '410009', sku: skuOf(0), open: elsewhere }));
          const leftOf = ({ left }: OrderClaim) => sum(Object.values(left));
          let onHand = 40;
          for (const { what, line, units } of events) {
            const at = lines[line % lines.length]!;
            const ours = claims[at.line];
            const some = Math.min(units, what === 'take back' ? at.shipped : at.open);
            if (what === 'ship' || what === 'take back') {
              const sent = what === 'ship' ? some : -some;
              Object.assign(at, { open: at.open - sent, shipped: at.shipped + sent });
              if (at.servesWeb) onHand -= sent;
            } else if (what === 'raise') at.open += units;
            else if (what === 'move') {
              const location = places[(places.indexOf(at.location) + units) % places.length]!;
              Object.assign(at, { location, servesWeb: location !== 'S1' });
            } else if (what === 'split') {
              at.open -= some;
              lines.push({ ...at, line: 100 + lines.length, open: some, shipped: 0 });
            } else {
              if (what === 'cancel') at.open -= some;
              // Nothing is given up of what inventory has settled already.
              if (ours) ours.units = Math.max(leftOf(ours), ours.units - some);
            }
            const statement = ownUnits(claims, lines);
            // The adapter keeps what it says, and inventory settles by it.
            for (const each of claims) {
              const before = leftOf(each);
              each.left = Object.fromEntries(
                [...statement].flatMap(([place, { watermark }]) =>
                  watermark.flatMap(({ line: number, quantity }) =>
                    number === each.line ? [[place.split('|')[1], quantity] as const] : [],
                  ),
                ),
              );
              expect(leftOf(each)).toBeGreaterThanOrEqual(before);
            }
            const promised = claims.map((each) => Math.max(0, each.units - leftOf(each)));
            const forWeb = lines.filter((each) => each.servesWeb);
            const open = (sku: string) =>
              sum(
                forWeb.flatMap((each) => (each.sku === sku && each.document === '410001' ? each.open : [])),
              );
            const covered = [...statement].map(([place, each]) => (place.endsWith('|S1') ? 0 : each.covered));
            const allocatedElsewhere = sum(forWeb.map((each) => each.open)) - sum(covered);
            const stoodForByNone = sum(
              promised.map((left, number) => Math.max(0, left - open(skuOf(number)))),
            );
            expect(onHand - allocatedElsewhere - sum(promised)).toBe(
              onHand - sum(forWeb.map((each) => each.open)) - stoodForByNone,
            );
          }
        },
      ),
    );
  });
});
