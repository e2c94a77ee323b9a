import { describe, expect, it } from 'vitest';
import { answerColumns, answersIn } from './answers-csv.ts';

const file = (...rows: string[]) => answersIn(rows.join('\n'));
const faultsOf = (...rows: string[]) => file(...rows).faults;

describe('a file of answers', () => {
  it.each([[';'], [','], ['\t']])('is read with %j between its columns, as its header has it', (by) => {
    const text = ['\uFEFForder number status', 'W1 410001 open', ''].join('\r\n').replaceAll(' ', by);
    expect(answersIn(text)).toEqual({
      answers: [{ answer: { order: 'W1', number: '410001', status: 'open' }, row: 2 }],
      faults: [],
    });
  });

  it('puts rows of one order together, each with a line, and takes an empty cell for nothing', () => {
    const { answers } = file(
      'order;status;line;shipped;cancelled;carrier;trackingNumber;shippedAt',
      'W1;part-shipped;1;2;;DHL;00340;2026-11-21',
      'W2;;;;;;;',
      ';;;;;;;',
      '"W1";;2;0;1;DHL;;',
    );
    expect(answers).toEqual([
      {
        answer: {
          ...{ order: 'W1', status: 'part-shipped', carrier: 'DHL', trackingNumber: '00340' },
          lines: [
            { line: 1, shipped: 2 },
            { line: 2, shipped: 0, cancelled: 1 },
          ],
          shippedAt: '2026-11-21',
        },
        row: 2,
      },
      { answer: { order: 'W2' }, row: 3 },
    ]);
  });

  it('keeps quoted separators, line breaks within quotes, and zeros in front', () => {
    const { answers } = file('order,number,refusal', 'W1,00123,', 'W2,,"blocked, since ""May"""');
    expect(answers.map(({ answer }) => answer)).toEqual([
      { order: 'W1', number: '00123' },
      { order: 'W2', refusal: 'blocked, since "May"' },
    ]);
  });

  it.each(['\n', '\r\n', '\r'])('counts its lines as an editor does, within quotes too: %j', (end) => {
    const rows = ['order;refusal', 'W1;"no', 'such', 'item"', 'W2;', 'W3;"'];
    expect(faultsOf(rows.slice(0, 4).concat('W2;;x').join(end))).toMatchObject([{ order: 'W2', row: 5 }]);
    const [fault] = faultsOf(rows.join(end));
    expect(fault).toMatchObject({ row: 6, field: 'row', message: expect.stringContaining('cannot be read') });
  });

  it('names order, row and field of all that does not fit', () => {
    expect(
      faultsOf('order;number;line;shipped;status', 'W1;4,1E+05;;;', 'W2;1|2;;;gone', 'W3;1;1;;', 'W4;1;1;2;'),
    ).toEqual([
      { order: 'W1', row: 2, field: 'number', message: expect.stringContaining('spreadsheet') },
      { order: 'W2', row: 3, field: 'number', message: 'holds a |' },
      { order: 'W2', row: 3, field: 'status', message: expect.any(String) },
    ]);
  });

  it.each([
    ['13,75', 'is no whole number'],
    ['-1', 'is no whole number'],
    ['4.0E+12', 'is no whole number'],
    ['1 2', 'is no whole number'],
  ])('refuses %s units', (units, message) => {
    expect(faultsOf('order;line;shipped', `W1;1;${units}`)).toEqual([
      { order: 'W1', row: 2, field: 'shipped', message: `${units} ${message}` },
    ]);
  });

  it.each([
    [
      'says of an order two things',
      ['order;number', 'W1;1', 'W1;2'],
      { order: 'W1', row: 3, field: 'number' },
    ],
    ['names units without a line', ['order;line;shipped', 'W1;;2'], { order: 'W1', row: 2, field: 'line' }],
    ['names no order', ['order;number', ';2'], { order: '', row: 2, field: 'order' }],
    ['has more cells than columns', ['order;number', 'W1;1;2'], { order: 'W1', row: 2, field: 'row' }],
    ['has a stray quote', ['order;number', 'W1;"1', 'W2;3'], { order: '', field: 'row' }],
    ['has a column that is none', ['order;colour', 'W1;red'], { row: 1, field: 'header' }],
    ['has a column twice', ['order;number;number', 'W1;1;1'], { row: 1, field: 'header' }],
    ['begins otherwise', ['number;order', '1;W1'], { row: 1, field: 'header' }],
    ['has a header alone', ['order;number'], { row: 1, field: 'header' }],
    ['is empty', [''], { row: 1, field: 'header' }],
  ])('that %s is refused', (_, rows, fault) => {
    const { answers, faults } = file(...rows);
    expect(answers).toEqual([]);
    expect(faults).toMatchObject([fault]);
  });

  it('has the columns that people are told of', () => {
    const { faults } = file(answerColumns.join(';'), 'W1;1;;;;;;;;;;;');
    expect(faults).toEqual([]);
  });
});
