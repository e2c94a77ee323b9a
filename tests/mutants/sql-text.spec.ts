import { expect, it } from 'vitest';
import { isSql } from './sql-text.ts';

it.each([
  "'select itmcod::text as parent from itmmas'",
  '`with ${wantedItems}\n  select 1`',
  '`insert into exports`',
  "{\n  parents: 'select 1',\n  rows: `select 2`,\n}",
  '`${parent} as parent,\n  ctycod::text as country`',
])('takes %j for SQL', (source) => {
  expect(isSql(source)).toBe(true);
});

it.each([
  "'selected'",
  "'is missing'",
  '`${order}|${line}`',
  '{ order, quantity }',
  "{\n  await tx.query('select itmcod::text');\n}",
])('does not take %j for SQL', (source) => {
  expect(isSql(source)).toBe(false);
});
