/// <reference lib="dom" />
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { until } from '../../libs/testing/src/until.ts';
import { change } from '../system/back-office.ts';
import { shopOf, shopper } from '../system/shop.ts';
import { salesOrders, sql } from '../system/sql.ts';
import { ask } from '../system/staff.ts';
import { attach } from '../system/system.ts';
import { look, startBrowser, visit } from './browser.ts';

const system = attach(inject('home'));
const shop = shopOf(system);
/** In stock at the first warehouse alone, so that counting there says how many there are. */
const sku = 'HY-1023-70';
const tire = 'TI-M823';

let browser: Browser;
let context: BrowserContext;
let page: Page;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  ({ context, page } = await visit(browser, system.endpoints().storefront, 1440));
});
afterEach(() => context?.close());

const seen = (on: Page, text: string | RegExp) => on.getByText(text).first().waitFor();
const gone = (on: Page, text: string | RegExp) => on.getByText(text).first().waitFor({ state: 'detached' });
const order = (on: Page) => on.getByRole('button', { name: /^Order, pay by invoice €/ });

/**
 * Has so many units be available, beside the safety stock and what open orders wait for.
 * @returns what has another number of them be available later
 */
async function stock(of: string, units: number, then = units): Promise<() => Promise<unknown>> {
  const { locations } = (await shop.figure(of)).stock;
  for (const { location } of locations)
    if (location !== 'B1') await change(system, `/items/${of}/count`, { warehouse: location, quantity: 0 });
  const many = 5_000;
  await change(system, `/items/${of}/count`, { warehouse: 'B1', quantity: many });
  const available = await until(async () => {
    const { stock: told } = await shop.figure(of);
    const alone = told.locations.every(({ location }) => location === 'B1');
    return alone && told.available > many / 2 && told.available;
  });
  const count = (wanted: number) =>
    change(system, `/items/${of}/count`, { warehouse: 'B1', quantity: wanted + many - available });
  await count(units);
  await until(async () => (await shop.figure(of)).stock.available === units);
  return () => count(then);
}

/** As a page does, with the cart of this visitor. */
async function put(on: Page, of: string, quantity: number): Promise<void> {
  const status = await on.evaluate(
    async ([line]) => {
      const headers = { 'content-type': 'application/json' };
      return (await fetch('/api/cart/lines', { method: 'PUT', headers, body: line ?? '' })).status;
    },
    [JSON.stringify({ sku: of, quantity })],
  );
  expect(status).toBe(200);
}

async function fillIn(on: Page): Promise<void> {
  for (const [label, value] of Object.entries({
    ...{ Name: shopper.name, 'E-mail': shopper.email, 'Street and number': shopper.street },
    ...{ 'Postal code': shopper.postalCode, City: shopper.city },
  }))
    await on.getByLabel(label, { exact: true }).fill(value);
}

/** Orders what is in the cart. @returns the order's number */
async function orderIt(on: Page): Promise<string> {
  await on.goto('/checkout');
  await fillIn(on);
  await order(on).click();
  await on.waitForURL(/\/orders\/W/);
  return /W[0-9A-Z]{9}/.exec(on.url())?.[0] ?? '';
}

const documentOf = (number: string) => until(async () => (await salesOrders(system, number))[0]);

describe('two tabs', () => {
  it('agree on the cart, and none orders what the other has removed', async () => {
    await stock(sku, 60);
    await page.goto('/');
    await put(page, sku, 2);
    await put(page, tire, 1);
    const other = await context.newPage();
    await other.goto('/checkout');
    await seen(other, /^2 × /);
    await fillIn(other);
    await page.goto('/cart');
    await page.getByRole('button', { name: /^Remove .*Hydration/ }).click();
    await gone(other, /^2 × /);
    await seen(other, 'Your cart was changed in another window. This is what it holds now.');
    await other.getByRole('link', { name: /Cart/ }).filter({ hasText: '1' }).waitFor();
    await look(other, 'changed-elsewhere');

    // The shop itself refuses, where a tab could not be told: the line comes while the order is on its way.
    await other.route('**/api/orders', async (route) => {
      await put(page, sku, 1);
      await route.continue();
    });
    await order(other).click();
    await seen(other, /^Something changed while you were here\./);
    await seen(other, /^1 × .*Hydration/);
    await other.unroute('**/api/orders');
    await order(other).click();
    await other.waitForURL(/\/orders\/W/);
    await seen(page, 'Your cart is empty.');
  });
});

