import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Reading } from '../connectors/connector.ts';
import { type StoredRecord, holdDuplicates, stepsFor } from './source-records.ts';

const reading = (key: string, of: Partial<Reading<unknown>> = {}): Reading<unknown> => ({
  parent: key,
  key,
  value: {},
  fingerprint: 'a',
  issues: [],
  raw: {},
  ...of,
});
const stored = (key: string, of: Partial<StoredRecord> = {}): StoredRecord => ({
  key,
  parent: key,
  version: 4,
  fingerprint: 'a',
  growing: null,
  deleted: false,
  ...of,
});
const steps = (readings: Reading<unknown>[], records: StoredRecord[], parents = ['x']) =>
  stepsFor(readings, records, new Set(parents)).map(({ key, kind, version }) => ({ key, kind, version }));

describe('what has to be published', () => {
  it.each([
    ['nothing when nothing changed', [reading('x')], [stored('x')], []],
    ['what is new', [reading('x')], [], [{ key: 'x', kind: 'missing', version: 1 }]],
    [
      'what changed',
      [reading('x', { fingerprint: 'b' })],
      [stored('x')],
      [{ key: 'x', kind: 'changed', version: 5 }],
    ],
    ['what is gone', [], [stored('x')], [{ key: 'x', kind: 'gone', version: 5 }]],
    [
      'what came back',
      [reading('x')],
      [stored('x', { deleted: true })],
      [{ key: 'x', kind: 'missing', version: 5 }],
    ],
    ['nothing of what is held back', [reading('x', { value: null, fingerprint: 'b' })], [stored('x')], []],
    ['nothing twice of what is gone', [], [stored('x', { deleted: true })], []],
    ['nothing of parents that were not read', [], [stored('y')], []],
  ])('is %s', (_, readings, records, expected) => {
    expect(steps(readings, records)).toEqual(expected);
  });

  it('is a figure that grew, and not one that shrank or went', () => {
    const before = [stored('x', { growing: { 'o|1': 2, 'p|1': 1 } })];
    expect(steps([reading('x', { growing: { 'o|1': 3 } })], before)).toHaveLength(1);
    expect(steps([reading('x', { growing: { 'q|1': 1 } })], before)).toHaveLength(1);
    expect(steps([reading('x', { growing: { 'o|1': 2 } })], before)).toEqual([]);
  });

  it('is nothing once it was published, whatever was there before', () => {
    const keys = fc.constantFrom('a', 'b', 'c');
    const print = fc.constantFrom('1', '2');
    const anything = fc.uniqueArray(
      fc.record({ key: keys, fingerprint: print, deleted: fc.boolean(), version: fc.nat(9) }),
      { selector: ({ key }) => key },
    );
    fc.assert(
      fc.property(
        anything,
        fc.uniqueArray(fc.tuple(keys, print), { selector: ([key]) => key }),
        (old, now) => {
          const records = old.map((record) => stored(record.key, record));
          const readings = now.map(([key, fingerprint]) => reading(key, { fingerprint }));
          const all = new Set(['a', 'b', 'c']);
          const made = stepsFor(readings, records, all);
          const after = new Map(records.map((record) => [record.key, record]));
          for (const { key, version, reading: read } of made) {
            expect(version).toBeGreaterThan(after.get(key)?.version ?? 0);
            after.set(
              key,
              stored(key, { version, deleted: read === null, fingerprint: read?.fingerprint ?? '' }),
            );
          }
          expect(stepsFor(readings, [...after.values()], all)).toEqual([]);
          const live = [...after.values()].filter(({ deleted }) => !deleted).map(({ key }) => key);
          expect(live.toSorted()).toEqual(now.map(([key]) => key).toSorted());
        },
      ),
    );
  });
});

describe('a code that two rows have', () => {
  it('stays with the row that was published', () => {
    const twin = reading('x', { parent: ' x' });
    const [held] = holdDuplicates([twin], [stored('x')], new Set([' x']));
    expect(held).toMatchObject({ value: null, issues: [{ field: 'code', severity: 'held' }] });
  });

  it('goes to the other row when the one that had it no longer does', () => {
    const moved = reading('x', { parent: ' x' });
    expect(holdDuplicates([moved], [stored('x')], new Set(['x', ' x']))).toEqual([moved]);
  });

  it('goes to the first of two that come at once', () => {
    const [first, second] = holdDuplicates(
      [reading('x'), reading('x', { parent: ' x' })],
      [],
      new Set(['x', ' x']),
    );
    expect([first?.value, second?.value]).toEqual([{}, null]);
  });
});
