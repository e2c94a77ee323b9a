import { type DataReport, makeReport, renderReport } from '@throughline/data-report';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fitsItsWidth, look, startBrowser, visit } from './browser.ts';

let browser: Browser;
let report: DataReport;

beforeAll(async () => {
  browser = await startBrowser();
  report = await makeReport(articles(), {
    ...{ source: 'nord', reader: 'ART_{seq}_{asOf:yyyyMMdd}.csv', asOf: '2026-11-30', key: ['ArtNr'] },
    columns: {
      Farbe: { means: 'code', table: 'colors' },
      VK: { means: 'price' },
      Ab: { means: 'date' },
      ME: { codes: ['PC'], table: 'units' },
    },
  });
});
afterAll(() => browser?.close());

/** Three hundred articles with something of most that can be found. */
async function* articles() {
  yield Array.from({ length: 300 }, (_, index) => ({
    position: index + 2,
    values: {
      ArtNr: ['4.0E+12', '02. Jan', ' A-00\u00a010'][index % 100] ?? `A-${index}`,
      Bezeichnung:
        ['TRK SCHW. M/KLINGEL', 'GrÃ¼ner <b>Sattel</b>', ''][index % 50] ?? `Sattel Nummer ${index}`,
      Farbe: ['Grün', 'Gruen', 'grün ', 'ROT', 'Rot', 'Schwarz'][index % 6] ?? '',
      VK: ['1.234', '12,50-', '99999,00'][index % 90] ?? `${10 + (index % 30)},50`,
      Ab: ['03/04/2024', '45123'][index % 40] ?? `${13 + (index % 15)}/04/2024`,
      ME: index % 3 === 0 ? 'NULL' : 'ST',
    },
  }));
}

it.each([
  [375, 'light', 'de'],
  [1280, 'dark', 'en'],
  [1280, 'light', 'de'],
] as const)('reads well at %i px, in %s colours, in %s', async (width, scheme, language) => {
  const { context, page } = await visit(browser, 'http://localhost', width, scheme);
  await page.setContent(renderReport(report, language));
  await look(page, `data-report-${language}`);
  expect(await fitsItsWidth(page)).toBe(true);
  // The first thing to mend leads to its section.
  const first = page.getByRole('list').getByRole('link').first();
  const target = (await first.getAttribute('href')) ?? '';
  await first.click();
  expect(await page.locator(`${target}:target`).count()).toBe(1);
  await context.close();
});

it('is printed with everything on it, light on dark screens too', async () => {
  const { context, page } = await visit(browser, 'http://localhost', 1280, 'dark');
  await page.setContent(renderReport(report, 'en'));
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  const paper = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  expect(paper).toBe('rgb(251, 251, 248)');
  expect(await page.getByRole('article').count()).toBeGreaterThan(8);
  expect((await page.pdf({ format: 'A4' })).subarray(0, 5).toString()).toBe('%PDF-');
  await context.close();
});
