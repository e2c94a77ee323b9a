import { describe, expect, it } from 'vitest';
import { orderOfTwoLines } from '../fixtures/carts.ts';
import { cancellationBody, orderBody } from './request.schemas.ts';

const body = orderOfTwoLines();
const fields = ['name', 'company', 'street', 'postalCode', 'city', 'phone'] as const;
const optional: readonly string[] = ['company', 'phone'];

/** Message of what is wrong, by field. */
function problems(recipient: object, more: object = {}) {
  const given = { ...body, recipient: { ...body.recipient, ...recipient }, ...more };
  const issues = orderBody.safeParse(given).error?.issues ?? [];
  return Object.fromEntries(issues.map(({ path, message }) => [path.join('.'), message]));
}

describe.each(fields)('%s of whom an order goes to', (field) => {
  it.each(['\u200b', '\u200b\u200b \u200d', '\u2060', '\u00ad', '\u3164', '\u2800', '\u0301', '\u{e0020}'])(
    'is refused when nothing of it can be seen: %j',
    (text) =>
      expect(problems({ [field]: text })).toEqual({
        [`recipient.${field}`]: 'holds nothing that can be seen',
      }),
  );

  it.each(['1\u202e2', '\u2066 1', '1\u200f', '\u202a1\u202c', '\u061c1'])(
    'is refused when it turns the direction of writing: %j',
    (text) =>
      expect(problems({ [field]: text })).toEqual({
        [`recipient.${field}`]: 'holds a character that turns the direction of writing',
      }),
  );

  it('is refused with a control character', () => {
    expect(problems({ [field]: '1\u00072' })).toEqual({
      [`recipient.${field}`]: 'holds a control character',
    });
  });

  it.each(['', '  ', '\ufeff'])('may be left empty where nobody needs it: %j', (text) => {
    expect(problems({ [field]: text })).toEqual(
      optional.includes(field) ? {} : { [`recipient.${field}`]: 'is missing' },
    );
  });

  it.each(['5', 'é', '山', 'שלום', 'نامه\u200cها', 'क\u094dष'])(
    'may be written in any script: %s',
    (text) => {
      expect(problems({ [field]: text })).toEqual({});
    },
  );
});

describe("the buyer's own number", () => {
  it.each([
    ['4\u202e7', 'holds a character that turns the direction of writing'],
    ['\u200b', 'holds nothing that can be seen'],
  ])('is refused like that too: %j', (purchaseOrderNumber, message) => {
    expect(problems({}, { purchaseOrderNumber })).toEqual({ purchaseOrderNumber: message });
  });
});

describe('the reason of a cancellation', () => {
  it('may have lines and be empty, and turns no direction of writing', () => {
    expect(cancellationBody.parse({ reason: ' too late\nfor me ' })).toEqual({ reason: 'too late\nfor me' });
    expect(cancellationBody.parse(undefined)).toEqual({ reason: '' });
    expect(cancellationBody.safeParse({ reason: 'a\u202eb' }).success).toBe(false);
  });
});
