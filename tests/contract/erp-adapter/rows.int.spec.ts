import { erpItem } from '@throughline/testing/builders';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  Flow,
  FlowRecords,
  HandedOverOrder,
  MappedRecord,
  OrderClaim,
  Reader,
  Readers,
} from '@throughline/connector';
import {
  type DemoErpConnector,
  demoErpConnector,
} from '../../../apps/erp-adapter/src/connectors/systems/demo-erp/connector.ts';
import { loadMapping } from '../../../apps/erp-adapter/src/mapping/mapping.ts';
import { type BackOffice, openBackOffice } from './back-office.ts';

let office: BackOffice;
let connector: DemoErpConnector;
let claims: OrderClaim[] = [];
/** Orders whose documents are numbered so. */
const ours = [
  ['W-201', '201'],
  ['C-501', '501'],
].map(([order = '', erpNumber = '']): HandedOverOrder => {
  return { order, erpNumber, awaitsDocument: true, isGone: false, recipient: null };
});

beforeAll(async () => {
  office = await openBackOffice();
  connector = demoErpConnector({
    source: 'demo',
    url: office.url,
    mapping: await loadMapping(undefined),
    orders: { documents: async () => ours, boundSkus: async () => new Map(), claims: async () => claims },
  });
});
afterAll(async () => {
  await connector?.close();
  await office?.close();
});

const read = <F extends Flow>(flow: F, ...sourceKeys: string[]): Promise<MappedRecord<FlowRecords[F]>[]> => {
  const readers: Readers = connector.readers;
  const reader = readers[flow] as Reader<FlowRecords[F]>;
  return connector.snapshot((snapshot) => reader.read(snapshot, sourceKeys));
};
/** Records by what follows the source in their key. */
async function values<F extends Flow>(flow: F, ...sourceKeys: string[]) {
  const records = await read(flow, ...sourceKeys);
  return Object.fromEntries(records.map(({ key, value }) => [key.slice('demo|'.length), value]));
}

describe('prices in the tables of the back office', () => {
  /** In Berlin the window is that of 16 November, midnight, to the end of 29 November. */
  const special = (sku: string, number: number, active: string, changedAt: string, currency = 'EUR') =>
    office.query(
      `insert into spcpri (spcnum, itmcod, curcod, pri, minqty, frdat, todat, actflg, chgstp)
       values ($2, $1, $5, 7.5, 2, '2026-11-16', '2026-11-29', $3, $4)`,
      [sku, number, active, changedAt, currency],
    );
  const window = async (sku: string) =>
    Object.fromEntries(
      Object.entries(await values('prices', sku)).map(([key, price]) => [
        key,
        [price?.validFrom.toISOString(), price?.validTo?.toISOString() ?? null],
      ]),
    );
  const began = '2026-11-15T23:00:00.000Z';
  const ends = '2026-11-29T23:00:00.000Z';

  it('are versions of the list and of specials, by the clock of the office', async () => {
    await office.addItem('PRICED', { price: '10.5' });
    await special('PRICED', 100, 'Y', '2026-11-10T00:00:00Z');
    const price = { source: 'demo', sku: 'PRICED', currency: 'EUR', taxIncluded: false, unit: 'C62' };
    const everybody = { group: null, account: null, perQuantity: 1, maxQuantity: null };
    const [number] = Object.keys(await values('prices', 'PRICED'))
      .filter((key) => key.includes('|L'))
      .map((key) => key.slice('PRICED|'.length));
    expect(await values('prices', 'PRICED')).toEqual({
      [`PRICED|${number}`]: {
        ...{ ...price, ...everybody, version: number, list: 'LIST', kind: 'list', amount: '10.5' },
        ...{ minQuantity: 1, validFrom: new Date('2025-12-31T23:00:00Z'), validTo: null },
      },
      'PRICED|S100': {
        ...{ ...price, ...everybody, version: 'S100', list: 'SPECIAL', kind: 'sale', amount: '7.5' },
        ...{ minQuantity: 2, validFrom: new Date(began), validTo: new Date(ends) },
      },
    });
  });

  it('end when a special is switched off, and not when it is changed otherwise', async () => {
    await special('SWITCHED', 201, 'N', '2026-11-20T10:00:00Z');
    await special('SWITCHED', 202, 'N', '2026-12-10T10:00:00Z');
    await special('SWITCHED', 203, 'Y', '2026-11-20T10:00:00Z');
    await office.query(
      `insert into itmmas (itmcod, itmdsc, untcod, taxcod, itmsts, webflg) values ('SWITCHED', '', 'ST', 'S', 'A', 'Y')`,
    );
    expect(await window('SWITCHED')).toEqual({
      'SWITCHED|S201': [began, '2026-11-20T10:00:00.000Z'],
      'SWITCHED|S202': [began, ends],
      'SWITCHED|S203': [began, ends],
    });
  });

  it('never begin with a special that was switched off before, or just when it began', async () => {
    await special('NEVER', 301, 'N', '2026-11-10T10:00:00Z');
    await special('NEVER', 302, 'N', began);
    await special('NEVER', 303, 'N', '2026-11-15T23:00:00.001Z');
    await special('NEVER', 304, 'Y', '2026-11-10T10:00:00Z');
    const versions = (await read('prices', 'NEVER')).map(({ key }) => key);
    expect(versions.toSorted()).toEqual(['demo|NEVER|S303', 'demo|NEVER|S304']);
  });

  it('are all there where several begin at the same instant, and none that ends where it begins', async () => {
    await office.query(
      `insert into itmmas (itmcod, itmdsc, untcod, taxcod, itmsts, webflg) values ('TWICE', '', 'ST', 'S', 'A', 'Y')`,
    );
    await office.query(
      `insert into itmpri (prinum, itmcod, curcod, pri, frdat, frtim, todat, totim) values
       (9001, 'TWICE', 'EUR', 1, '2026-01-01', '0000', null, '0000'),
       (9002, 'TWICE', 'EUR', 2, '2026-01-01', '0000', '2026-02-01', '1230'),
       (9003, 'TWICE', 'EUR', 3, '2026-01-01', '0000', '2026-01-01', '0000'),
       (9004, 'TWICE', 'EUR', 4, '2026-01-01', '0001', '2026-01-01', '0000')`,
    );
    expect((await read('prices', 'TWICE')).flatMap(({ issues }) => issues)).toEqual([]);
    expect(await window('TWICE')).toEqual({
      'TWICE|L9001': ['2025-12-31T23:00:00.000Z', null],
      'TWICE|L9002': ['2025-12-31T23:00:00.000Z', '2026-02-01T11:30:00.000Z'],
    });
  });

  it('are held back where they are zero', async () => {
    await office.addItem('GIFT', { price: '0' });
    const [record] = await read('prices', 'GIFT');
    expect(record).toMatchObject({ value: null, issues: [{ field: 'amount', severity: 'held' }] });
    expect(record?.raw['family']).toBe('HLMT');
  });

  it('may be for several of a unit of pack, which the item has to have', async () => {
    await office.addItem('PACKED', { price: '4.99' });
    await office.query(
      `insert into itmunt (itmcod, untcod, numqty) values ('PACKED', 'KAR', 24), ('PACKED', 'FSS', 99)`,
    );
    await office.query(
      `insert into itmpri (prinum, itmcod, curcod, pri, perqty, untcod, frdat) values
       (9101, 'PACKED', 'EUR', 235, 3, 'KAR', '2026-01-01'), (9102, 'PACKED', 'EUR', 99, 1, 'PAL', '2026-01-01'),
       (9103, 'PACKED', 'EUR', 240, 1, 'KAR', '2026-03-01'), (9104, 'PACKED', 'EUR', 250, 1, 'KAR', '2026-03-01'),
       (9105, 'PACKED', 'EUR', 3, 1, 'ST', '2026-04-01'), (9106, 'PACKED', 'EUR', 4, 1, null, '2026-04-01'),
       (9107, 'PACKED', 'EUR', 1, 1, 'FSS', '2026-01-01')`,
    );
    await office.query(
      `insert into spcpri (spcnum, itmcod, curcod, pri, perqty, untcod, minqty, frdat, todat)
       values (9108, 'PACKED', 'EUR', 80, 1, 'KAR', 120, '2026-11-16', '2026-11-29')`,
    );
    const records = (await read('prices', 'PACKED')).filter(({ key }) => /9\d{3}$/.test(key));
    expect(
      records.flatMap(({ key, value }) =>
        value ? [[key, value.amount, value.perQuantity, value.unit, value.minQuantity]] : [],
      ),
    ).toEqual(
      expect.arrayContaining([
        ['demo|PACKED|L9101', '235', 3, 'XCT', 1],
        ['demo|PACKED|L9103', '240', 1, 'XCT', 1],
        ['demo|PACKED|L9104', '250', 1, 'XCT', 1],
        ['demo|PACKED|L9106', '4', 1, 'C62', 1],
        ['demo|PACKED|S9108', '80', 1, 'XCT', 120],
      ]),
    );
    expect(
      Object.fromEntries(
        records.flatMap(({ key, issues }) => issues.map(({ field, reason }) => [key, `${field} ${reason}`])),
      ),
    ).toEqual({
      'demo|PACKED|L9102': 'unit the item has no unit "PAL"',
      'demo|PACKED|L9107': 'unit unknown code "FSS"',
    });
  });

  it('are those of the lists of customers, while these are in use', async () => {
    await office.addItem('LISTED');
    await office.query(`insert into itmunt (itmcod, untcod, numqty) values ('LISTED', 'KAR', 24)`);
    await office.query(
      `insert into plsmas (plscod, plstxt, curcod, actflg) values
       ('DLRA', 'DEALERS', 'USD', 'Y'), ('OFF', 'OLD', 'EUR', 'N')`,
    );
    await office.query(
      `insert into plspri (plpnum, plscod, itmcod, untcod, pri, perqty, minqty, frdat, todat) values
       (9201, 'DLRA', 'LISTED', null, 8.9, 1, 1, '2026-11-16', '2026-11-29'),
       (9202, 'DLRA', 'LISTED', null, 8.2, 1, 25, '2026-11-16', null),
       (9203, 'DLRA', 'LISTED', 'KAR', 170, 2, 25, '2026-11-16', null),
       (9204, 'DLRA', 'LISTED', null, 8.1, 1, 25, '2026-11-16', null),
       (9205, 'OFF', 'LISTED', null, 1, 1, 1, '2026-11-16', null),
       (9206, 'GONE', 'LISTED', null, 1, 1, 1, '2026-11-16', null)`,
    );
    const { 'LISTED|C9201': first, ...rest } = await values('prices', 'LISTED');
    expect(first).toEqual({
      ...{ source: 'demo', sku: 'LISTED', version: 'C9201', list: 'DLRA', kind: 'customer-list' },
      ...{ currency: 'USD', amount: '8.9', perQuantity: 1, taxIncluded: false, unit: 'C62' },
      ...{ minQuantity: 1, maxQuantity: null, validFrom: new Date(began), validTo: new Date(ends) },
      ...{ group: null, account: null },
    });
    expect(rest['LISTED|C9203']).toMatchObject({
      amount: '170',
      perQuantity: 2,
      unit: 'XCT',
      minQuantity: 25,
    });
    expect(
      Object.keys(rest)
        .filter((key) => key.includes('|C'))
        .toSorted(),
    ).toEqual([...['LISTED|C9202', 'LISTED|C9203', 'LISTED|C9204', 'LISTED|C9206']]);
    const issues = (await read('prices', 'LISTED')).flatMap(({ key, issues: of }) =>
      of.map(({ field, reason }) => `${key} ${field} ${reason}`),
    );
    expect(issues.toSorted()).toEqual(['demo|LISTED|C9206 list no list "GONE"']);
  });

  it('are held back where there is no such item', async () => {
    await special('NOITEM', 401, 'Y', '2026-11-10T10:00:00Z');
    const records = await read('prices', 'NOITEM');
    expect(records.map(({ key, issues }) => [key, issues])).toEqual([
      ['demo|NOITEM|S401', [{ field: 'sku', reason: 'no such item', severity: 'held' }]],
    ]);
  });
});

