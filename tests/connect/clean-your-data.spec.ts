import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findingKinds } from '@throughline/data-report';
import { expect, it } from 'vitest';
import { sourceFiles } from '../../apps/cli/src/commands/source-files.ts';

const pages = join(import.meta.dirname, '../../docs/connect');
const folder = join(pages, 'clean-your-data');
const page = readFileSync(join(pages, 'clean-your-data.md'), 'utf8');
const now = new Date('2026-11-30T12:00:00Z');

const report = async (state: string) => {
  const options = { source: join(folder, state, 'kontor.source.yaml'), reader: 'articles' };
  const output = await sourceFiles(['report', join(folder, state, 'articles.csv')], options, now);
  return output?.lines ?? [];
};
const verified = async (state: string) => {
  const output = await sourceFiles(['verify', join(folder, state)], {}, now);
  return output?.json as {
    agrees: boolean;
    sources: {
      mappings: { flow: string; rows: number; accepted: number; held: number; skipped: number }[];
    }[];
  };
};

it('shows the report as it is made', async () => {
  expect(page).toContain(['```text', ...(await report('as-exported')), '```'].join('\n'));
});

it('says of every kind of finding what is to be done', () => {
  for (const kind of Object.keys(findingKinds))
    expect([kind, page.split('\n## 3. ')[1]?.includes(`\`${kind}\``)]).toEqual([kind, true]);
});

it('has left after mending what the page says', async () => {
  const left = (await report('mended')).slice(1).map((line) => line.split(/\s+/).slice(0, 3).join(' '));
  expect(left).toEqual([
    'blocks gtin-check-digits EAN',
    'blocks impossible-dates Since',
    'warns not-positive Price',
    'warns html Name',
    'tells gaps EAN',
  ]);
});

it.each(['as-exported', 'mended'])('counts rows as the page does: %s', async (state) => {
  const { agrees, sources } = await verified(state);
  expect(agrees).toBe(true);
  const tables = [...page.matchAll(/\| flow[^\n]*\n\|[^\n]*\n((?:\|[^\n]*\n)+)/g)].map(
    ([, rows = '']) => rows,
  );
  const shown = (tables[state === 'mended' ? 1 : 0] ?? '')
    .trim()
    .split('\n')
    .map((row) =>
      row
        .split('|')
        .slice(1, 6)
        .map((cell) => cell.trim()),
    );
  expect(
    sources[0]?.mappings.map(({ flow, rows, accepted, held, skipped }) =>
      [flow, rows, accepted, held, skipped].map(String),
    ),
  ).toEqual(shown);
});
