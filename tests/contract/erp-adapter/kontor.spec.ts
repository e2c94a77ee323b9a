import { expect, it } from 'vitest';
import { checkSource } from '@throughline/source-documents';
import { kontorDocument } from './kontor.ts';

it('the document of the documentation is right', () => {
  const { ordersOut, feedings } = checkSource(kontorDocument('postgresql', '/url'));
  expect(feedings.map(({ mapping }) => mapping)).toEqual(['orders@1']);
  expect(ordersOut?.compiled.limits).toContainEqual({
    field: 'recipient.street',
    maxLength: 60,
    alphabet: null,
  });
});