describe('stock in the tables of the back office', () => {
  const order = async (number: number, origin: string, reference: string | null = null) => {
    await office.query('insert into sohead (sonum, soorg, cusnum, cusref) values ($1, $2, 10000, $3)', [
      number,
      origin,
      reference,
    ]);
  };
  const line = (
    [number, linnum]: [number, number],
    [sku, at]: [string, string],
    [ordered, shipped, cancelled]: [number, number, number],
    changedAt = '2026-11-20T10:00:00Z',
  ) =>
    office.query(
      `insert into soline (sonum, linnum, itmcod, whscod, ordqty, shpqty, cnlqty, pri, taxcod, chgstp)
       values ($1, $2, $3, $4, $5, $6, $7, 1, 'S', $8)`,
      [number, linnum, sku, at, ordered, shipped, cancelled, changedAt],
    );
  const bought = (
    [number, linnum]: [number, number],
    sku: string,
    [ordered, received, cancelled]: [number, number, number],
    expected: string,
    changedAt = '2026-11-20T10:00:00Z',
  ) =>
    office.query(
      `insert into poline (ponum, linnum, itmcod, ordqty, rcvqty, cnlqty, cst, expdat, chgstp)
       values ($1, $2, $3, $4, $5, $6, 1, $7, $8)`,
      [number, linnum, sku, ordered, received, cancelled, expected, changedAt],
    );
  const balance = (sku: string, at: string, onHand: number, changedAt: string) =>
    office.query('insert into stkbal (itmcod, whscod, onhand, chgstp) values ($1, $2, $3, $4)', [
      sku,
      at,
      onHand,
      changedAt,
    ]);

  it('claims open units of all lines that are not ours, wherever they come from', async () => {
    await office.addItem('CLAIM', { onHand: 50 });
    await balance('CLAIM', 'L1', 20, '2026-11-20T10:00:00Z');
    for (const [number, origin] of [
      [101, 'T'],
      [102, 'S'],
      [103, 'W'],
    ] as const)
      await order(number, origin);
    await line([101, 1], ['CLAIM', 'B1'], [7, 2, 1]);
    await line([101, 2], ['CLAIM', 'B1'], [3, 0, 0]);
    await line([101, 3], ['CLAIM', 'L1'], [5, 0, 0]);
    await line([102, 1], ['CLAIM', 'B1'], [10, 4, 6]);
    await line([102, 2], ['CLAIM', 'B1'], [2, 0, 1]);
    await line([103, 1], ['CLAIM', 'B1'], [30, 1, 0]);
    await line([103, 2], ['CLAIM', 'L1'], [6, 0, 0]);
    const stock = await values('stock', 'CLAIM');
    expect(
      Object.entries(stock).map(([key, value]) => [key, value?.quantity, value?.allocatedElsewhere]),
    ).toEqual(
      expect.arrayContaining([
        ['CLAIM|B1', 50, 37],
        ['CLAIM|L1', 20, 11],
      ]),
    );
  });

  it('says as of when its figure stands: of the balance, else of open lines, else of what is coming', async () => {
    await office.addItem('ASOF', { onHand: 1 });
    await office.query(`delete from stkbal where itmcod = 'ASOF'`);
    await balance('ASOF', 'B1', 5, '2026-11-20T10:00:00.123456Z');
    await order(111, 'W');
    await line([111, 1], ['ASOF', 'B1'], [1, 0, 0], '2026-11-21T10:00:00Z');
    await line([111, 2], ['ASOF', 'L1'], [1, 0, 0], '2026-11-22T10:00:00Z');
    await line([111, 3], ['ASOF', 'L1'], [1, 0, 0], '2026-11-23T10:00:00Z');
    await line([111, 4], ['ASOF', 'L1'], [1, 0, 1], '2026-11-24T10:00:00Z');
    await office.query(
      `insert into pohead (ponum, vencod, whscod, orddat, chgusr) values
       (11, 'V', 'L1', '2026-11-01', 'T'), (12, 'V', 'P1', '2026-11-01', 'T')`,
    );
    await bought([11, 1], 'ASOF', [1, 0, 0], '2026-12-01', '2026-11-25T10:00:00Z');
    await bought([12, 1], 'ASOF', [1, 0, 0], '2026-12-01', '2026-11-26T10:00:00Z');
    await bought([12, 2], 'ASOF', [1, 0, 0], '2026-12-01', '2026-11-27T10:00:00Z');
    await bought([12, 3], 'ASOF', [1, 0, 0], '2026-12-09', '2026-11-19T10:00:00Z');
    const stock = await values('stock', 'ASOF');
    expect(Object.fromEntries(Object.entries(stock).map(([key, value]) => [key, value?.asOf]))).toEqual({
      'ASOF|B1': new Date('2026-11-20T10:00:00.123Z'),
      'ASOF|L1': new Date('2026-11-23T10:00:00Z'),
      'ASOF|P1': new Date('2026-11-27T10:00:00Z'),
    });
    const [before] = await read('stock', 'ASOF');
    await office.query(
      `update stkbal set chgstp = '2026-11-20T10:00:00.123457Z' where itmcod = 'ASOF' and whscod = 'B1'`,
    );
    const after = (await read('stock', 'ASOF')).find(({ key }) => key === before?.key);
    expect(after?.value).toEqual(before?.value);
    expect(after?.fingerprint).not.toBe(before?.fingerprint);
  });

  it('tells what is coming by each document, less what has come or was cancelled', async () => {
    await office.addItem('COMING');
    await office.query(
      `insert into pohead (ponum, vencod, whscod, orddat, chgusr) values
       (21, 'V', 'B1', '2026-11-01', 'T'), (22, 'V', 'B1', '2026-11-01', 'T'), (23, 'V', 'L1', '2026-11-01', 'T')`,
    );
    await bought([21, 1], 'COMING', [10, 3, 2], '2026-12-15');
    await bought([21, 2], 'COMING', [4, 4, 0], '2026-12-03');
    await bought([21, 3], 'COMING', [4, 1, 3], '2026-12-04');
    await bought([22, 1], 'COMING', [1, 0, 0], '2026-12-15');
    await bought([22, 2], 'COMING', [2, 0, 0], '2026-12-01');
    await bought([23, 1], 'COMING', [9, 0, 0], '2026-12-02');
    await office.query(`update poline set cfmdat = '2026-12-20' where ponum = 21 and linnum = 1`);
    await office.query(
      `insert into trfhed (trfnum, frmwhs, towhs, expdat, chgusr) values
       (31, 'B1', 'L1', '2026-12-01', 'T'), (32, 'L1', 'B1', '2026-12-01', 'T'), (33, 'B1', 'S1', '2026-12-07', 'T')`,
    );
    await office.query(
      `insert into trflin (trfnum, linnum, itmcod, shpqty, rcvqty) values
       (31, 1, 'COMING', 7, 3), (31, 2, 'COMING', 1, 0), (32, 1, 'COMING', 5, 5), (33, 1, 'COMING', 2, 0)`,
    );
    const purchase = { kind: 'purchase', confirmed: false };
    const transfer = { kind: 'transfer', confirmed: true };
    const stock = await values('stock', 'COMING');
    expect(Object.fromEntries(Object.entries(stock).map(([key, value]) => [key, value?.incoming]))).toEqual({
      'COMING|B1': [
        { ...purchase, expectedOn: '2026-12-01', quantity: 2, document: '22' },
        { ...purchase, expectedOn: '2026-12-15', quantity: 1, document: '22' },
        { ...purchase, expectedOn: '2026-12-20', quantity: 5, document: '21', confirmed: true },
      ],
      'COMING|L1': [
        { ...transfer, expectedOn: '2026-12-01', quantity: 4, document: '31' },
        { ...transfer, expectedOn: '2026-12-01', quantity: 1, document: '31' },
        { ...purchase, expectedOn: '2026-12-02', quantity: 9, document: '23' },
      ],
      'COMING|S1': [{ ...transfer, expectedOn: '2026-12-07', quantity: 2, document: '33' }],
    });
  });

  it('withholds units once, where goods are allocated from first', async () => {
    await office.addItem('SAFE', { safety: 4 });
    await office.query(`delete from stkbal where itmcod = 'SAFE'`);
    await order(121, 'T');
    await line([121, 1], ['SAFE', 'B1'], [1, 0, 0]);
    for (const at of ['S1', 'P1', 'L1']) await balance('SAFE', at, 9, '2026-11-20T10:00:00Z');
    const stock = await values('stock', 'SAFE');
    expect(
      Object.fromEntries(Object.entries(stock).map(([key, value]) => [key, value?.safetyStock])),
    ).toEqual({ 'SAFE|B1': 0, 'SAFE|L1': 4, 'SAFE|P1': 0, 'SAFE|S1': 0 });
  });

  const claim = (document: number, line: number, sku: string, units: number): OrderClaim => {
    return { order: `ours-${document}`, erpNumber: String(document), line, sku, units, left: {} };
  };

  it('tells what of our orders has left, by line and by the place that it is taken from', async () => {
    for (const sku of ['LEFT', 'ALSO']) {
      await office.addItem(sku, { onHand: 30 });
      await balance(sku, 'L1', 30, '2026-11-20T10:00:00Z');
    }
    await order(131, 'W', 'ours-131 / PO 77');
    await order(132, 'W', 'ours-132');
    await order(133, 'W', 'settled');
    await order(134, 'T', 'ours-131');
    for (const number of [131, 132, 133, 134]) {
      await line([number, 1], ['LEFT', 'B1'], [9, 0, 0]);
      await line([number, 2], ['ALSO', 'L1'], [9, 0, 0]);
      await line([number, 3], ['LEFT', 'L1'], [9, 0, 0]);
      await office.ship(number, 1, 1, 'B1');
      await office.ship(number, 2, 2, 'L1');
    }
    await office.ship(131, 1, 2, 'B1');
    await office.ship(131, 3, 5, 'L1');
    claims = [
      claim(131, 1, 'LEFT', 9),
      claim(131, 2, 'ALSO', 9),
      claim(131, 3, 'LEFT', 7),
      claim(132, 1, 'LEFT', 9),
      claim(132, 2, 'ALSO', 9),
    ];
    const stock = await values('stock', 'LEFT', 'ALSO');
    claims = [];
    const told = Object.entries(stock).map(([key, value]) => [
      key,
      { held: value?.allocatedElsewhere, left: value?.watermark },
    ]);
    const left = (document: number, number: number, quantity: number) => {
      return { order: `ours-${document}`, line: number, quantity };
    };
    expect(Object.fromEntries(told)).toEqual({
      // What two others hold, of a line each.
      'LEFT|B1': { held: 16, left: [left(131, 1, 3), left(132, 1, 1)] },
      // Of line 3 the document has two units more than we promise, and nobody claims that of 132.
      'LEFT|L1': { held: 29, left: [left(131, 3, 5)] },
      'ALSO|B1': { held: 0, left: [] },
      'ALSO|L1': { held: 14, left: [left(131, 2, 2), left(132, 2, 2)] },
    });
  });

  it('names a place for nothing but our orders, where they left and where they were said to', async () => {
    await office.addItem('FAR', { onHand: 5 });
    await order(141, 'W', 'ours-141');
    await line([141, 1], ['FAR', 'P1'], [2, 2, 0]);
    claims = [claim(141, 1, 'FAR', 4), { ...claim(141, 2, 'FAR', 4), left: { S1: 3 } }];
    const stock = await values('stock', 'FAR');
    claims = [];
    expect(Object.keys(stock).toSorted()).toEqual(['FAR|B1', 'FAR|P1', 'FAR|S1']);
    expect(stock['FAR|P1']).toMatchObject({
      quantity: 0,
      watermark: [{ order: 'ours-141', line: 1, quantity: 2 }],
    });
    expect(stock['FAR|S1']).toMatchObject({
      quantity: 0,
      watermark: [{ order: 'ours-141', line: 2, quantity: 3 }],
    });
  });
});

