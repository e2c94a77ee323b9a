import { expect, it } from 'vitest';
import { mapSafely } from './check.ts';

it('holds back a row that the mapping cannot cope with', () => {
  const made = mapSafely({ parent: 'X-1' }, 'demo', () => {
    throw new RangeError('not a decimal: "NaN"');
  });
  expect(made).toMatchObject({
    key: 'demo|X-1',
    value: null,
    issues: [{ field: 'record', reason: 'not a decimal: "NaN"', severity: 'held' }],
    raw: { parent: 'X-1' },
  });
});
