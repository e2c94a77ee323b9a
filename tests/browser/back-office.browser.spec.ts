import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { attach } from '../system/system.ts';
import { look, startBrowser, visit, type Visit } from './browser.ts';

const system = attach(inject('home'));

describe('the pages of the back office', () => {
  let browser: Browser;
  let visiting: Visit;
  beforeAll(async () => {
    browser = await startBrowser();
    // It is dark for everybody.
    visiting = await visit(browser, system.endpoints().backOffice ?? '', 1440, 'dark');
  });
  afterAll(() => browser?.close());

  it.each([
    ['menu', '/'],
    ['items', '/items'],
    ['item', '/items/HL-U509-R'],
    ['stock', '/stock'],
    ['orders', '/orders'],
    ['order', '/orders/410020'],
    ['change-order', '/orders/410020/change'],
    ['order-line', '/orders/410020/lines/1'],
    ['delivery', '/deliveries/810001'],
    ['telephone', '/orders/new'],
    ['invoices', '/invoices'],
    ['invoice', '/invoices/910001'],
    ['purchases', '/purchases'],
    ['customers', '/customers'],
    ['price-file', '/price-file'],
    ['settings', '/settings'],
  ])('can be used by everybody: %s', async (name, path) => {
    await visiting.page.goto(path);
    await look(visiting.page, `back-office-${name}`);
  });

  it('change a price by keyboard alone, and lead to its trace', async () => {
    const { page } = visiting;
    await page.goto('/items/TT-M928');
    await page.keyboard.press('F3');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type((4 + Math.random()).toFixed(2));
    await page.keyboard.press('Enter');
    await page.waitForURL(/done=/);
    const link = page.getByRole('link', { name: /watch it travel/i }).first();
    expect(await link.getAttribute('href')).toContain(system.endpoints().zipkin);
  });

  it('say beside the field what is wrong', async () => {
    const { page } = visiting;
    await page.goto('/items/TT-M928');
    await page.getByLabel('NEW PRICE EUR').fill('cheap');
    await page.getByRole('button', { name: 'CHANGE PRICE' }).click();
    await page.locator('#price-price-error').waitFor();
    await look(page, 'back-office-error');
  });
});