describe('kits in the tables of the back office', () => {
  beforeAll(async () => {
    for (const sku of ['PART', 'OTHER']) await office.addItem(sku, { onHand: 50 });
    await office.query(
      `insert into itmmas (itmcod, itmdsc, famcod, untcod, taxcod, itmsts, webflg, itmknd, safqty) values
       ('KIT', 'HLMT KIT', 'HLMT', 'SET', 'S', 'A', 'Y', 'K', 3), ('FIT', 'HLMT FITTING', 'HLMT', 'ST', 'S', 'A', 'Y', 'S', 3)`,
    );
    await office.query(
      `insert into itmkit (itmcod, cmpcod, cmpqty) values ('KIT', 'PART', 2), ('KIT', 'OTHER', 1)`,
    );
    await office.query(`insert into stkbal (itmcod, whscod, onhand) values ('KIT', 'L1', 0)`);
    await office.query(
      `insert into sohead (sonum, soorg, cusnum, cusref, ordstp, dlvctc) values
       (401, 'W', 10000, 'kit-1', '2026-11-20T10:00:00Z', 'DE'), (402, 'T', 10000, null, '2026-11-20T10:00:00Z', 'DE')`,
    );
    for (const order of [401, 402])
      await office.query(
        `insert into soline (sonum, linnum, itmcod, itmdsc, whscod, ordqty, pri, taxcod, linknd, parlin, kitqty) values
         ($1, 1, 'KIT', 'HLMT KIT', 'B1', 4, 13.5, 'S', 'K', null, null),
         ($1, 2, 'FIT', 'FITTING', 'B1', 1, 49, 'S', 'S', null, null),
         ($1, 3, 'OTHER', 'OTHER', 'B1', 4, 0, 'S', 'C', 1, 1), ($1, 4, 'PART', 'PART', 'B1', 8, 0, 'S', 'C', 1, 2)`,
        [order],
      );
    await office.query(
      `insert into soline (sonum, linnum, itmcod, itmdsc, whscod, ordqty, shpqty, pri, taxcod, linknd)
       values (401, 5, 'SMALLQTY', 'SMALL ORDER', 'B1', 1, 1, 8, 'S', 'H')`,
    );
    await office.ship(401, 4, 3, 'B1');
    await office.ship(401, 3, 1, 'B1');
  });

  it('are put together of components, and hold no stock', async () => {
    expect((await values('items', 'KIT'))['KIT']).toMatchObject({
      ...{ kind: 'kit', unit: 'SET', units: [] },
      components: [
        { sku: 'OTHER', quantity: 1 },
        { sku: 'PART', quantity: 2 },
      ],
    });
    expect((await values('items', 'FIT'))['FIT']).toMatchObject({ kind: 'service', components: [] });
    expect(await values('stock', 'KIT', 'FIT')).toEqual({});
    const keys = await connector.snapshot((snapshot) =>
      connector.readers.stock.sourceKeys(snapshot, '', 1_000),
    );
    expect(keys).toEqual(expect.arrayContaining(['PART', 'OTHER']));
    expect(keys).not.toContain('FIT');
  });

  it('have what left and what is claimed of their components said of these', async () => {
    const of = { order: 'kit-1', erpNumber: '401', line: 1, left: {} };
    claims = [
      { ...of, sku: 'PART', units: 8 },
      { ...of, sku: 'OTHER', units: 4 },
    ];
    const stock = await values('stock', 'PART', 'OTHER');
    claims = [];
    expect(stock['PART|B1']).toMatchObject({
      ...{ quantity: 47, allocatedElsewhere: 8 },
      watermark: [{ order: 'kit-1', line: 1, quantity: 3 }],
    });
    expect(stock['OTHER|B1']).toMatchObject({
      ...{ quantity: 49, allocatedElsewhere: 4 },
      watermark: [{ order: 'kit-1', line: 1, quantity: 1 }],
    });
  });

  it('are ordered as one line, under which the components are shipped', async () => {
    const order = (await values('orders', '401'))['401'];
    expect(order?.lines).toEqual([
      {
        ...{
          line: 1,
          sku: 'KIT',
          name: 'HLMT KIT',
          kind: 'kit',
          unit: 'SET',
          unitQuantity: 4,
          perQuantity: 1,
        },
        ...{ ordered: 4, shipped: 1, cancelled: 0, invoiced: 0, unitPrice: '13.5', net: '54' },
        discountPercent: '0',
        components: [
          { sku: 'OTHER', quantity: 1 },
          { sku: 'PART', quantity: 2 },
        ],
      },
      {
        ...{ line: 2, sku: 'FIT', name: 'FITTING', kind: 'service', unit: 'C62', unitQuantity: 1 },
        ...{ perQuantity: 1, ordered: 1, shipped: 0, cancelled: 0, invoiced: 0, unitPrice: '49', net: '49' },
        ...{ discountPercent: '0', components: [] },
      },
    ]);
    expect(order?.charges).toEqual([{ line: 5, code: 'SMALLQTY', name: 'SMALL ORDER', net: '8' }]);
    expect(order?.shipments.map(({ lines }) => lines)).toEqual([
      [{ line: 1, sku: 'PART', quantity: 3 }],
      [{ line: 1, sku: 'OTHER', quantity: 1 }],
    ]);
    // 111 at 19 %.
    expect(order).toMatchObject({ net: '111', tax: '21.09', gross: '132.09', status: 'part-shipped' });
  });

  it('are held back while a component is no item', async () => {
    await office.query(`insert into itmkit (itmcod, cmpcod, cmpqty) values ('KIT', 'NOPART', 1)`);
    const [record] = await read('items', 'KIT');
    await office.query(`delete from itmkit where cmpcod = 'NOPART'`);
    expect(record?.value).toBeNull();
    expect(record?.issues).toEqual([{ field: 'components', reason: 'no item "NOPART"', severity: 'held' }]);
  });
});

