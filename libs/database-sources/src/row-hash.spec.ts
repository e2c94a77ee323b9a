import { expect, it } from 'vitest';
import type { RawTree } from '@throughline/connector';
import { add, equal, recordHash } from './row-hash.ts';
import { databaseSettings } from './settings.ts';

const { readers } = databaseSettings.parse({
  dialect: 'postgresql',
  url: 'postgres://nobody@localhost/x',
  readers: {
    items: {
      table: 'items',
      key: ['a'],
      with: { texts: { table: 't', on: { a: 'a' } } },
      changes: { hash: 'ranges' },
    },
  },
});
const hash = recordHash(readers.items!);
const of = (values: RawTree, key = 'k') => hash(key, { values, position: 0 });

it('tells NULL, an empty text and a column that is not there apart', () => {
  const all = [of({ a: 'k', b: null }), of({ a: 'k', b: '' }), of({ a: 'k' })];
  for (const [index, one] of all.entries())
    for (const other of all.slice(index + 1)) expect(equal(one, other)).toBe(false);
});

it('tells the same row under another key apart, and does not depend on the order of rows or columns', () => {
  expect(equal(of({ a: 'k' }), of({ a: 'k' }, 'l'))).toBe(false);
  expect(equal(of({ a: 'k', b: 'x' }), of({ b: 'x', a: 'k' }))).toBe(true);
  expect(equal(of({ texts: [{ t: '1' }, { t: '2' }] }), of({ texts: [{ t: '2' }, { t: '1' }] }))).toBe(true);
  expect(equal(of({ texts: [{ t: '1' }, { t: '1' }] }), of({ texts: [{ t: '1' }] }))).toBe(false);
});

it('cannot be misled by what a value looks like', () => {
  expect(equal(of({ a: 'x', b: 'v1:y' }), of({ a: 'xv1:bv1:y' }))).toBe(false);
  expect(equal(of({ a: 'n' }), of({ a: null }))).toBe(false);
});

it('counts one key for each record', () => {
  expect(add(of({ texts: [{ t: '1' }] }), of({}, 'l')).keys).toBe(2);
});