describe('the list', () => {
  it('opens a product at the price that it advertises', async () => {
    await page.goto('/');
    const card = page.getByRole('article').filter({ hasText: 'Mountain-500' });
    const from = /from (€[\d.,]+)/.exec(await card.innerText())?.[1] ?? '';
    await card.getByRole('link').click();
    await page.getByRole('heading', { level: 1, name: 'Mountain-500' }).waitFor();
    await page.getByText(from, { exact: true }).first().waitFor();
    expect(page.url()).toContain('sku=');
  });

  it('is where one was after Back, and after a reload', async () => {
    await page.setViewportSize({ width: 360, height: 780 });
    await page.goto('/');
    const cards = page.getByRole('article');
    await cards.nth(5).waitFor();
    const first = await cards.count();
    await page.getByRole('button', { name: 'Show more' }).click();
    await cards.nth(first + 5).waitFor();
    // Where a click needs to scroll no further.
    await cards.nth(first + 5).evaluate((card) => card.scrollIntoView({ block: 'center' }));
    const place = await page.evaluate(() => window.scrollY);
    expect(place).toBeGreaterThan(2_000);
    const there = () => page.evaluate((y) => Math.abs(window.scrollY - y) < 5, place);
    await cards
      .nth(first + 5)
      .getByRole('link')
      .click();
    await page.waitForURL(/\/products\//);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await page.evaluate(() => window.scrollY)).toBe(0);
    await page.goBack();
    await cards.nth(first + 5).waitFor();
    await until(there);
    await page.reload();
    await cards.nth(first + 5).waitFor();
    await until(there);
  });

  it('says that a family is unknown, and which there are', async () => {
    await page.goto('/?family=NOPE');
    await page.getByRole('heading', { level: 1, name: 'We have no product family “NOPE”' }).waitFor();
    await look(page, 'unknown-family');
    await page.getByRole('main').getByRole('listitem').getByRole('link', { name: 'Helmets' }).last().click();
    await page.getByRole('heading', { level: 1, name: 'Helmets' }).waitFor();
  });
});

describe('the checkout', () => {
  it('keeps what was typed over a reload, and knows postal codes of the country', async () => {
    await page.goto('/');
    await put(page, tire, 3);
    await page.goto('/cart');
    await page.getByRole('link', { name: 'To checkout' }).click();
    await seen(page, /^3 × /);
    await fillIn(page);
    await page.getByLabel('Postal code', { exact: true }).fill('ABC');
    await page.getByLabel(/^Express/).check();
    await order(page).click();
    const wrong = 'This is not a postal code of Germany. One is written like 10115.';
    await page.locator('#postalCode-error', { hasText: wrong }).waitFor();
    await page.reload();
    await order(page).waitFor();
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe(shopper.name);
    expect(await page.getByLabel('Postal code', { exact: true }).inputValue()).toBe('ABC');
    expect(await page.getByLabel(/^Express/).isChecked()).toBe(true);
    await page.getByLabel('Postal code', { exact: true }).fill(shopper.postalCode);
    await order(page).click();
    await page.waitForURL(/\/orders\/W/);

    await page.goBack();
    await seen(page, 'Look at the products');
    expect(await page.evaluate(() => sessionStorage.getItem('shop.checkout'))).toBeNull();
    await put(page, tire, 1);
    await page.goto('/checkout');
    await order(page).waitFor();
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('');
  });

  it('offers as many as there are when the stock falls below', async () => {
    const fewer = await stock(sku, 60, 2);
    await page.goto('/');
    await put(page, sku, 3);
    await page.goto('/checkout');
    await order(page).waitFor();
    expect(await order(page).isEnabled()).toBe(true);
    await fewer();
    await page.getByRole('button', { name: /^Take 2/ }).waitFor();
    expect(await order(page).isEnabled()).toBe(false);
    await look(page, 'checkout-fewer');
    await page.getByRole('button', { name: /^Take 2/ }).click();
    await seen(page, /^2 × /);
    await until(() => order(page).isEnabled());
  });
});

describe('a product', () => {
  it('that is withdrawn while its page is open says so, and cannot be put into the cart', async () => {
    await page.goto(`/products/${tire}?sku=${tire}`);
    const button = page.getByRole('button', { name: 'Put into cart' });
    await button.waitFor();
    await ask(system, ['catalog', 'merchandiser'], '/products/withdraw', { skus: [tire] });
    try {
      await seen(page, 'This product is no longer available.');
      expect(await page.getByRole('button', { name: 'No longer available' }).isDisabled()).toBe(true);
      await look(page, 'withdrawn');
    } finally {
      await ask(system, ['catalog', 'merchandiser'], '/products/activate', { skus: [tire], whenReady: true });
    }
    await button.waitFor();
  });

  it('is put into the cart at the price that is shown, or not', async () => {
    const saddle = 'SE-M236';
    await page.route('**/api/stream**', (route) => route.abort());
    await page.goto(`/products/${saddle}?sku=${saddle}`);
    const button = page.getByRole('button', { name: 'Put into cart' });
    await button.waitFor();
    const before = (await shop.figure(saddle)).price?.amount;
    await change(system, `/items/${saddle}/price`, { price: '30.00' });
    await until(async () => (await shop.figure(saddle)).price?.amount === '35.7');
    expect(before).not.toBe('35.7');
    await button.click();
    await seen(page, /^The price has just changed\./);
    await page.getByText('€35.70', { exact: true }).first().waitFor();
    await look(page, 'price-changed');
    await button.click();
    await seen(page, /is in your cart/);
  });

  it('that does not exist has an address with nothing but the shop’s own page', async () => {
    const response = await page.goto('/products/NOTHING-OF-THE-KIND');
    expect(response?.status()).toBe(404);
    await page.getByRole('heading', { level: 1, name: 'We do not have this product' }).waitFor();
    expect((await page.goto(`/products/${tire}`))?.status()).toBe(200);
  });
});

describe('an order', () => {
  it('is told in a shopper’s words, and where its parcel is', async () => {
    await page.goto('/');
    await put(page, 'BK-M18S-44', 1);
    const number = await orderIt(page);
    await seen(page, 'Your order is being prepared.');
    await seen(page, '1 × Mountain-500, silver, 44 cm');
    await seen(page, shopper.street);
    await seen(page, /^including 19% VAT$/);
    expect(await page.getByText('warehouse system').count()).toBe(0);
    expect(await page.getByRole('link', { name: /whole journey/ }).count()).toBe(0);
    await change(system, `/orders/${(await documentOf(number)).number}/ship`);
    const parcel = page.getByRole('link', { name: /^Follow it at / });
    await parcel.waitFor();
    expect(await parcel.getAttribute('href')).toMatch(/^https:\/\//);
    await seen(page, /^Tracking number \S+$/);
    await look(page, 'order-shipped');

    await page.goto(`/orders/${number}?staff=on`);
    await page.getByRole('link', { name: /whole journey/ }).waitFor();
    await seen(page, 'Handed to our warehouse system');
  });

  it('says what the seller has changed of it, and what is delivered and due', async () => {
    await stock(sku, 60);
    await page.goto('/');
    await put(page, sku, 5);
    await put(page, tire, 2);
    const number = await orderIt(page);
    const document = (await documentOf(number)).number;
    const line = (await salesOrders(system, number))[0]?.lines.find(({ item }) => item === sku)?.line ?? 0;
    const other = line === 1 ? 2 : 1;
    await change(system, `/orders/${document}/lines/${line}/quantity`, { quantity: 3 });
    await seen(page, /^2 of 5 Hydration Pack - 70 oz\., silver will not be delivered\.$/);
    await seen(page, '3 instead of 5');
    await seen(page, 'Now due');
    await change(system, `/orders/${document}/lines/${other}/discount`, { percent: '10' });
    await seen(page, /^There is a discount of 10% on HL Mountain Tire\.$/);
    await change(system, `/orders/${document}/address`, {
      ...{ name: 'Neighbour', street: 'Umweg 12', zip: '10119', city: 'Berlin', country: 'DE' },
    });
    await seen(page, 'Delivery address, as ordered');
    expect(await page.getByText('The delivery address was changed.').count()).toBe(1);
    await look(page, 'order-amended');
    await change(system, `/orders/${document}/ship`);
    await seen(page, 'On its way to you.');
    const [note] = await sql<{ delivery: number }>(
      system,
      'demo-erp',
      'select max(dlvnum) as delivery from dlvlin where sonum = $1',
      [document],
    );
    await change(system, `/deliveries/${note?.delivery}/delete`);
    await seen(page, /^Delivery taken back/);
    await seen(page, /^Shipped \(next\)$/);
  });

  it('that is cancelled says so at once, and then what has come of it', async () => {
    await stock(sku, 60);
    await page.goto('/');
    await put(page, sku, 1);
    const number = await orderIt(page);
    await documentOf(number);
    await page.getByRole('button', { name: 'Cancel this order' }).click();
    await page.getByRole('button', { name: 'Yes, cancel it' }).click();
    expect(await page.getByRole('button', { name: 'Cancel this order' }).count()).toBe(0);
    await seen(page, 'The order is cancelled. Nothing of it will be sent.');
    expect(await page.getByRole('button', { name: 'Cancel this order' }).count()).toBe(0);
    await look(page, 'order-cancelled');
  });

  it('that has left cannot be cancelled, and says why', async () => {
    await page.goto('/');
    await put(page, sku, 1);
    const number = await orderIt(page);
    const document = await documentOf(number);
    await page.getByRole('button', { name: 'Cancel this order' }).click();
    await page.route('**/cancellation', async (route) => {
      await seen(page, 'Asking for the cancellation…');
      await change(system, `/orders/${document.number}/ship`);
      await seen(page, 'On its way to you.');
      await route.continue();
    });
    await page.getByRole('button', { name: 'Yes, cancel it' }).click();
    await seen(page, /^It can no longer be cancelled: it has left our warehouse/);
  });
});