describe('documents in the tables of the back office', () => {
  it('are orders with all lines and shipments, taxed where they go to', async () => {
    await office.query(
      `insert into cusmas (cusnum, cusnam, cusgrp, ctycod) values (10042, 'MÜLLER', 'D', 'AT')`,
    );
    await office.query(
      `insert into sohead (sonum, soorg, cusnum, cusref, curcod, ordstp, dlvctc, frtamt) values
       (201, 'W', 10042, 'W-201', 'EUR', '2026-11-20T10:00:00Z', '', 4.9),
       (202, 'T', 10042, null, 'EUR', '2026-11-20T10:00:00Z', 'DE', 0),
       (203, 'T', 10042, null, 'EUR', '2026-11-20T10:00:00Z', 'DE', 0)`,
    );
    await office.query(
      `insert into soline (sonum, linnum, itmcod, itmdsc, whscod, ordqty, cnlqty, invqty, shpqty, pri, dispct, taxcod) values
       (201, 2, 'TUBE', 'TUB', 'B1', 4, 1, 1, 2, 4.5, 10, 'R'),
       (201, 1, 'HELMET', 'HLMT', 'B1', 2, 0, 0, 1, 29.74, 0, 'S'),
       (202, 1, 'TUBE', 'TUB', 'B1', 2, 0, 0, 0, 4.5, 0, 'S')`,
    );
    await office.query(
      `insert into dlvhed (dlvnum, sonum, cusnum, whscod, shpstp, chgusr, carcod, trkref) values
       (803, 201, 10042, 'B1', '2026-11-22T10:00:00Z', 'T', 'EXPR', 'VH803'),
       (802, 201, 10042, 'L1', '2026-11-23T10:00:00Z', 'T', 'GRND', 'VH802'),
       (801, 201, 10042, 'B1', '2026-11-23T10:00:00Z', 'T', 'NONE', 'VH801'),
       (804, 201, 10042, 'B1', '2026-11-24T10:00:00Z', 'T', 'FRGT', null)`,
    );
    await office.query(
      `insert into dlvlin (dlvnum, linnum, sonum, solin, itmcod, dlvqty) values
       (801, 2, 201, 1, 'HELMET', 1), (801, 1, 201, 2, 'TUBE', 1), (803, 1, 201, 2, 'TUBE', 1),
       (804, 1, 201, 1, 'HELMET', 1)`,
    );
    const rest = {
      ...{ source: 'demo', customer: '10042', currency: 'EUR', placedAt: new Date('2026-11-20T10:00:00Z') },
      ...{
        billTo: null,
        purchaseOrderNumber: null,
        buyerReference: null,
        requestedOn: null,
        shipComplete: false,
      },
    };
    // There are no such items.
    const line = { kind: 'goods', unit: '', perQuantity: 1, discountPercent: '0', components: [] };
    // A head whose lines are still to come is no order, and a delivery without lines none.
    expect(await values('orders', '201', '202', '203')).toEqual({
      '201': {
        ...{ ...rest, number: '201', channelOrder: 'W-201', origin: 'web', status: 'part-shipped' },
        lines: [
          {
            ...{ line: 1, sku: 'HELMET', name: 'HLMT', unitPrice: '29.74', net: '59.48' },
            ...{ ...line, unitQuantity: 2, ordered: 2, shipped: 1, cancelled: 0, invoiced: 0 },
          },
          {
            ...{ line: 2, sku: 'TUBE', name: 'TUB', unitPrice: '4.05', net: '12.15' },
            ...{ ...line, discountPercent: '10', unitQuantity: 4, ordered: 4, shipped: 2, cancelled: 1 },
            invoiced: 1,
          },
        ],
        charges: [{ line: null, code: 'freight', name: 'FREIGHT', net: '4.9' }],
        shipments: [
          {
            ...{ number: '803', location: 'B1', shippedAt: new Date('2026-11-22T10:00:00Z') },
            ...{ carrier: 'Example Express', trackingNumber: 'VH803' },
            trackingUrl: 'https://tracking.example/express/VH803',
            lines: [{ line: 2, sku: 'TUBE', quantity: 1 }],
          },
          {
            ...{ number: '801', location: 'B1', shippedAt: new Date('2026-11-23T10:00:00Z') },
            ...{ carrier: null, trackingNumber: 'VH801', trackingUrl: null },
            lines: [
              { line: 2, sku: 'TUBE', quantity: 1 },
              { line: 1, sku: 'HELMET', quantity: 1 },
            ],
          },
          {
            ...{ number: '804', location: 'B1', shippedAt: new Date('2026-11-24T10:00:00Z') },
            ...{ carrier: 'Example Freight', trackingNumber: null, trackingUrl: null },
            lines: [{ line: 1, sku: 'HELMET', quantity: 1 }],
          },
        ],
        // 64.38 at 20 % and 12.15 at 10 % in Austria.
        ...{ net: '76.53', tax: '14.1', gross: '90.63' },
      },
      '202': {
        ...{ ...rest, number: '202', channelOrder: null, origin: 'telephone', status: 'open' },
        lines: [
          {
            ...{ line: 1, sku: 'TUBE', name: 'TUB', unitPrice: '4.5', net: '9' },
            ...{ ...line, unitQuantity: 2, ordered: 2, shipped: 0, cancelled: 0, invoiced: 0 },
          },
        ],
        charges: [],
        shipments: [],
        ...{ net: '9', tax: '1.71', gross: '10.71' },
      },
    });
  });

  it('say who pays, what the buyer asked for, and in which unit; taxed by region and class', async () => {
    await office.query(
      `insert into cusmas (cusnum, cusnam, cusgrp, ctycod, bilcus, parcus, taxcls, regcod, paytrm, cussts) values
       (10060, 'HEAD', 'D', 'FR', null, null, 'N', null, 'M30', 'O'),
       (10061, 'BRANCH', 'D', 'FR', 10060, 10060, 'N', 'RE', 'N30', 'B'),
       (10062, 'ABROAD', 'D', 'FR', null, null, 'E', null, 'N30', 'A')`,
    );
    await office.query(
      `insert into sohead (sonum, soorg, cusnum, ordstp, dlvctc, dlvreg, purnum, buyref, reqdat, shpcmp) values
       (301, 'T', 10061, '2026-11-20T10:00:00Z', 'FR', 'RE', 'FC 45', 'FR. WINKLER', '2026-12-24', 'Y'),
       (302, 'T', 10062, '2026-11-20T10:00:00Z', 'FR', 'RE', null, null, null, 'N')`,
    );
    await office.addItem('CARTON');
    for (const order of [301, 302])
      await office.query(
        `insert into soline (sonum, linnum, itmcod, whscod, ordqty, cnlqty, pri, dispct, taxcod, untcod, untqty, untpri, perqty)
         values ($1, 1, 'CARTON', 'B1', 48, 24, 1.2361111, 10, 'S', 'KAR', 2, 89, 3)`,
        [order],
      );
    const orders = await values('orders', '301', '302');
    expect(orders['301']).toMatchObject({
      ...{ billTo: '10060', purchaseOrderNumber: 'FC 45', buyerReference: 'FR. WINKLER' },
      ...{ requestedOn: '2026-12-24', shipComplete: true },
      lines: [
        {
          ...{ unit: 'XCT', unitQuantity: 2, perQuantity: 3, unitPrice: '80.1', ordered: 48, cancelled: 24 },
          net: '26.7',
        },
      ],
      // 8.5 % in La Réunion.
      ...{ net: '26.7', tax: '2.27', gross: '28.97' },
    });
    expect(orders['302']).toMatchObject({ billTo: null, net: '26.7', tax: '0', gross: '26.7' });
    expect(await values('customers', '10061', '10060', '10062')).toMatchObject({
      '10060': { parent: null, billTo: null, paymentTerms: 'M30', region: null, blockedFor: ['orders'] },
      '10061': {
        ...{ parent: '10060', billTo: '10060', paymentTerms: 'N30', region: 'RE', taxClass: 'normal' },
        blockedFor: ['orders', 'shipments'],
      },
      '10062': { taxClass: 'reverse-charge', blockedFor: [] },
    });
  });

  it('are invoices with all lines, which name our order when it is one of ours', async () => {
    await office.query(
      `insert into invhed (invnum, sonum, cusnum, invdat, duedat, curcod, invctc, nettot, taxtot, grstot, chgusr) values
       (901, 201, 10042, '2026-11-24', '2026-12-24', 'EUR', 'AT', 14.05, 2.41, 16.46, 'T'),
       (902, 299, 10042, '2026-11-25', '2026-12-25', 'EUR', 'AT', 5, 1, 6, 'T'),
       (903, 298, 10042, '2026-11-25', '2026-12-25', 'EUR', 'AT', 5, 1, 6, 'T')`,
    );
    await office.query(
      `insert into sohead (sonum, soorg, cusnum, cusref) values (298, 'T', 10042, 'Their own 77')`,
    );
    await office.query(
      `insert into invlin (invnum, linnum, solin, itmcod, itmdsc, invqty, pri, linnet, taxcod, taxpct) values
       (901, 2, 1, 'HELMET', 'HLMT', 1, 10, 10, 'S', 20), (901, 1, 2, 'TUBE', 'TUB', 1, 4.05, 4.05, 'R', 10),
       (903, 1, 1, 'TUBE', 'TUB', 1, 5, 5, 'S', 20)`,
    );
    const head = {
      ...{ kind: 'invoice', corrects: [], billTo: null, purchaseOrderNumber: null, charges: [] },
      dueOn: '2026-12-25',
    };
    const web = { order: '201', channelOrder: 'W-201', corrects: null };
    expect(await values('invoices', '901', '902', '903')).toEqual({
      '901': {
        ...{ ...head, dueOn: '2026-12-24' },
        ...{ source: 'demo', number: '901', order: '201', channelOrder: 'W-201', customer: '10042' },
        ...{ issuedOn: '2026-11-24', currency: 'EUR', net: '14.05', tax: '2.41', gross: '16.46' },
        lines: [
          { ...web, line: 2, sku: 'TUBE', quantity: 1, net: '4.05', taxRate: '10' },
          { ...web, line: 1, sku: 'HELMET', quantity: 1, net: '10', taxRate: '20' },
        ],
      },
      '903': {
        ...head,
        ...{ source: 'demo', number: '903', order: '298', channelOrder: null, customer: '10042' },
        ...{ issuedOn: '2026-11-25', currency: 'EUR', net: '5', tax: '1', gross: '6' },
        lines: [
          {
            ...{ order: '298', channelOrder: null, line: 1, sku: 'TUBE', quantity: 1, net: '5' },
            ...{ taxRate: '20', corrects: null },
          },
        ],
      },
    });
  });
});

