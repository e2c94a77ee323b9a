import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { until } from '../../libs/testing/src/until.ts';
import { change } from '../system/back-office.ts';
import { orderBody, shopOf, shopper } from '../system/shop.ts';
import { salesOrders } from '../system/sql.ts';
import { attach } from '../system/system.ts';
import { fitsItsWidth, layoutShift, look, startBrowser, visit, type Visit } from './browser.ts';

const system = attach(inject('home'));
const shop = shopOf(system);
const listScriptBudget = 150_000;
const shiftBudget = 0.05;

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

const seen = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();
/** The gross price that follows from a net one, as the pages write it. */
const written = (net: number) => `€${(Math.round(net * 119) / 100).toFixed(2)}`;

describe.each([
  [360, 'light'],
  [768, 'dark'],
  [1440, 'light'],
] as const)('a shopper at %i px, in %s colours', (width, scheme) => {
  const sku = 'HL-U509-R';
  let visiting: Visit;
  let page: Page;
  beforeAll(async () => {
    visiting = await visit(browser, system.endpoints().storefront, width, scheme);
    ({ page } = visiting);
  });
  afterAll(() => visiting?.context.close());

  it('finds a list of products that does not jump and is light', async () => {
    await page.goto('/');
    await page.getByRole('article').nth(5).waitFor();
    expect(await visiting.scriptBytes()).toBeGreaterThan(10_000);
    expect(await visiting.scriptBytes()).toBeLessThan(listScriptBudget);
    expect(await layoutShift(page)).toBeLessThan(shiftBudget);
    expect(await fitsItsWidth(page)).toBe(true);
    await look(page, 'list');
  });

  it('narrows it by family and by search, and is told when there is nothing', async () => {
    const select = page.getByRole('combobox', { name: 'Product families' });
    if (await select.isVisible()) await select.selectOption('GLOV');
    else await page.getByRole('link', { name: /^Gloves/ }).click();
    await page.waitForURL(/family=GLOV/);
    await page.getByRole('article').filter({ hasText: 'Gloves' }).first().waitFor();
    const search = page.getByRole('searchbox');
    await search.fill('zeppelin');
    await seen(page, 'Nothing found for “zeppelin”');
    await look(page, 'search-empty');
    await search.fill('helmet red');
    await page.waitForURL(/q=helmet/);
    await page.getByRole('article').first().getByRole('link').click();
    await page.waitForURL(/\/products\//);
  });

  it('sees a price change on an open page, without a reload', async () => {
    await page.goto(`/products/${sku}?sku=${sku}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await seen(page, /in stock in/);
    expect(await layoutShift(page)).toBeLessThan(shiftBudget);
    await look(page, 'product');
    await page.evaluate(() => Object.assign(window, { loadedOnce: true }));
    // The seed has it on special; only a lower list price shows.
    const net = 5 + Math.floor(Math.random() * 2_000) / 100;
    await endSpecials(sku);
    await change(system, `/items/${sku}/price`, { price: net.toFixed(2) });
    await page.getByText(written(net), { exact: true }).first().waitFor();
    expect(await page.evaluate(() => 'loadedOnce' in window)).toBe(true);
  });

  it('keeps the cart over a reload, and is told when a price rose', async () => {
    await page.getByRole('button', { name: 'Put into cart' }).click();
    await seen(page, /is in your cart/);
    await page.getByRole('link', { name: 'Go to cart' }).click();
    await page.getByRole('heading', { name: 'Your cart' }).waitFor();
    await change(system, `/items/${sku}/price`, { price: '40.00' });
    await until(async () => (await shop.figure(sku)).price?.amount === '47.6');
    await page.reload();
    await seen(page, /went up from/);
    expect(await fitsItsWidth(page)).toBe(true);
    await look(page, 'cart');
    await page.getByRole('button', { name: 'Understood' }).click();
    await page.getByText(/went up from/).waitFor({ state: 'detached' });
  });

  it('is told what is wrong at checkout, orders, and follows the order to its invoice', async () => {
    await page.getByRole('link', { name: 'To checkout' }).click();
    const submit = page.getByRole('button', { name: /^Order, pay by invoice €/ });
    await submit.click();
    await seen(page, /^Please mend \d things first$/);
    expect(await page.getByRole('textbox', { name: 'E-mail' }).getAttribute('aria-invalid')).toBe('true');
    await look(page, 'checkout-errors');
    for (const [label, value] of [
      ['Name', shopper.name],
      ['E-mail', shopper.email],
      ['Street and number', shopper.street],
      ['Postal code', shopper.postalCode],
      ['City', shopper.city],
    ] as const)
      await page.getByLabel(label, { exact: true }).fill(value);
    await submit.click();
    await page.waitForURL(/\/orders\/W/);
    await seen(page, 'Your order is being prepared.');
    const order = /W[0-9A-Z]{9}/.exec(page.url())?.[0] ?? '';
    const document = await until(async () => (await salesOrders(system, order))[0]);
    await change(system, `/orders/${document.number}/ship`);
    await seen(page, 'On its way to you.');
    await change(system, `/orders/${document.number}/invoice`);
    await seen(page, 'Complete.');
    await page.reload();
    await seen(page, 'Complete.');
    expect(await layoutShift(page)).toBeLessThan(shiftBudget);
    expect(await fitsItsWidth(page)).toBe(true);
    await look(page, 'order');
    await findAgain(order);
  });

  /** Elsewhere, by number and e-mail address. */
  async function findAgain(order: string): Promise<void> {
    const other = await visit(browser, system.endpoints().storefront, width, scheme);
    try {
      await other.page.goto('/find-order');
      await other.page.getByLabel('Order number').fill(order);
      await other.page.getByLabel('E-mail').fill('wrong@nowhere.example');
      await other.page.getByRole('button', { name: 'Find' }).click();
      await seen(other.page, 'There is no order with this number and e-mail address.');
      await look(other.page, 'find-order');
      await other.page.getByLabel('E-mail').fill(shopper.email);
      await other.page.getByRole('button', { name: 'Find' }).click();
      await other.page.getByRole('heading', { name: `Order ${order}` }).waitFor();
    } finally {
      await other.context.close();
    }
  }

  it('keeps what was seen while there is no connection', async () => {
    await page.goto(`/products/${sku}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await visiting.context.setOffline(true);
    await seen(page, /^No connection/);
    expect(await page.getByRole('heading', { level: 1 }).isVisible()).toBe(true);
    await look(page, 'offline');
    await visiting.context.setOffline(false);
    await page.getByText(/^No connection/).waitFor({ state: 'detached' });
  });

  it('is shown a page of the shop where there is nothing', async () => {
    const response = await page.goto('/nothing/here');
    expect(response?.status()).toBe(404);
    await seen(page, 'There is nothing here');
    await look(page, 'not-found');
  });
});

describe('an order that came too late', () => {
  it('says why, and offers the way on', async () => {
    const sku = 'HY-1023-70';
    await change(system, `/items/${sku}/count`, { warehouse: 'B1', quantity: 60 });
    await until(async () => (await shop.figure(sku)).stock.state === 'in-stock');
    const { context, page } = await visit(browser, system.endpoints().storefront, 1440, 'dark');
    try {
      await page.goto(`/products/${sku}`);
      await page.getByRole('button', { name: 'Put into cart' }).click();
      await seen(page, /is in your cart/);
      await page.goto('/checkout');
      for (const [label, value] of Object.entries({
        ...{ Name: shopper.name, 'E-mail': shopper.email, 'Street and number': shopper.street },
        ...{ 'Postal code': shopper.postalCode, City: shopper.city },
      }))
        await page.getByLabel(label, { exact: true }).fill(value);
      // Somebody else takes them all between the last look and the click.
      await page.route('**/api/orders', async (route) => {
        const { available } = (await shop.figure(sku)).stock;
        await shop.placeAndWait(orderBody([{ sku, quantity: available }]));
        await route.continue();
      });
      await page.getByRole('button', { name: /^Order, pay by invoice €/ }).click();
      await page.waitForURL(/\/orders\/W/);
      await seen(page, 'We could not take this order.');
      await seen(page, 'There is not enough in stock.');
      await page.getByRole('heading', { name: 'How to go on' }).waitFor();
      await look(page, 'rejected');
    } finally {
      await context.close();
    }
  });
});

async function endSpecials(sku: string): Promise<void> {
  const { backOffice } = system.endpoints();
  const page = await (await fetch(`${backOffice}/items/${sku}`)).text();
  for (const [, path] of page.matchAll(/action="(\/items\/[^"]+\/specials\/\d+\/end)"/g))
    await change(system, path ?? '');
}
