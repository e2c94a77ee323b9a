import { describe, expect, it } from 'vitest';
import { type PlannableSource, type WantedEntry, refusalsOf } from './refusals.ts';

const demo: PlannableSource = {
  flows: ['items', 'stock', 'orders'],
  ...{ zone: 'Europe/Berlin', tellsChanges: true, takesOrders: true, goesByHand: false },
};
const paper: PlannableSource = {
  ...demo,
  flows: ['stock', 'orders'],
  tellsChanges: false,
  takesOrders: false,
};
const sources = new Map([
  ['demo', demo],
  ['paper', paper],
  ['clerk', { ...demo, goesByHand: true }],
]);
const wanted = (some: Partial<WantedEntry>): WantedEntry => {
  return {
    flow: 'stock',
    scope: { kind: 'everything' },
    source: 'demo',
    mode: 'real-time',
    schedule: null,
    ...some,
  };
};

describe('an entry of the plan', () => {
  it.each<[string, Partial<WantedEntry>, string[]]>([
    ['of a source that there is not', { source: 'nord' }, ['source is none of demo, paper, clerk']],
    [
      'of a flow that the source does not say',
      { flow: 'prices' },
      ['source demo does not say prices, but items, stock, orders'],
    ],
    [
      'of orders that do not go there',
      { flow: 'orders', source: 'paper', mode: 'manual' },
      ['source orders do not go to paper'],
    ],
    [
      'of orders out to what takes none',
      { flow: 'orders-out', source: 'paper' },
      ['source paper takes no orders'],
    ],
    [
      'of orders that go out on paper',
      { flow: 'orders-out', source: 'clerk' },
      ['source orders go to clerk on paper'],
    ],
    [
      'of orders out by hand',
      { flow: 'orders-out', mode: 'manual' },
      ['mode orders go onto paper where the file of sources says so'],
    ],
    [
      'of orders out for a family',
      { flow: 'orders-out', scope: { kind: 'family', code: 'TUBES' } },
      ['scope orders-out cannot be told apart by family, but by everything'],
    ],
    [
      'of a part that the flow cannot tell',
      { flow: 'items', scope: { kind: 'location', code: 'B1' } },
      ['scope items cannot be told apart by location, but by family, everything'],
    ],
    [
      'of a code that none can have',
      { scope: { kind: 'location', code: 'B|1' } },
      ['scope no code contains |'],
    ],
    [
      'at once where nothing tells changes',
      { source: 'paper' },
      ['mode nothing tells what has changed in paper'],
    ],
    ['in batches without a schedule', { mode: 'batch' }, ['schedule is missing']],
    [
      'in batches by no schedule',
      { mode: 'batch', schedule: 'nightly' },
      ['schedule is no schedule of five fields'],
    ],
    [
      'by a schedule without batches',
      { schedule: '30 2 * * *' },
      ['schedule is for a batch, and the mode is real-time'],
    ],
    ['that is wrong twice', { source: 'nord', mode: 'batch' }, ['source is none of', 'schedule is missing']],
  ])('is refused: %s', (_, some, expected) => {
    const refusals = refusalsOf(wanted(some), sources).map(({ field, message }) => `${field} ${message}`);
    expect(refusals).toEqual(expected.map((text) => expect.stringContaining(text)));
  });

  it.each<[string, Partial<WantedEntry>]>([
    ['at once', {}],
    ['by hand, where nothing tells changes', { source: 'paper', mode: 'manual' }],
    ['in batches', { mode: 'batch', schedule: '*/15 * * * *', scope: { kind: 'family', code: 'TUBES' } }],
    ['not at all', { mode: 'off' }],
  ])('may run %s', (_, some) => {
    expect(refusalsOf(wanted(some), sources)).toEqual([]);
  });
});