describe('collective invoices and credit notes in the tables of the back office', () => {
  it('name the order of each line, and what they give back', async () => {
    await office.query(
      `insert into sohead (sonum, soorg, cusnum, cusref) values (501, 'W', 10000, ' C-501 '), (502, 'T', 10000, 'X')`,
    );
    await office.query(
      `insert into soline (sonum, linnum, itmcod, whscod, ordqty, shpqty, pri, taxcod, linknd) values
       (501, 3, 'TUBE', 'B1', 2, 2, 5, 'S', 'G'), (502, 1, 'HELMET', 'B1', 1, 1, 10, 'S', 'G'),
       (502, 2, 'PACKING', 'B1', 1, 1, 4.5, 'S', 'H')`,
    );
    await office.query(
      `insert into invhed (invnum, invknd, cusnum, bilcus, purnum, invdat, duedat, curcod, invctc, nettot, taxtot, grstot, chgusr)
       values (951, 'I', 10000, 20024, null, '2026-11-24', '2026-12-31', 'EUR', 'DE', 29.4, 5.59, 34.99, 'T'),
              (952, 'C', 10000, 20024, 'PO-7', '2026-11-25', '2026-11-25', 'EUR', 'DE', 9.5, 1.81, 11.31, 'T')`,
    );
    await office.query(
      `insert into invlin (invnum, linnum, sonum, solin, itmcod, itmdsc, invqty, pri, linnet, taxcod, taxpct, corinv, corlin) values
       (951, 1, 501, 3, 'TUBE', 'TUB', 2, 5, 10, 'S', 19, null, null),
       (951, 2, 501, 0, 'FREIGHT', 'FREIGHT', 1, 4.9, 4.9, 'S', 19, null, null),
       (951, 3, 502, 1, 'HELMET', 'HLMT', 1, 10, 10, 'S', 19, null, null),
       (951, 4, 502, 2, 'PACKING', 'PACKING', 1, 4.5, 4.5, 'S', 19, null, null),
       (952, 1, 501, 3, 'TUBE', 'TUB', 1, 5, 5, 'S', 19, 951, 1),
       (952, 2, 501, 0, 'FREIGHT', 'FREIGHT', 1, 4.5, 4.5, 'S', 19, 951, 2)`,
    );
    const web = { order: '501', channelOrder: 'C-501' };
    const theirs = { order: '502', channelOrder: null };
    const rest = { source: 'demo', customer: '10000', billTo: '20024', currency: 'EUR' };
    expect(await values('invoices', '951', '952')).toEqual({
      '951': {
        ...{ ...rest, number: '951', kind: 'invoice', order: null, channelOrder: null, corrects: [] },
        ...{ purchaseOrderNumber: null, issuedOn: '2026-11-24', dueOn: '2026-12-31' },
        lines: [
          { ...web, line: 3, sku: 'TUBE', quantity: 2, net: '10', taxRate: '19', corrects: null },
          { ...theirs, line: 1, sku: 'HELMET', quantity: 1, net: '10', taxRate: '19', corrects: null },
        ],
        charges: [
          { ...web, line: null, code: 'freight', name: 'FREIGHT', net: '4.9', taxRate: '19' },
          { ...theirs, line: 2, code: 'PACKING', name: 'PACKING', net: '4.5', taxRate: '19' },
        ],
        ...{ net: '29.4', tax: '5.59', gross: '34.99' },
      },
      '952': {
        ...{ ...rest, ...web, number: '952', kind: 'credit-note', corrects: ['951'] },
        ...{ purchaseOrderNumber: 'PO-7', issuedOn: '2026-11-25', dueOn: null },
        lines: [
          {
            ...{ ...web, line: 3, sku: 'TUBE', quantity: 1, net: '5', taxRate: '19' },
            corrects: { invoice: '951', line: 3 },
          },
        ],
        charges: [{ ...web, line: null, code: 'freight', name: 'FREIGHT', net: '4.5', taxRate: '19' }],
        ...{ net: '9.5', tax: '1.81', gross: '11.31' },
      },
    });
  });
});

