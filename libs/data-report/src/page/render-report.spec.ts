import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inBatches } from '../fixtures/clean-records.ts';
import { makeReport } from '../report/make-report.ts';
import { languages } from '../words/words.ts';
import { renderReport } from './render-report.ts';

/** Tags of the page that are ours: all that may stand in it, with the attributes that they may have. */
const ours =
  /^<(!doctype html|\/?(html|head|title|style|body|header|main|section|article|div|p|h[1-3]|dl|dt|dd|ol|li|a|table|caption|thead|tbody|tr|th|td|code|pre|span|bdi|meta)( (lang|charset|name|content|http-equiv|class|id|href|role|tabindex|scope|style|aria-label|aria-hidden)="[^"<>]*")*( \/)?)>$/;

function foreignTags(page: string): string[] {
  const [head = '', body = ''] = page.split('</style>');
  return [...(head.split('<style>')[0] + body).matchAll(/<[^>]*>?/g)]
    .map(([tag]) => tag)
    .filter((tag) => !ours.test(tag));
}

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.constantFrom(
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='x",
    '</pre><b>',
    '&lt;',
    '<!--',
    ']]>',
    '</title>',
    '\u202e<x>',
    '<svg/onload=x>',
  ),
);

it('escapes whatever a source says, in values, names of columns and of readers', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(hostile, { minLength: 3, maxLength: 12 }), async (texts) => {
      const [name = '', source = '', group = ''] = texts.map((text) => `x${text}`);
      const rows = texts.flatMap((text, index) => [
        { position: index, values: { [name]: text, code: `${text}?a`, other: 'NULL' } },
        { position: index, values: { [name]: text.toUpperCase(), code: `${text}?A.`, other: '' } },
      ]);
      const report = await makeReport(inBatches(rows), {
        ...{ source, reader: `r${texts[0]}`, asOf: '2026-11-30', key: [name] },
        columns: { code: { codes: ['x'], table: group } },
      });
      expect(report.findings.length).toBeGreaterThan(1);
      for (const language of languages) expect(foreignTags(renderReport(report, language))).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

it('needs nothing else, and has no script', async () => {
  const report = await makeReport(inBatches([{ position: 1, values: { a: '4.0E+12' } }]), {
    ...{ reader: 'articles', asOf: '2026-11-30', columns: { a: { means: 'code' } } },
  });
  const page = renderReport(report, 'de');
  expect(page).toMatch(/^<!doctype html>\s*<html lang="de">/);
  expect(page).toContain('Noch nicht bereit');
  expect(page).not.toMatch(/<script|<link|<img|url\(|@import|\son\w+=/);
  expect(page).toContain("default-src 'none'");
});

it('shows what cannot be seen', async () => {
  const values = { id: ' A\u00a0\u202e1 ' };
  const report = await makeReport(inBatches([{ position: 1, values }]), {
    ...{ reader: 'articles', asOf: '2026-11-30', key: ['id'] },
  });
  const page = renderReport(report);
  expect(page).toContain('<span class="unseen">␣</span>A<span class="unseen">U+00A0</span>');
  expect(page).toContain('U+202E');
  expect(page).not.toContain('\u202e');
});

it('says that figures are estimates, examples masked, columns left out, and names the place of each finding', async () => {
  const rows = Array.from({ length: 200 }, (_, index) => ({
    position: index + 1,
    values: { id: `K${index}`, b: 'NULL', c: 'x' },
  }));
  const settings = { reader: 'articles', asOf: '2026-11-30', key: ['id'], maskExamples: true };
  const limits = { values: 16, columns: 2 };
  const page = renderReport(await makeReport(inBatches(rows), { ...settings, limits }));
  expect(page).toContain('are estimates');
  expect(page).toContain('Examples are masked');
  expect(page).toContain('1 further columns');
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
  expect(links.length).toBeGreaterThan(0);
  expect(links.every((id) => ids.includes(id))).toBe(true);
});
