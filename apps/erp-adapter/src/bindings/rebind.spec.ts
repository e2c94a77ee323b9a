import type { MappedRecord } from '@throughline/connector';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { itemsNamed, rebind } from './rebind.ts';

const item = { flow: 'items', code: 'TLB-DUP', sourceKey: 'tlb-dup' } as const;
const record = (of: Partial<MappedRecord<unknown>>): MappedRecord<unknown> => ({
  ...{ sourceKey: 'tlb-dup', key: 'demo|TLB-DUP', value: null, fingerprint: 'f', issues: [], raw: {}, ...of },
});
const bound = new Map([['tlb-dup', 'TLB-2']]);

describe('an item that a person has given another code', () => {
  it('has it in its own record, and in what contains it', () => {
    const of = record({
      value: { code: 'TLB-DUP', components: [{ sku: 'PART', quantity: 1 }] },
      names: [{ flow: 'items', code: 'PART', sourceKey: 'part' }],
    });
    expect(rebind('items', [of], new Map([...bound, ['part', 'P']]))).toMatchObject([
      { key: 'demo|TLB-2', value: { code: 'TLB-2', components: [{ sku: 'P', quantity: 1 }] } },
    ]);
  });

  it('has it in its prices, its stock, and every line that names it', () => {
    const price = record({ key: 'demo|TLB-DUP|L1', value: { sku: 'TLB-DUP', amount: '1' }, names: [item] });
    expect(rebind('prices', [price], bound)).toMatchObject([
      { key: 'demo|TLB-2|L1', value: { sku: 'TLB-2', amount: '1' }, names: [{ ...item, code: 'TLB-2' }] },
    ]);
    const stock = record({
      key: 'demo|TLB-DUP|B1',
      value: { sku: 'TLB-DUP', location: 'B1' },
      names: [item],
    });
    expect(rebind('stock', [stock], bound)).toMatchObject([
      { key: 'demo|TLB-2|B1', value: { sku: 'TLB-2' } },
    ]);
    const other = { flow: 'items', code: 'BELL', sourceKey: 'BELL' } as const;
    const order = record({
      ...{ sourceKey: '1', key: 'demo|1', names: [item, other] },
      value: {
        lines: [
          { sku: 'TLB-DUP', components: [] },
          { sku: 'BELL', components: [{ sku: 'TLB-DUP' }] },
        ],
        shipments: [{ lines: [{ sku: 'TLB-DUP' }, { sku: 'BELL' }] }],
      },
    });
    expect(rebind('orders', [order], bound)).toMatchObject([
      {
        key: 'demo|1',
        value: {
          lines: [
            { sku: 'TLB-2', components: [] },
            { sku: 'BELL', components: [{ sku: 'TLB-2' }] },
          ],
          shipments: [{ lines: [{ sku: 'TLB-2' }, { sku: 'BELL' }] }],
        },
      },
    ]);
    const invoice = record({
      ...{ sourceKey: '2', key: 'demo|2', names: [item] },
      value: { lines: [{ sku: 'TLB-DUP' }, { sku: null }] },
    });
    expect(rebind('invoices', [invoice], bound)).toMatchObject([
      { key: 'demo|2', value: { lines: [{ sku: 'TLB-2' }, { sku: null }] } },
    ]);
  });

  it('is published anew under it, and once more when it is taken back', () => {
    const of = record({ value: { code: 'TLB-DUP', components: [] } });
    const [made] = rebind('items', [of], bound);
    expect(made?.fingerprint).not.toBe(of.fingerprint);
    expect(rebind('items', [of], bound)[0]?.fingerprint).toBe(made?.fingerprint);
    expect(rebind('items', [of], new Map([['tlb-dup', 'TLB-3']]))[0]?.fingerprint).not.toBe(
      made?.fingerprint,
    );
  });

  it('is held in a document that names another item by the same code: nobody can tell which line is which', () => {
    const order = record({
      ...{ sourceKey: '1', key: 'demo|1', value: { lines: [], shipments: [] } },
      names: [item, { ...item, sourceKey: 'TLB-DUP' }],
    });
    expect(rebind('orders', [order], bound)).toMatchObject([
      { value: null, issues: [{ field: 'code', reason: '"TLB-DUP" is the code of several rows' }] },
    ]);
  });

  it('is held under the new code when its own row breaks a rule, and keeps a key that nobody knows', () => {
    const held = record({ issues: [{ field: 'unit', reason: 'is missing', severity: 'held' }] });
    expect(rebind('items', [held], bound)).toMatchObject([{ key: 'demo|TLB-2', value: null }]);
    const unknown = record({ keyUnknown: true, key: 'demo|tlb-dup' });
    expect(rebind('items', [unknown], bound)).toEqual([unknown]);
  });

  it('leaves every other record as it is', () => {
    const records = [
      record({ sourceKey: 'BELL', key: 'demo|BELL', value: { code: 'BELL', components: [] } }),
      record({ sourceKey: 'x', key: 'demo|x' }),
    ];
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string({ minLength: 1 })), (codes) => {
        const strange = new Map(Object.entries(codes).filter(([key]) => key !== 'BELL' && key !== 'x'));
        expect(rebind('items', records, strange)).toEqual(records);
        expect(rebind('locations', records, new Map([['BELL', 'X']]))).toEqual(records);
      }),
    );
  });
});

it('the items of records are those that they are of and those that they name', () => {
  expect(itemsNamed('items', [record({ names: [item, { ...item, sourceKey: 'p' }] })])).toEqual([
    'tlb-dup',
    'p',
  ]);
  expect(
    itemsNamed('stock', [record({ names: [item, { flow: 'locations', code: 'B1', sourceKey: 'b1' }] })]),
  ).toEqual(['tlb-dup']);
  expect(itemsNamed('customers', [record({})])).toEqual([]);
});