describe('master files of the back office', () => {
  it('are items with the texts of their model and the name of their family', async () => {
    await office.query(
      `insert into modtxt values ('M1', 'EN', 'Helmet', 'Keeps'), ('M1', 'DE', 'Helm', 'Schützt'), ('M2', 'EN', 'Hat', '')`,
    );
    await office.query(`insert into fammas values ('HATS', 'HATS', 'CLO', 'CLOTHING')`);
    await office.query(
      `insert into itmmas (itmcod, itmdsc, modcod, famcod, colcod, sizcod, sizunt, untcod, wgtgrm, taxcod, itmsts, webflg)
       values ('it-1', 'HLMT BLK 44', 'M1', 'hats', 'BLK', '44', 'CM', 'ST', 300, 'S', 'A', 'Y'),
              ('IT-2', 'HLMT', null, 'HLMT', null, null, null, 'PR', null, 'R', 'X', 'Y'),
              ('IT-3', 'HLMT', 'M2', 'HLMT', null, null, null, 'PR', null, 'R', 'A', 'N')`,
    );
    const alone = { kind: 'goods', backOrderLimit: 0, quantityScale: 0, units: [], components: [] };
    const texts = { de: ['Helm', 'Schützt'], en: ['Helmet', 'Keeps'] } as const;
    expect(await values('items', 'it-1', 'IT-2', 'IT-3')).toEqual({
      'IT-1': erpItem({
        ...{ source: 'demo', code: 'IT-1', abbreviation: 'HLMT BLK 44', model: 'M1', modelName: 'Helmet' },
        ...{ family: 'HATS', familyName: 'Hats', category: 'Clothing', unit: 'C62', color: 'black' },
        ...alone,
        ...{ size: '44 cm', weightGrams: 300, taxCategory: 'standard', status: 'active', substitute: null },
        texts: Object.entries(texts).map(([language, [name, description]]) => ({
          language,
          name,
          description,
        })),
      }),
      'IT-2': erpItem({
        ...{ source: 'demo', code: 'IT-2', abbreviation: 'HLMT', model: null, modelName: null },
        ...{ family: 'HLMT', familyName: 'Helmets', category: 'Accessories', unit: 'PR', color: null },
        ...alone,
        ...{ size: null, weightGrams: null, taxCategory: 'reduced', status: 'ended', substitute: null },
        texts: [{ language: 'en', name: 'Helmet', description: '' }],
      }),
    });
  });

  it('are units of pack with their labels, and without those that nobody knows', async () => {
    await office.addItem('UNITS');
    await office.query(
      `insert into itmunt (itmcod, untcod, numqty, denqty, eancod, salflg) values
       ('UNITS', 'PAL', 960, 1, null, 'N'), ('UNITS', 'KAR', 24, 1, '2009900020024', 'Y'),
       ('UNITS', 'DTZ', 25, 2, null, 'Y'), ('UNITS', 'FSS', 5000, 1, null, 'Y')`,
    );
    await office.query(`update itmmas set pckflg = 'Y', eancod = '2009900020017' where itmcod = 'UNITS'`);
    const [record] = await read('items', 'UNITS');
    expect(record?.value?.units).toEqual([
      { unit: 'C62', numerator: 1, denominator: 1, gtin: '2009900020017', sellable: false },
      { unit: 'DZN', numerator: 25, denominator: 2, gtin: null, sellable: true },
      { unit: 'XCT', numerator: 24, denominator: 1, gtin: '2009900020024', sellable: true },
      { unit: 'XPX', numerator: 960, denominator: 1, gtin: null, sellable: false },
    ]);
    expect(record?.issues).toEqual([{ field: 'units', reason: 'unknown code "FSS"', severity: 'warning' }]);
  });

  it('are customers, places, and rates that end the day after their last', async () => {
    await office.query(
      `insert into cusmas (cusnum, cusnam, cusgrp, ctycod, vatnum, email, curcod, cussts)
       values (10050, 'ÖSI KG', 'D', 'AT', 'ATU 1', 'A@B.example', 'CHF', 'B')`,
    );
    await office.query(
      `insert into cuspls (cusnum, seqnum, plscod) values (10050, 2, 'DLRA'), (10050, 1, 'SEAS'), (10042, 1, 'DLRA')`,
    );
    expect(await values('customers', '10050')).toEqual({
      '10050': {
        ...{ source: 'demo', number: '10050', kind: 'business', name: 'ÖSI KG', taxNumber: 'ATU1' },
        ...{ email: 'a@b.example', currency: 'CHF', country: 'AT', priceGroup: null },
        ...{ region: null, parent: null, billTo: null, taxClass: 'normal', paymentTerms: 'N30' },
        ...{ priceLists: ['SEAS', 'DLRA'], blockedFor: ['orders', 'shipments'] },
      },
    });
    expect(await values('locations', 'L1', 'S1')).toEqual({
      L1: {
        ...{ source: 'demo', code: 'L1', name: 'Entrepot Lyon', kind: 'warehouse', city: 'Lyon' },
        ...{ country: 'FR', servesWeb: true, pickup: false },
        ...{ postalCode: '69007', coordinates: { latitude: '45.7306', longitude: '4.8402' } },
        ...{ timeZone: 'Europe/Paris', cutOff: '14:00', shippingDays: [1, 2, 3, 4, 5] },
      },
      S1: {
        ...{ source: 'demo', code: 'S1', name: 'Laden Hamburg', kind: 'store', city: 'Hamburg' },
        ...{ country: 'DE', servesWeb: false, pickup: true },
        ...{ postalCode: '20095', coordinates: { latitude: '53.5511', longitude: '10.0006' } },
        ...{ timeZone: 'Europe/Berlin', cutOff: '18:00', shippingDays: [1, 2, 3, 4, 5, 6] },
      },
    });
    await office.query(
      `insert into taxtab (ctycod, taxcod, frdat, todat, taxpct, taxtxt) values ('DE', 'S', '2020-07-01', '2020-12-31', 16, 'MWST')`,
    );
    const everywhere = { region: '*', regionName: null, taxClass: '*' };
    expect(await values('taxes', 'DE|S|2020-07-01', 'DE|S|2021-01-01')).toEqual({
      'DE|*|*|standard|2020-07-01': {
        ...everywhere,
        ...{ source: 'demo', country: 'DE', category: 'standard', name: 'MWST', rate: '16' },
        ...{ validFrom: '2020-07-01', validTo: '2021-01-01' },
      },
      'DE|*|*|standard|2021-01-01': {
        ...everywhere,
        ...{ source: 'demo', country: 'DE', category: 'standard', name: 'MWST', rate: '19' },
        ...{ validFrom: '2021-01-01', validTo: null },
      },
    });
  });

  it('are rates of regions and of classes of customers', async () => {
    await office.query(
      `insert into taxreg (ctycod, regcod, taxcls, taxcod, frdat, taxpct, taxtxt) values
       ('ES', 'CN', 'X', 'S', '2021-01-01', 1.375, 'IGIC'), ('ES', 'XX', '', 'S', '2021-01-01', 3, 'NO REGION')`,
    );
    const keys = ['US|NM||S|2021-01-01', 'FR||E|S|2021-01-01', 'ES|CN|X|S|2021-01-01', 'ES|XX||S|2021-01-01'];
    const rates = await values('taxes', ...keys);
    expect(rates).toMatchObject({
      'US|NM|*|standard|2021-01-01': {
        ...{ country: 'US', region: 'NM', regionName: 'New Mexico', taxClass: '*', name: 'GROSS RECEIPTS' },
        ...{ rate: '5.125', validTo: '2022-07-01' },
      },
      'FR|*|reverse-charge|standard|2021-01-01': { region: '*', regionName: null, rate: '0', validTo: null },
      'ES|CN|exempt|standard|2021-01-01': { regionName: 'Canarias', rate: '1.375' },
      'ES|XX|*|standard|2021-01-01': { region: 'XX', regionName: null, rate: '3' },
    });
    expect(Object.keys(rates)).toHaveLength(4);
    const listed = await connector.snapshot((snapshot) =>
      connector.readers.taxes.sourceKeys(snapshot, '', 1_000),
    );
    expect(listed).toEqual(expect.arrayContaining([...keys, 'DE|S|2021-01-01']));
  });
});

