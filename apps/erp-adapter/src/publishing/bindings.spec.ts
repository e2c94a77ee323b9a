import type { MappedRecord } from '@throughline/connector';
import { describe, expect, it } from 'vitest';
import { belongsTo, holdStrangers, keyOfStranger } from './bindings.ts';

const record = (of: Partial<MappedRecord<unknown>> = {}): MappedRecord<unknown> => ({
  ...{ sourceKey: 'tlb-dup', key: 'demo|TLB-DUP|L1', value: {}, fingerprint: 'a', issues: [], raw: {} },
  names: [{ flow: 'items', code: 'TLB-DUP', sourceKey: 'tlb-dup' }],
  ...of,
});
const warning = { field: 'unit', reason: 'is odd', severity: 'warning' } as const;
const cause = {
  ...{ field: 'code', reason: '"TLB-DUP" is the code of "TLB-DUP"', severity: 'held' },
  awaits: 'items TLB-DUP',
};

describe('what names something by the code of another row', () => {
  it('is held back under one cause, and hangs on nothing of the code when it is all of that row', () => {
    expect(holdStrangers([record({ issues: [warning] })], new Map([['items TLB-DUP', 'TLB-DUP']]))).toEqual([
      { ...record(), key: 'demo|tlb-dup|L1', outside: true, value: null, issues: [warning, cause] },
    ]);
  });

  it('stays as it was published when it only names it', () => {
    const order = record({ sourceKey: '500001', key: 'demo|500001' });
    expect(holdStrangers([order], new Map([['items TLB-DUP', 'TLB-DUP']]))).toEqual([
      { ...order, value: null, issues: [cause] },
    ]);
  });

  it('is found among all that a record names', () => {
    const names = [
      { flow: 'items', code: 'A', sourceKey: 'A' },
      { flow: 'locations', code: 'B1', sourceKey: 'b1' },
    ] as const;
    const bindings = new Map([
      ['items A', 'A'],
      ['items B1', 'other'],
      ['locations B1', 'B1'],
    ]);
    expect(holdStrangers([record({ names })], bindings)[0]?.issues).toEqual([
      belongsTo({ flow: 'locations', code: 'B1' }, 'B1'),
    ]);
  });

  it.each([
    ['nobody has the code', new Map()],
    ['it is the row that has it', new Map([['items TLB-DUP', 'tlb-dup']])],
    ['something else has it', new Map([['locations TLB-DUP', 'TLB-DUP']])],
  ])('is none where %s', (_, bindings) => {
    expect(holdStrangers([record()], bindings)).toEqual([record()]);
  });

  it('is none where nothing is named', () => {
    const { names: _, ...bare } = record();
    expect(holdStrangers([bare], new Map([['items TLB-DUP', 'TLB-DUP']]))).toEqual([bare]);
  });
});

it('a stranger is called as in the back office', () => {
  expect(keyOfStranger({ key: 'demo|X', sourceKey: ' x' })).toBe('demo| x');
  expect(keyOfStranger({ key: 'demo|X|B1', sourceKey: ' x' })).toBe('demo| x|B1');
});
