import { failurePolicy } from '@throughline/messaging';
import { expect, it } from 'vitest';
import { policy } from './policy.ts';

it('prints every row of the failure policy, in order, and what is done', () => {
  const { lines, json } = policy();
  expect(lines).toHaveLength(failurePolicy.length + 1);
  expect(lines[0]).toMatch(/^failure +what is done +recognised by$/);
  expect(lines.find((line) => line.startsWith('Too much at once'))).toMatch(
    /^Too much at once +try again three times, then each half +SQLSTATE 57014, /,
  );
  expect(json).toEqual(
    failurePolicy.map(({ failure, action, recognisedBy }) => ({ failure, action, recognisedBy })),
  );
});