describe('changes of tables', () => {
  const changed = async (...edits: string[]) => {
    const changes = () => connector.snapshot((snapshot) => connector.changes(snapshot, 10_000));
    await connector.acknowledge((await changes()).map(({ id }) => id));
    for (const edit of edits) await office.query(edit);
    return [...new Set((await changes()).map(({ flow, sourceKey }) => `${flow} ${sourceKey}`))].toSorted();
  };

  beforeAll(async () => {
    await connector.prepare();
    await office.query(
      `insert into itmmas (itmcod, itmdsc, famcod, untcod, taxcod, itmsts, webflg) values
       ('W-PART', '', 'HLMT', 'ST', 'S', 'A', 'Y'), ('W-KIT', '', 'HLMT', 'ST', 'S', 'A', 'Y'),
       ('W-LIST', '', 'HLMT', 'ST', 'S', 'A', 'Y')`,
    );
    await office.query(`insert into itmkit (itmcod, cmpcod, cmpqty) values ('W-KIT', 'W-PART', 1)`);
    await office.query(`insert into plsmas (plscod, plstxt) values ('WLST', 'WATCHED')`);
    await office.query(
      `insert into plspri (plscod, itmcod, pri, frdat) values ('WLST', 'W-LIST', 1, '2026-01-01')`,
    );
    await office.query(
      `insert into trfhed (trfnum, frmwhs, towhs, expdat, chgusr) values (71, 'B1', 'L1', '2026-12-01', 'T')`,
    );
    await office.query(`insert into trflin (trfnum, linnum, itmcod, shpqty) values (71, 1, 'W-PART', 2)`);
    await office.query(
      `insert into pohead (ponum, vencod, whscod, orddat, chgusr) values (72, 'V', 'B1', '2026-11-01', 'T')`,
    );
    await office.query(
      `insert into poline (ponum, linnum, itmcod, ordqty, cst, expdat) values
       (72, 1, 'W-LATE', 1, 1, '2026-12-01'), (72, 2, 'W-PART', 1, 1, '2026-12-01')`,
    );
    await office.query(`insert into sohead (sonum, soorg, cusnum) values (403, 'T', 10000)`);
    await office.query(
      `insert into soline (sonum, linnum, itmcod, whscod, ordqty, pri, taxcod) values (403, 1, 'W-SOLD', 'B1', 1, 1, 'S')`,
    );
    await office.addItem('W-SAFE', { safety: 1 });
    await office.query(
      `insert into stkbal (itmcod, whscod, onhand) values ('W-SAFE', 'S1', 1), ('W-LATE', 'S1', 1)`,
    );
  });

  it.each([
    [
      'a component, its kits',
      `update itmmas set safqty = 1 where itmcod = 'W-PART'`,
      ['items W-KIT', 'items W-PART', 'stock W-PART'],
    ],
    [
      'an item that comes after what is bought of it, its stock',
      `insert into itmmas (itmcod, itmdsc, untcod, taxcod, itmsts, webflg) values ('W-LATE', '', 'ST', 'S', 'A', 'Y')`,
      ['items W-LATE', 'stock W-LATE'],
    ],
    [
      'an item that comes after its order, its stock',
      `insert into itmmas (itmcod, itmdsc, untcod, taxcod, itmsts, webflg) values ('W-SOLD', '', 'ST', 'S', 'A', 'Y')`,
      ['items W-SOLD', 'stock W-SOLD'],
    ],
    [
      'a purchase order that is moved, the stock of its lines',
      `update pohead set whscod = 'L1' where ponum = 72`,
      ['stock W-LATE', 'stock W-PART'],
    ],
    [
      'the order in which goods are allocated, what is withheld',
      `update whsmas set whspri = 7 where whscod = 'S1'`,
      ['locations S1', 'stock SAFE', 'stock W-SAFE'],
    ],
    [
      'an item on a list, its prices',
      `update itmmas set untcod = 'PR' where itmcod = 'W-LIST'`,
      ['items W-LIST', 'prices W-LIST'],
    ],
    [
      'a unit of pack, the item and its prices',
      `insert into itmunt (itmcod, untcod, numqty) values ('W-LIST', 'KAR', 12), ('W-PART', 'KAR', 12)`,
      ['items W-LIST', 'items W-PART', 'prices W-LIST'],
    ],
    ['a recipe, the kit', `update itmkit set cmpqty = 2 where itmcod = 'W-KIT'`, ['items W-KIT']],
    ['a price on a list', `update plspri set pri = 2 where plscod = 'WLST'`, ['prices W-LIST']],
    [
      'a list that is switched off',
      `update plsmas set actflg = 'N' where plscod = 'WLST'`,
      ['prices W-LIST'],
    ],
    [
      'the lists of a customer',
      `insert into cuspls (cusnum, seqnum, plscod) values (10000, 1, 'WLST')`,
      ['customers 10000'],
    ],
    [
      'a rate of a region',
      `update taxreg set taxpct = 5 where ctycod = 'US' and regcod = 'NY'`,
      ['taxes US|NY||S|2021-01-01'],
    ],
    [
      'the name of a region, its rates',
      `update regtab set regnam = 'CANARY ISLANDS' where regcod = 'CN'`,
      ['taxes ES|CN|X|S|2021-01-01', 'taxes ES|CN||R|2021-01-01', 'taxes ES|CN||S|2021-01-01'],
    ],
    [
      'a transfer that is late',
      `update trfhed set expdat = '2026-12-09' where trfnum = 71`,
      ['stock W-PART'],
    ],
    ['a transfer that has come', `update trflin set rcvqty = 1 where trfnum = 71`, ['stock W-PART']],
    [
      'a kit on order, and not its stock',
      `insert into soline (sonum, linnum, itmcod, whscod, ordqty, pri, taxcod, linknd) values (402, 9, 'W-KIT', 'B1', 1, 1, 'S', 'K')`,
      ['orders 402'],
    ],
  ])('have read again, for %s', async (_, edit, keys) => {
    expect(await changed(edit)).toEqual(keys);
  });
});
