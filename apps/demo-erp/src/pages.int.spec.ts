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
  '/price-file', '/price-file/prices.csv', '/settings', '/journal/rows',
])('shows %s', async (url) => {
  const answer = await get(url);
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
  expect(failures).toEqual([]);
}); // prettier-ignore

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
    expect((await post(`${order}/ship`, { 'quantity-1': '2' })).statusCode).toBe(303);
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
