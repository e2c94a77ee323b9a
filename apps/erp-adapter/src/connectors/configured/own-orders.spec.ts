import type { HandedOverOrder, MappedRecord, Reader, Snapshot } from '@throughline/connector';
import type { ErpOrder } from '@throughline/events';
import { describe, expect, it } from 'vitest';
import { ownOrders } from './own-orders.ts';

const recipient = {
  ...{ name: 'A. Example', company: null, street: 'Street 1', street2: null, postalCode: '10115' },
  ...{ city: 'Berlin', country: 'DE', region: null, email: 'a@example.org', phone: null },
};
const handed = (order: string, erpNumber: string | null): HandedOverOrder => ({
  ...{ order, erpNumber, awaitsDocument: true, isGone: false, recipient },
});

const record = (
  number: string,
  channelOrder: string | null,
  raw: Record<string, string | null> = {},
  of: Partial<ErpOrder> = {},
): MappedRecord<ErpOrder> => ({
  ...{ sourceKey: number, key: `buero|${number}`, fingerprint: '', issues: [] },
  raw: { name: 'A. Example', quelle: 'SHOP ', ...raw },
  value: { number, channelOrder, lines: [{}], ...of } as unknown as ErpOrder,
});

async function read(records: readonly MappedRecord<ErpOrder>[], known: readonly HandedOverOrder[]) {
  const asked: unknown[] = [];
  const reader: Reader<ErpOrder> = { sourceKeys: async () => [], read: async () => [...records] };
  const orders = {
    documents: async (numbers: readonly string[], references: readonly string[]) => {
      asked.push([numbers, references]);
      return [...known];
    },
    claims: async () => [],
    boundSkus: async () => new Map(),
  };
  const own = ownOrders(reader, orders, {
    mark: { quelle: 'SHOP' },
    recipientColumns: ({ name }) => [
      { name: 'name', fields: ['recipient.company', 'recipient.name'], text: name },
    ],
  });
  return { asked, found: await own.read({} as Snapshot, []) };
}

const originOf = ({ value, unpublished }: MappedRecord<ErpOrder>) => [
  value?.channelOrder ?? null,
  unpublished?.namesOrder ?? null,
];

describe('documents of a configured source', () => {
  it('are ours by their number, and by ours while that is not known', async () => {
    const { asked, found } = await read(
      [record('500', 'edited'), record('501', '1002'), record('502', null)],
      [handed('1001', '500'), handed('1002', null)],
    );
    expect(found.map(originOf)).toEqual([
      ['1001', null],
      ['1002', null],
      [null, null],
    ]);
    expect(asked).toEqual([
      [
        ['500', '501', '502'],
        ['edited', '1002'],
      ],
    ]);
  });

  it('that others wrote with our number are theirs, and told', async () => {
    const { found } = await read([record('501', '1002', { quelle: 'FAX' })], [handed('1002', null)]);
    expect(found.map(originOf)).toEqual([[null, '1002']]);
  });

  it('name fields of the recipient that were changed there, and what they say is in no record', async () => {
    const changed = await read([record('500', null, { name: 'B. Other' })], [handed('1001', '500')]);
    expect(changed.found[0]?.unpublished).toEqual({ namesOrder: null, changedRecipient: ['name'] });
    expect(JSON.stringify(changed.found[0]?.value)).not.toContain('Other');
    const same = await read([record('500', null, { name: ' A. Example ' })], [handed('1001', '500')]);
    expect(same.found[0]?.unpublished?.changedRecipient).toEqual([]);
    expect(same.found[0]?.fingerprint).not.toBe(changed.found[0]?.fingerprint);
  });

  it('without lines are not there yet, and what is held stays as it is', async () => {
    const held = { ...record('503', null), value: null };
    const { found } = await read([record('502', null, {}, { lines: [] }), held], []);
    expect(found).toEqual([held]);
  });
});
