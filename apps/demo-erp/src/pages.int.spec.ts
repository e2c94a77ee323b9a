import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reading } from './database.ts';
import { applicationFolder } from './folder.ts';
import { createServer } from './server.ts';
import { type TestBooks, openTestBooks } from './test/books.ts';

let books: TestBooks;
let app: FastifyInstance;
const failures: unknown[] = [];

beforeAll(async () => {
  books = await openTestBooks();
  app = createServer({
    pool: books.pool,
    folder: applicationFolder(),
    zipkinUrl: 'http://127.0.0.1:9',
    onError: (error) => failures.push(error),
  });
});
afterAll(async () => {
  await app.close();
  await books.close();
});

const host = '127.0.0.1:8000';
const get = (url: string) => app.inject({ url, headers: { host } });
const post = (url: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
  app.inject({
    method: 'POST',
    url,
    headers: { host, 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams(form).toString(),
  });
const pathOf = (location: unknown) => String(location).split('?')[0] ?? '';

it.each([
  '/', '/items', '/items?q=HLMT&family=HLMT', '/items/HL-U509-R', '/items/XX-0001', '/stock?low=Y', '/stock/movements',
  '/orders', '/orders?status=O', '/orders/410001', '/orders/410020', '/orders/new', '/invoices', '/invoices/910001',
  '/purchases?status=ALL', '/purchases/510001', '/purchases/new?item=HL-U509', '/customers', '/customers/20040',
  '/price-file', '/price-file/prices.csv', '/settings', '/journal/rows', '/items/KT-BTLM', '/items/SC-M5X12',
  '/items?q=2009900020024', '/orders/410025', '/orders/410026', '/customers/20024', '/customers/20025', '/warehouses',
  '/warehouses/S1', '/transfers?status=ALL', '/transfers/610001', '/transfers/new', '/price-lists', '/price-lists/DLRA',
  '/taxes', '/orders/410001/change', '/orders/410024/change', '/orders/410001/lines/1', '/orders/410026/lines/1',
  '/deliveries/810001',
])('shows %s', async (url) => {
  const answer = await get(url);
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
  expect(failures).toEqual([]);
}); // prettier-ignore

it.each([
  ['/erp.css', /^text\/css; charset=utf-8$/],
  ['/erp.js', /^(text|application)\/javascript; charset=utf-8$/],
])('gives %s to the pages, and not again to who has it', async (url, type) => {
  const { statusCode, headers } = await get(url);
  expect(statusCode).toBe(200);
  expect(headers['content-type']).toMatch(type);
  expect(headers).toMatchObject({
    'cache-control': 'public, max-age=60',
    'x-content-type-options': 'nosniff',
    'content-security-policy': expect.stringContaining("default-src 'none'"),
  });
  const known = { host, 'if-none-match': String(headers.etag) };
  expect((await app.inject({ url, headers: known })).statusCode).toBe(304);
});

it.each([
  '/public',
  '/public/erp.css',
  '/erp.css/',
  '/..%2fpackage.json',
  '/%2e%2e%2fpackage.json',
  '/erp.css%00',
])('has no file at %s', async (url) => {
  const { statusCode, body } = await get(url);
  expect([statusCode, body.includes('THERE IS NO SUCH SCREEN')]).toEqual([404, true]);
});

describe('a form', () => {
  it('changes a price at once and offers to watch it travel', async () => {
    const answer = await post('/items/HL-U509/price', { price: '36,50' });
    expect(answer.statusCode).toBe(303);
    expect(pathOf(answer.headers.location)).toBe('/items/HL-U509');
    const [row] = await reading(books.pool).query<{ pri: string }>(
      `select pri from itmpri where itmcod = 'HL-U509' and tsof(frdat, frtim) <= now() and (todat is null or tsof(todat, totim) > now())`,
    );
    expect(row?.pri).toBe('36.5000');
    expect((await get(String(answer.headers.location))).body).toContain('LIST PRICE 36.50 EUR');
  });

  it('keeps what was typed and names the field that is wrong', async () => {
    const answer = await post('/items/HL-U509/price', { price: '<b>cheap' });
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('value="&lt;b&gt;cheap"');
    expect(answer.body).toContain('id="price-price-error"');
    expect(answer.body).not.toContain('<b>cheap');
  });

  it('takes an order by telephone, ships part, cancels the rest and invoices it', async () => {
    const taken = await post('/orders', {
      customer: '20003',
      freight: '9.90',
      'item-2': 'ti-r982',
      'quantity-2': '3',
    });
    const order = pathOf(taken.headers.location);
    expect(order).toMatch(/^\/orders\/41\d{4}$/);
    const unknown = await post(`${order}/ship`, { 'quantity-1': '2', carrier: 'none' });
    expect(unknown.statusCode).toBe(422);
    expect(unknown.body).toContain('id="ship-carrier-error"');
    expect((await post(`${order}/ship`, { 'quantity-1': '1', carrier: 'frgt' })).statusCode).toBe(303);
    expect((await post(`${order}/ship`, { 'quantity-1': '1' })).statusCode).toBe(303);
    expect((await get(order)).body).toMatch(/<td[^>]*>\s*FRGT[^]*<td[^>]*>\s*GRND/);
    expect((await post(`${order}/cancel`, { line: '1', 'cancel-1': '2' })).body).toContain(
      'ONLY 1 STILL OPEN',
    );
    expect((await post(`${order}/cancel`, { line: '1', 'cancel-1': '1' })).statusCode).toBe(303);
    expect((await post(`${order}/invoice`, {})).statusCode).toBe(303);
    expect((await get(order)).body).toMatch(/id="status">I INVOICED/);
  });

  it('names the row of the form that an unknown item was typed in', async () => {
    const answer = await post('/orders', { customer: '20003', 'item-3': 'NOPE', 'quantity-3': '1' });
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('id="order-item-3-error"');
  });

  it('takes an order by telephone from whom and of what it is told by name, and says which there are', async () => {
    const byName = { customer: 'pedaling', 'item-1': 'mountain bottle cage' };
    const taken = await post('/orders', { ...byName, 'quantity-1': '1' });
    expect(taken.statusCode).toBe(303);
    const page = (await get(pathOf(taken.headers.location))).body;
    expect(page).toContain('20003');
    expect(page).toContain('BC-M005');

    const refused = async (form: Record<string, string>) => {
      const answer = await post('/orders', { 'quantity-1': '1', ...form });
      expect(answer.statusCode).toBe(422);
      return [...answer.body.matchAll(/id="order-([\w-]+)-error"[^>]*>([^<]*)/g)].map(([, field, text]) => [
        field,
        text?.trim(),
      ]);
    };
    expect(await refused({ customer: 'no such %', 'item-1': 'BC-M005' })).toEqual([
      ['customer', 'NO CUSTOMER LIKE NO SUCH %'],
    ]);
    expect(await refused({ customer: '', 'item-1': 'BC-M005' })).toEqual([['customer', 'IS MISSING']]);
    const [several] = await refused({ ...byName, customer: 'a' });
    expect(several).toEqual([
      'customer',
      expect.stringMatching(/^SEVERAL: (\d+ [^,]+, ){4}\d+ .+ AND MORE$/),
    ]);
    const [items] = await refused({ ...byName, 'item-1': 'e' });
    expect(items).toEqual(['item-1', expect.stringMatching(/^SEVERAL: .+ AND MORE$/)]);
    expect(await refused({ ...byName, 'item-1': 'no such thing' })).toEqual([
      ['item-1', expect.stringContaining('NO SUCH THING')],
    ]);
  });

  it('loads a price file wholly or not at all', async () => {
    const priceOf = async () =>
      /BC-M005,[^,]*,([\d.]+)/.exec((await get('/price-file/prices.csv')).body)?.[1];
    const refused = await post('/price-file', { prices: 'ITEM,PRICE\nBC-M005,11.11\nNOPE,1\n' });
    expect(refused.statusCode).toBe(422);
    expect(await priceOf()).toBe('9.9900');
    await post('/price-file', { prices: 'ITEM,PRICE\nBC-M005,11.11\n' });
    expect(await priceOf()).toBe('11.1100');
  });

  it('switches life off and on', async () => {
    await post('/settings', { life: 'N', rate: '30' });
    expect((await get('/settings')).body).toMatch(/<option value="N"\s+selected>/);
    expect((await post('/settings', { life: 'Y', rate: '0' })).statusCode).toBe(422);
  });
});

describe('the forms of packs, kits and partners', () => {
  const ok = async (url: string, form: Record<string, string>) => {
    const answer = await post(url, form);
    expect([url, answer.statusCode, /class="error"[^<]*<|NOT ACCEPTED:[^<]*/.exec(answer.body)?.[0]]).toEqual(
      [url, 303, undefined],
    );
    return pathOf(answer.headers.location);
  };
  const wrong = async (url: string, form: Record<string, string>, field: string) => {
    const answer = await post(url, form);
    expect([answer.statusCode, answer.body.includes(`id="${field}-error"`)]).toEqual([422, true]);
  };
  const one = async (sql: string) => (await reading(books.pool).query(sql))[0];

  it('set a unit of pack, price it, and order it', async () => {
    await ok('/items/WB-P024/unit', { unit: 'DTZ', numerator: '12', denominator: '1', ean: '', sold: 'Y' });
    await wrong('/items/WB-P024/unit', { unit: 'DTZ', numerator: '0', sold: 'Y' }, 'pack-numerator');
    await ok('/items/WB-P024/price', { price: '48,00', unit: 'DTZ', per: '1' });
    const order = await ok('/orders', {
      ...{ customer: '20009', 'item-1': 'wb-p024', 'quantity-1': '2', 'unit-1': 'dtz' },
      ...{
        purchaseOrder: 'X-1',
        buyer: 'Hr. Lenz',
        requested: '2030-02-01',
        complete: 'Y',
        'charge-1': 'PACKING',
      },
    });
    const page = (await get(order)).body;
    for (const text of ['X-1', 'Hr. Lenz', '01.02.30', 'COMPLETE ONLY', '2 DTZ', '48.00 /DTZ', 'PACKING'])
      expect(page).toContain(text);
    await wrong('/orders', { customer: '20009', 'item-2': 'WB-P024', 'quantity-2': '1' }, 'order-unit-2');
    await wrong(
      '/orders',
      { customer: '20009', 'item-1': 'SV-ASSM', 'quantity-1': '1', address: '9' },
      'order-address',
    );
    await ok(`${order}/charge`, { charge: 'COD', amount: '' });
    await wrong(`${order}/charge`, { charge: 'NOPE' }, 'charge-charge');
    expect((await post('/items/WB-P024/units/DTZ/remove', {})).statusCode).toBe(422);
  });

  it('make an item a kit, and sell kits and packs outside, and no services', async () => {
    const record = {
      ...{
        description: 'WTR BTL',
        family: 'BTLC',
        unit: 'ST',
        tax: 'S',
        status: 'A',
        web: 'N',
        backOrder: 'N',
      },
      ...{ backOrderMax: '0', safety: '0' },
    };
    await wrong('/items/WB-H098/master', { ...record, kind: 'K' }, 'master-kind');
    await wrong('/items/SV-ASSM/master', { ...record, web: 'Y' }, 'master-web');
    await ok('/items/KT-BTLM/master', { ...record, web: 'Y' });
    await ok('/items/WB-P024/master', { ...record, web: 'Y' });
    await wrong('/items/SC-M5X12/master', { ...record, ean: '2009900020024' }, 'master-ean');
    await ok('/items/SC-M5X12/master', { ...record, ean: '4006381333931' });
    await ok('/items/KT-BTLM/component', { component: 'sc-m5x12', quantity: '2' });
    await wrong('/items/KT-BTLM/component', { component: 'NOPE', quantity: '2' }, 'component-component');
    expect((await get('/items/KT-BTLM')).body).toContain('/items/KT-BTLM/components/SC-M5X12/remove');
    await ok('/items/KT-BTLM/components/SC-M5X12/remove', {});
    const order = await ok('/orders', { customer: '20009', 'item-1': 'KT-BTLM', 'quantity-1': '1' });
    const page = (await get(order)).body;
    expect(page).toContain('name="quantity-2"');
    expect(page).not.toContain('name="quantity-1"');
    await ok(`${order}/ship`, {});
    await ok(`${order}/invoice`, {});
    expect((await get(order)).body).toMatch(/id="status">I INVOICED/);
  });

  it('say who pays for a customer, where it is delivered, and by which lists', async () => {
    const record = {
      ...{
        name: 'RODEWAY BIKE STORE',
        street: 'Winterfeldtstr 5557',
        zip: '48001',
        city: 'Münster',
        country: 'DE',
      },
      ...{
        vat: '',
        email: '',
        terms: 'S30',
        status: 'A',
        taxClass: 'N',
        region: '',
        collective: 'Y',
        parent: '',
      },
    };
    await ok('/customers/20006', { ...record, billTo: '20005' });
    await wrong('/customers/20005', { ...record, billTo: '20004' }, 'customer-billTo');
    await wrong('/customers/20004', { ...record, billTo: '20006' }, 'customer-billTo');
    await wrong('/customers/20006', { ...record, region: 'NM' }, 'customer-region');
    await ok('/customers/20005', { ...record, parent: '20006' });
    await wrong('/customers/20006', { ...record, parent: '20005' }, 'customer-parent');
    await ok('/customers/20006/address', {
      name: 'Lager',
      street: 'Hafen 1',
      zip: '48155',
      city: 'Münster',
      country: 'DE',
    });
    await wrong(
      '/customers/20006/address',
      { name: '', street: 'x', city: 'y', country: 'DE' },
      'address-name',
    );
    await ok('/customers/20006/list', { list: 'DLRA', rank: '1' });
    await wrong('/customers/20006/list', { list: 'NOPE', rank: '1' }, 'list-list');
    const order = await ok('/orders', {
      customer: '20006',
      address: '1',
      'item-1': 'BC-M005',
      'quantity-1': '1',
    });
    expect(
      await one(
        `select dlvst1, bilcus, untpri from sohead join soline using (sonum) where sonum = ${order.slice(-6)}`,
      ),
    ).toEqual({ dlvst1: 'Hafen 1', bilcus: 20005, untpri: '8.9000000' });
    await ok(`${order}/ship`, {});
    await ok('/customers/20005/invoice', {});
    expect((await post('/customers/20005/invoice', {})).statusCode).toBe(422);
    expect((await post('/customers/20006/addresses/99999/remove', {})).statusCode).toBe(404);
    expect((await post('/customers/20006/lists/99999/remove', {})).statusCode).toBe(404);
    await ok('/customers/20006/addresses/1/remove', {});
    await ok('/customers/20006/lists/1/remove', {});
    const invoice = await one('select invnum from invhed where bilcus = 20005 order by invnum desc limit 1');
    const path = `/invoices/${(invoice as { invnum: number }).invnum}`;
    expect((await get(path)).body).toContain('I COLLECTIVE');
    const note = await ok(`${path}/credit`, { 'credit-1': '1', text: 'returned' });
    expect((await get(note)).body).toContain('CREDIT NOTE');
  });

  it('keep warehouses, transfers, confirmed dates, lists and rates', async () => {
    const record = {
      ...{ name: 'LADEN HAMBURG', zip: '20095', cutOff: '17:30', zone: 'Europe/Berlin', pickup: 'Y' },
      ...{
        mo: 'Y',
        tu: 'Y',
        we: 'Y',
        th: 'Y',
        fr: 'Y',
        sa: 'Y',
        su: 'N',
        latitude: '53,5511',
        longitude: '10.0006',
      },
    };
    await ok('/warehouses/S1', record);
    expect(await one(`select cutoff, daysop, latdeg from whsmas where whscod = 'S1'`)).toEqual({
      ...{ cutoff: '1730', daysop: 'YYYYYYN', latdeg: '53.551100' },
    });
    await wrong('/warehouses/S1', { ...record, cutOff: '2400' }, 'warehouse-cutOff');
    await wrong('/warehouses/S1', { ...record, zone: 'Hamburg' }, 'warehouse-zone');
    await wrong('/warehouses/S1', { ...record, latitude: '91' }, 'warehouse-latitude');
    await wrong('/warehouses/S1', { ...record, longitude: '' }, 'warehouse-longitude');
    const transfer = await ok('/transfers', {
      ...{ from: 'B1', to: 'L1', expected: '2030-01-01', 'item-1': 'sc-m5x12', 'quantity-1': '10' },
    });
    await ok(`${transfer}/receive`, { line: '1', 'quantity-1': '4' });
    expect((await post(`${transfer}/receive`, { line: '1', 'quantity-1': '7' })).body).toContain(
      'ON THEIR WAY',
    );
    await ok('/purchases/510001/confirm', { line: '1', 'confirmed-1': '2030-01-01' });
    expect((await get('/purchases/510001')).body).toContain('value="2030-01-01"');
    await ok('/price-lists', { list: 'zzzz', text: 'test' });
    await wrong('/price-lists', { list: 'ZZZZ', text: 'AGAIN' }, 'new-list');
    const price = { item: 'SC-M5X12', unit: '', price: '2', per: '100', minimum: '1', toDate: '' };
    const soon = { fromDate: '2030-01-01', fromTime: '0000' };
    await ok('/price-lists/ZZZZ/price', { ...price, ...soon });
    await wrong('/price-lists/ZZZZ/price', { ...price, ...soon, unit: 'PAL' }, 'price-unit');
    await wrong(
      '/price-lists/ZZZZ/price',
      { ...price, fromDate: '2020-01-01', fromTime: '0000' },
      'price-fromDate',
    );
    const entry = await one(`select plpnum from plspri where plscod = 'ZZZZ'`);
    await ok(`/price-lists/ZZZZ/prices/${(entry as { plpnum: number }).plpnum}/end`, {});
    const rate = {
      country: 'US',
      region: 'or',
      taxClass: '',
      code: 'S',
      percent: '0',
      from: '2030-01-01',
      text: 'none',
    };
    await ok('/taxes', rate);
    await wrong('/taxes', { ...rate, region: 'ZZ' }, 'rate-region');
    await wrong('/taxes', { ...rate, percent: '100' }, 'rate-percent');
  });

  it('change a sales order after it was entered', async () => {
    const order = await ok('/orders', {
      ...{ customer: '20009', reference: 'R-1', freight: '5', 'charge-1': 'PACKING' },
      ...{ 'item-1': 'TI-R982', 'quantity-1': '3', 'item-2': 'TI-T723', 'quantity-2': '2' },
    });
    const line = (number: number, deed: string) => `${order}/lines/${number}/${deed}`;
    await ok(line(1, 'quantity'), { quantity: '5' });
    await wrong(line(1, 'quantity'), { quantity: '0' }, 'quantity-quantity');
    await ok(line(1, 'price'), { price: '7,50' });
    await wrong(line(1, 'price'), { price: '-1' }, 'price-price');
    await ok(line(1, 'discount'), { percent: '12,5' });
    await wrong(line(1, 'discount'), { percent: '101' }, 'discount-percent');
    await ok(line(1, 'split'), { quantity: '2' });
    await wrong(line(1, 'split'), { quantity: '3' }, 'split-quantity');
    await ok(line(4, 'item'), { item: 'ti-m267' });
    await wrong(line(4, 'item'), { item: 'nope' }, 'item-item');
    await ok(`${order}/cancel`, { line: '2', 'cancel-2': '2' });
    await ok(line(2, 'uncancel'), { quantity: '1' });
    await wrong(line(2, 'uncancel'), { quantity: '2' }, 'uncancel-quantity');
    await ok(`${order}/lines`, { item: 'ti-m602', quantity: '1', unit: '', price: '9,90', warehouse: 'B1' });
    await wrong(`${order}/lines`, { item: 'NOPE', quantity: '1' }, 'line-item');
    await wrong(`${order}/lines`, { item: 'TI-M602', quantity: '1', warehouse: 'ZZ' }, 'line-warehouse');
    await ok(line(5, 'delete'), {});
    expect((await post(line(9, 'delete'), {})).statusCode).toBe(404);
    await ok(`${order}/discount`, { percent: '3' });
    await wrong(`${order}/discount`, { percent: 'much' }, 'discount-percent');
    await ok(`${order}/references`, { reference: 'R-1 / PO 77', purchaseOrder: 'PO 77' });
    await wrong(`${order}/references`, { reference: 'x'.repeat(36) }, 'references-reference');
    const address = { name: 'Nachbar', street: 'Weg 1', street2: 'Hof', zip: '10115', city: 'Berlin' };
    await ok(`${order}/address`, { ...address, region: '', country: 'de' });
    await wrong(`${order}/address`, { ...address, city: '', country: 'DE' }, 'address-city');
    await wrong(`${order}/address`, { ...address, country: 'ZZ' }, 'address-country');
    const page = (await get(order)).body;
    for (const text of [
      'R-1 / PO 77',
      'Nachbar, Weg 1, Hof',
      'TI-M267',
      '7.50 -3%',
      `href="${order}/change"`,
    ])
      expect(page).toContain(text);
    expect(page).not.toContain('href="/items/TI-M602"');
    expect((await get('/journal/rows')).body).not.toContain('Nachbar');
    const copy = await ok(`${order}/copy`, {});
    expect((await get(copy)).body).toContain('R-1 / PO 77');
    await ok(`${copy}/delete`, {});
    expect((await get(copy)).statusCode).toBe(404);
  });

  it('deliver in two steps, correct it, and invoice in part', async () => {
    const order = await ok('/orders', {
      customer: '20009',
      'item-1': 'TI-R982',
      'quantity-1': '3',
      'warehouse-1': 'B1',
    });
    await ok('/items/TI-R982/count', { warehouse: 'B1', quantity: '20' });
    await wrong(`${order}/deliveries`, { warehouse: 'ZZ' }, 'delivery-warehouse');
    const delivery = await ok(`${order}/deliveries`, { warehouse: 'b1', carrier: 'expr', tracking: 'T-1' });
    expect((await get(order)).body).toContain('NOT TYPED IN YET');
    await wrong(`${delivery}/lines`, { line: '1', quantity: '4' }, 'line-quantity');
    await ok(`${delivery}/lines`, { line: '1', quantity: '3' });
    await wrong(`${delivery}/quantity`, { line: '1', 'quantity-1': '4' }, 'quantity-quantity-1');
    await ok(`${delivery}/quantity`, { line: '1', 'quantity-1': '2' });
    await ok(`${delivery}/carrier`, { carrier: 'FRGT', tracking: '' });
    await wrong(`${delivery}/carrier`, { carrier: 'NONE' }, 'carrier-carrier');
    const page = (await get(delivery)).body;
    for (const text of ['FRGT', `href="${order}"`, 'value="2"']) expect(page).toContain(text);
    await wrong(`${order}/invoice`, { 'quantity-1': '3' }, 'invoice-quantity-1');
    await ok(`${order}/invoice`, { 'quantity-1': '1' });
    const refused = await post(`${delivery}/delete`, {});
    expect([refused.statusCode, refused.body]).toEqual([422, expect.stringContaining('1 ARE INVOICED')]);
    const { invnum } = (await one('select max(invnum) as invnum from invhed')) as { invnum: number };
    const invoice = `/invoices/${invnum}`;
    await wrong(`${invoice}/correct`, { 'quantity-1': '3' }, 'correct-quantity-1');
    await wrong(`${invoice}/correct`, { 'discount-1': '101' }, 'correct-discount-1');
    await ok(`${invoice}/correct`, { 'quantity-1': '2', 'price-1': '1,50', 'discount-1': '' });
    expect(await one(`select nettot from invhed where invnum = ${invnum}`)).toEqual({ nettot: '3.00' });
    expect(await ok(`${invoice}/delete`, {})).toBe(order);
    await ok(`${order}/invoice`, { 'quantity-1': '1' });
    expect((await get(invoice)).body).toContain('NOT YET');
    await ok('/invoices/post', {});
    const posted = await post(`${invoice}/correct`, { 'quantity-1': '2' });
    expect([posted.statusCode, posted.body]).toEqual([422, expect.stringContaining('IS POSTED')]);
    expect((await get(invoice)).body).not.toContain('DELETE INVOICE');
    const other = await ok('/orders', { customer: '20009', 'item-1': 'TI-R982', 'quantity-1': '1' });
    await ok(`${other}/ship`, {});
    const [gone] = /\/deliveries\/\d+/.exec((await get(other)).body) ?? [];
    expect(await ok(`${gone}/delete`, {})).toBe(other);
  });

  it('are found from the command line', async () => {
    const to = async (command: string) =>
      (await get(`/go?c=${encodeURIComponent(command)}`)).headers.location;
    expect([
      await to('10'),
      await to('610001'),
      await to('810001'),
      await to('2009900020024'),
      await to('RT-2026-118'),
    ]).toEqual([
      '/warehouses',
      '/transfers/610001',
      '/deliveries/810001',
      '/items/WB-P024',
      '/orders/410025',
    ]);
  });
});

describe('strangers', () => {
  it.each([
    ['a form of another site', { origin: 'https://evil.example' }],
    ['a page of another site', { 'sec-fetch-site': 'cross-site' }],
    ['another name for this machine', { host: 'rebound.example' }],
  ])('are refused: %s', async (_, headers) => {
    expect((await post('/items/HL-U509/price', { price: '1' }, headers)).statusCode).toBe(403);
  });

  it('get no JSON in, and no body beyond the limit', async () => {
    const json = await app.inject({
      method: 'POST',
      url: '/settings',
      headers: { host },
      payload: { life: 'N' },
    });
    expect(json.statusCode).toBe(415);
    expect((await post('/price-file', { prices: 'x'.repeat(300_000) })).statusCode).toBe(413);
  });

  it('get a page, not a stack trace, for what is not on file', async () => {
    for (const url of ['/items/NOPE', '/orders/999999', '/orders/abc', '/nowhere'])
      expect([url, (await get(url)).statusCode]).toEqual([url, 404]);
  });
});
