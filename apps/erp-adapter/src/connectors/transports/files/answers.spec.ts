import { describe, expect, it } from 'vitest';
import { answerOf } from './answers.ts';

const columns = {
  number: 'ErpNo',
  refused: { column: 'Status', is: ['ERR', 'NO'] },
  reason: ['Info', 'Text'],
} as const;

describe('an answer of a source', () => {
  it.each([
    ['its number, byte for byte', { ErpNo: ' 00123', Status: 'OK' }, { erpNumber: ' 00123' }],
    ['why it is refused', { Status: 'ERR ', Info: { Text: ' No such item ' } }, { refusal: 'No such item' }],
    [
      'that it is refused, number or not',
      { ErpNo: '9', Status: 'NO' },
      { refusal: 'The back office refuses it and does not say why' },
    ],
    ['nothing yet', { ErpNo: '-', Status: 'RECEIVED' }, null],
    ['nothing at all', {}, null],
    ['nothing in a column that holds no text', { ErpNo: ['1'], Status: null }, null],
  ])('is %s', (_, record, answer) => {
    expect(answerOf(record, columns, ['-'])).toEqual(answer);
  });

  it('may be numbers alone', () => {
    expect(answerOf({ No: '7' }, { number: 'No' }, [])).toEqual({ erpNumber: '7' });
    expect(answerOf({ No: '7' }, { refused: { column: 'S', is: ['x'] } }, [])).toBeNull();
  });
});
