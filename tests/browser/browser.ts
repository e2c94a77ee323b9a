/// <reference lib="dom" />
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { findChromium } from '../../deploy/local/testing/chromium.ts';
import { checkout } from '../../deploy/local/paths.ts';

const artefacts = join(checkout, '.throughline', 'test-artifacts');

/** @throws Error when there is no browser on this machine */
export async function startBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('There is no Chromium; npm test tells how to install it');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-domain-reliability',
      '--disable-sync',
      '--no-first-run',
      '--no-pings',
    ],
  });
}

export interface Visit {
  context: BrowserContext;
  page: Page;
  /** Bytes of script that the pages have loaded so far, as they came over the wire. */
  scriptBytes(): Promise<number>;
}

export type ColorScheme = 'light' | 'dark';

/** Opens the window of somebody who was never here before. Layout shifts are added up from then on. */
export async function visit(
  browser: Browser,
  baseURL: string,
  width: number,
  colorScheme: ColorScheme = 'light',
): Promise<Visit> {
  const context = await browser.newContext({
    ...{ baseURL, colorScheme, locale: 'en-GB', timezoneId: 'Europe/Berlin' },
    viewport: { width, height: width < 700 ? 780 : 900 },
    hasTouch: width < 1_000,
    serviceWorkers: 'block',
  });
  context.setDefaultTimeout(180_000);
  await context.addInitScript(() => {
    const shifts = { total: 0 };
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, hadRecentInput } = entry as PerformanceEntry & {
          value: number;
          hadRecentInput: boolean;
        };
        if (!hadRecentInput) shifts.total += value;
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  const page = await context.newPage();
  const sizes: Promise<number>[] = [];
  page.on('requestfinished', (request) => {
    if (request.resourceType() === 'script')
      sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
  });
  return {
    context,
    page,
    scriptBytes: async () => (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0),
  };
}

/** How far the parts of this page have jumped since it was loaded. */
export async function layoutShift(page: Page): Promise<number> {
  return page.evaluate(() => (window as unknown as { shifts: { total: number } }).shifts.total);
}

/** Keeps a picture of the page as it is, and has axe look at it. */
export async function look(page: Page, name: string): Promise<void> {
  mkdirSync(artefacts, { recursive: true });
  const scheme = await page.evaluate(async () => {
    await document.fonts.ready;
    const ending = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
    return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  });
  const file = `${name}-${page.viewportSize()?.width}-${scheme}.png`;
  await page.screenshot({ path: join(artefacts, file), fullPage: true });
  // The quicker mode sees all there is, since no page has frames.
  expect(page.frames()).toHaveLength(1);
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode();
  const { violations, passes } = await axe.analyze();
  expect(passes.length).toBeGreaterThan(5);
  const found = violations.map(({ id, help, nodes }) => ({
    ...{ id, help },
    where: nodes.slice(0, 3).map(({ target, failureSummary }) => [target.join(' '), failureSummary]),
  }));
  expect(found, file).toEqual([]);
}

/** Whether the page can be read without scrolling sideways. */
export async function fitsItsWidth(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
}
