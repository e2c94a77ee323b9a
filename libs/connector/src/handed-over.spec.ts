import { describe, expect, it } from 'vitest';
import { type HandedOverOrder, documentOrigins } from './handed-over.ts';

const handed = (order: string, erpNumber: string | null, awaitsDocument = true): HandedOverOrder => {
  return { order, erpNumber, awaitsDocument, isGone: false, recipient: null };
};
const bound = handed('10001', '410001');
const awaiting = handed('10002', null);
const refused = handed('10003', null, false);
const gone = { ...handed('10004', '410004'), isGone: true };
const origin = documentOrigins([bound, awaiting, refused, gone]);

describe('the origin of a document', () => {
  it.each<[string, Parameters<typeof origin>, ReturnType<typeof origin>]>([
    [
      'that of its number, whatever it refers to',
      ['410001', '10002', false],
      { own: bound, namesOrder: null },
    ],
    [
      'our order that awaits one, where we made it',
      ['410009', '10002', true],
      { own: awaiting, namesOrder: null },
    ],
    ['named where others made it', ['410009', '10002', false], { own: null, namesOrder: '10002' }],
    ['named where the order has another', ['410009', '10001', true], { own: null, namesOrder: '10001' }],
    ['named where the order awaits none', ['410009', '10003', true], { own: null, namesOrder: '10003' }],
    [
      'that of its number again, where we made it',
      ['410004', '10004', true],
      { own: gone, namesOrder: null },
    ],
    [
      'that of its number again, whatever we made refers to',
      ['410004', '10004 / PO 77', true],
      { own: gone, namesOrder: null },
    ],
    [
      'unknown where the number of a gone one is given again',
      ['410004', null, false],
      { own: null, namesOrder: null },
    ],
    [
      'named where others gave it our reference too',
      ['410004', '10004', false],
      { own: null, namesOrder: '10004' },
    ],
    [
      'another order of ours that has that number now',
      ['410004', '10002', true],
      { own: awaiting, namesOrder: null },
    ],
    ['unknown to us with another reference', ['410009', '77', true], { own: null, namesOrder: null }],
    ['unknown to us without a reference', ['410009', null, true], { own: null, namesOrder: null }],
  ])('is %s', (_, document, expected) => {
    expect(origin(...document)).toEqual(expected);
  });
});
