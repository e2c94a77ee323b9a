import { erpItem } from '@throughline/testing/builders';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Flow, FlowRecords, MappedRecord, Reader, Readers } from '@throughline/connector';
import {
  type DemoErpConnector,
  demoErpConnector,
} from '../../../apps/erp-adapter/src/connectors/systems/demo-erp/connector.ts';
import { loadMapping } from '../../../apps/erp-adapter/src/mapping/mapping.ts';
import { type BackOffice, openBackOffice } from './back-office.ts';

let office: BackOffice;
let connector: DemoErpConnector;
let unsettled: string[] = [];

beforeAll(async () => {
  office = await openBackOffice();
  connector = demoErpConnector({
    source: 'demo',
    url: office.url,
    mapping: await loadMapping(undefined),
    unsettledOrders: async () => unsettled,
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
    const everybody = { group: null, account: null };
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

  it('are held back where a later entry of the same currency begins at the same instant', async () => {
    await office.query(
      `insert into itmmas (itmcod, itmdsc, untcod, taxcod, itmsts, webflg) values ('TWICE', '', 'ST', 'S', 'A', 'Y')`,
    );
    await office.query(
      `insert into itmpri (prinum, itmcod, curcod, pri, frdat, frtim, todat, totim) values
       (9001, 'TWICE', 'EUR', 1, '2026-01-01', '0000', null, '0000'),
       (9002, 'TWICE', 'EUR', 2, '2026-01-01', '0000', '2026-02-01', '1230'),
       (9003, 'TWICE', 'JPY', 300, '2026-01-01', '0000', null, '0000'),
       (9004, 'TWICE', 'EUR', 4, '2026-01-01', '0001', null, '0000')`,
    );
    const records = await read('prices', 'TWICE');
    expect(records.flatMap(({ key, issues }) => issues.map(({ reason }) => `${key} ${reason}`))).toEqual([
      'demo|TWICE|L9001 entry 9002 begins at the same instant',
    ]);
    expect(await window('TWICE')).toEqual({
      'TWICE|L9001': [undefined, null],
      'TWICE|L9002': ['2025-12-31T23:00:00.000Z', '2026-02-01T11:30:00.000Z'],
      'TWICE|L9003': ['2025-12-31T23:00:00.000Z', null],
      'TWICE|L9004': ['2025-12-31T23:01:00.000Z', null],
    });
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

  it('claims open units of all lines of others, and none of our own orders', async () => {
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
        ['CLAIM|B1', 50, 8],
        ['CLAIM|L1', 20, 5],
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

  it('tells what is coming by day, less what has come or was cancelled', async () => {
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
    const stock = await values('stock', 'COMING');
    expect(Object.fromEntries(Object.entries(stock).map(([key, value]) => [key, value?.incoming]))).toEqual({
      'COMING|B1': [
        { expectedOn: '2026-12-01', quantity: 2 },
        { expectedOn: '2026-12-15', quantity: 6 },
      ],
      'COMING|L1': [{ expectedOn: '2026-12-02', quantity: 9 }],
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

  it('tells what of our unsettled orders has left, by line and by the place that it left', async () => {
    for (const sku of ['LEFT', 'ALSO']) {
      await office.addItem(sku, { onHand: 30 });
      await balance(sku, 'L1', 30, '2026-11-20T10:00:00Z');
    }
    await order(131, 'W', 'ours-1');
    await order(132, 'W', 'ours-2');
    await order(133, 'W', 'settled');
    await order(134, 'T', 'ours-1');
    for (const number of [131, 132, 133, 134]) {
      await line([number, 1], ['LEFT', 'B1'], [9, 0, 0]);
      await line([number, 2], ['ALSO', 'B1'], [9, 0, 0]);
      await line([number, 3], ['LEFT', 'B1'], [9, 0, 0]);
      await office.ship(number, 1, 1, 'B1');
      await office.ship(number, 2, 2, 'B1');
    }
    await office.ship(131, 1, 2, 'B1');
    await office.ship(131, 1, 4, 'L1');
    await office.ship(131, 3, 5, 'B1');
    unsettled = ['ours-1', 'ours-2', 'not-there'];
    const stock = await values('stock', 'LEFT', 'ALSO');
    unsettled = [];
    expect(Object.fromEntries(Object.entries(stock).map(([key, value]) => [key, value?.watermark]))).toEqual({
      'LEFT|B1': [
        { order: 'ours-1', line: 1, quantity: 3 },
        { order: 'ours-1', line: 3, quantity: 5 },
        { order: 'ours-2', line: 1, quantity: 1 },
      ],
      'LEFT|L1': [{ order: 'ours-1', line: 1, quantity: 4 }],
      'ALSO|B1': [
        { order: 'ours-1', line: 2, quantity: 2 },
        { order: 'ours-2', line: 2, quantity: 2 },
      ],
      'ALSO|L1': [],
    });
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
       (202, 'T', 10042, null, 'EUR', '2026-11-20T10:00:00Z', 'DE', 0)`,
    );
    await office.query(
      `insert into soline (sonum, linnum, itmcod, itmdsc, whscod, ordqty, cnlqty, invqty, shpqty, pri, dispct, taxcod) values
       (201, 2, 'TUBE', 'TUB', 'B1', 4, 1, 1, 2, 4.5, 10, 'R'),
       (201, 1, 'HELMET', 'HLMT', 'B1', 2, 0, 0, 1, 29.74, 0, 'S'),
       (202, 1, 'TUBE', 'TUB', 'B1', 2, 0, 0, 0, 4.5, 0, 'S')`,
    );
    await office.query(
      `insert into dlvhed (dlvnum, sonum, cusnum, whscod, shpstp, chgusr) values
       (803, 201, 10042, 'B1', '2026-11-22T10:00:00Z', 'T'), (802, 201, 10042, 'L1', '2026-11-23T10:00:00Z', 'T'),
       (801, 201, 10042, 'B1', '2026-11-23T10:00:00Z', 'T')`,
    );
    await office.query(
      `insert into dlvlin (dlvnum, linnum, sonum, solin, itmcod, dlvqty) values
       (801, 2, 201, 1, 'HELMET', 1), (801, 1, 201, 2, 'TUBE', 1), (803, 1, 201, 2, 'TUBE', 1)`,
    );
    const rest = {
      source: 'demo',
      customer: '10042',
      currency: 'EUR',
      placedAt: new Date('2026-11-20T10:00:00Z'),
    };
    expect(await values('orders', '201', '202')).toEqual({
      '201': {
        ...{ ...rest, number: '201', channelOrder: 'W-201', origin: 'web', status: 'part-shipped' },
        lines: [
          {
            ...{ line: 1, sku: 'HELMET', name: 'HLMT', unitPrice: '29.74', net: '59.48' },
            ...{ ordered: 2, shipped: 1, cancelled: 0, invoiced: 0 },
          },
          {
            ...{ line: 2, sku: 'TUBE', name: 'TUB', unitPrice: '4.05', net: '12.15' },
            ...{ ordered: 4, shipped: 2, cancelled: 1, invoiced: 1 },
          },
        ],
        shipments: [
          {
            ...{ number: '803', location: 'B1', shippedAt: new Date('2026-11-22T10:00:00Z') },
            lines: [{ line: 2, sku: 'TUBE', quantity: 1 }],
          },
          {
            ...{ number: '801', location: 'B1', shippedAt: new Date('2026-11-23T10:00:00Z') },
            lines: [
              { line: 2, sku: 'TUBE', quantity: 1 },
              { line: 1, sku: 'HELMET', quantity: 1 },
            ],
          },
          { number: '802', location: 'L1', shippedAt: new Date('2026-11-23T10:00:00Z'), lines: [] },
        ],
        // 64.38 at 20 % and 12.15 at 10 % in Austria.
        ...{ net: '76.53', tax: '14.1', gross: '90.63' },
      },
      '202': {
        ...{ ...rest, number: '202', channelOrder: null, origin: 'telephone', status: 'open' },
        lines: [
          {
            ...{ line: 1, sku: 'TUBE', name: 'TUB', unitPrice: '4.5', net: '9' },
            ...{ ordered: 2, shipped: 0, cancelled: 0, invoiced: 0 },
          },
        ],
        shipments: [],
        ...{ net: '9', tax: '1.71', gross: '10.71' },
      },
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
       (901, 2, 1, 'HELMET', 'HLMT', 1, 10, 10, 'S', 20), (901, 1, 2, 'TUBE', 'TUB', 1, 4.05, 4.05, 'R', 10)`,
    );
    expect(await values('invoices', '901', '902', '903')).toEqual({
      '901': {
        ...{ source: 'demo', number: '901', order: '201', channelOrder: 'W-201', customer: '10042' },
        ...{ issuedOn: '2026-11-24', currency: 'EUR', net: '14.05', tax: '2.41', gross: '16.46' },
        lines: [
          { line: 2, sku: 'TUBE', quantity: 1, net: '4.05', taxRate: '10' },
          { line: 1, sku: 'HELMET', quantity: 1, net: '10', taxRate: '20' },
        ],
      },
      '902': {
        ...{ source: 'demo', number: '902', order: '299', channelOrder: null, customer: '10042' },
        ...{ issuedOn: '2026-11-25', currency: 'EUR', net: '5', tax: '1', gross: '6', lines: [] },
      },
      '903': {
        ...{ source: 'demo', number: '903', order: '298', channelOrder: null, customer: '10042' },
        ...{ issuedOn: '2026-11-25', currency: 'EUR', net: '5', tax: '1', gross: '6', lines: [] },
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
    const texts = { de: ['Helm', 'Schützt'], en: ['Helmet', 'Keeps'] } as const;
    expect(await values('items', 'it-1', 'IT-2', 'IT-3')).toEqual({
      'IT-1': erpItem({
        ...{ source: 'demo', code: 'IT-1', abbreviation: 'HLMT BLK 44', model: 'M1', modelName: 'Helmet' },
        ...{ family: 'HATS', familyName: 'Hats', category: 'Clothing', unit: 'C62', color: 'black' },
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
        ...{ size: null, weightGrams: null, taxCategory: 'reduced', status: 'ended', substitute: null },
        texts: [{ language: 'en', name: 'Helmet', description: '' }],
      }),
    });
  });

  it('are customers, places, and rates that end the day after their last', async () => {
    await office.query(
      `insert into cusmas (cusnum, cusnam, cusgrp, ctycod, vatnum, email, curcod, cussts)
       values (10050, 'ÖSI KG', 'D', 'AT', 'ATU 1', 'A@B.example', 'CHF', 'S')`,
    );
    expect(await values('customers', '10050')).toEqual({
      '10050': {
        ...{ source: 'demo', number: '10050', kind: 'business', name: 'ÖSI KG', taxNumber: 'ATU1' },
        ...{ email: 'a@b.example', currency: 'CHF', country: 'AT', priceGroup: null, blocked: true },
      },
    });
    expect(await values('locations', 'L1', 'S1')).toEqual({
      L1: {
        ...{ source: 'demo', code: 'L1', name: 'Entrepot Lyon', kind: 'warehouse', city: 'Lyon' },
        ...{ country: 'FR', servesWeb: true },
      },
      S1: {
        ...{ source: 'demo', code: 'S1', name: 'Laden Hamburg', kind: 'store', city: 'Hamburg' },
        ...{ country: 'DE', servesWeb: false },
      },
    });
    await office.query(
      `insert into taxtab (ctycod, taxcod, frdat, todat, taxpct, taxtxt) values ('DE', 'S', '2020-07-01', '2020-12-31', 16, 'MWST')`,
    );
    expect(await values('taxes', 'DE|S|2020-07-01', 'DE|S|2021-01-01')).toEqual({
      'DE|standard|2020-07-01': {
        ...{ source: 'demo', country: 'DE', category: 'standard', name: 'MWST', rate: '16' },
        ...{ validFrom: '2020-07-01', validTo: '2021-01-01' },
      },
      'DE|standard|2021-01-01': {
        ...{ source: 'demo', country: 'DE', category: 'standard', name: 'MWST', rate: '19' },
        ...{ validFrom: '2021-01-01', validTo: null },
      },
    });
  });
});
