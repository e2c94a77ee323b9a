import { describe, expect, it } from 'vitest';
import type { OpenDifferences, StuckExports } from './exports/exports.queries.ts';
import {
  differingDocuments,
  guardedFlows,
  heldRecords,
  repairsOver,
  silentFlows,
  stuckHandOvers,
  undeliveredOrders,
  withoutPatience,
} from './findings.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 29, 10, minute));

it('files of orders that cannot be put are told with the oldest, and what to do', () => {
  const trouble = 'out/O_1.csv is there with other content';
  const [finding] = undeliveredOrders([
    { source: 'nord', count: 2, since: at(1), path: 'out/O_1.csv', trouble },
  ]);
  expect(finding).toMatchObject({ kind: 'order-file-undelivered', subject: 'nord', count: 2, since: at(1) });
  expect(finding?.remedy).toContain(`out/O_1.csv: ${trouble}. It is tried again by itself`);
});

describe('hand-overs', () => {
  const row = (some: Partial<StuckExports>): StuckExports => ({
    ...{ source: 'demo', kind: 'refused', currency: 'EUR', count: 1, since: at(5), gross: '10' },
    ...some,
  });

  it('that were refused in two currencies are one finding, with both worths and the oldest instant', () => {
    const rows = [row({ count: 2, gross: '119.5' }), row({ currency: 'USD', count: 1, since: at(3) })];
    expect(stuckHandOvers(rows)).toEqual([
      {
        kind: 'hand-over-refused',
        subject: 'demo',
        count: 3,
        since: at(3),
        worth: [
          { currency: 'EUR', amount: '119.5' },
          { currency: 'USD', amount: '10' },
        ],
        remedy: expect.stringContaining('`throughline exports retry ORDER`'),
      },
    ]);
  });

  it.each([
    ['unprinted', '`throughline batches make`'],
    ['unanswered', '`throughline batches answer BATCH FILE.csv`'],
  ] as const)('that wait for a clerk say so: %s', (kind, remedy) => {
    expect(stuckHandOvers([row({ kind })])).toMatchObject([
      { kind: `hand-over-${kind}`, count: 1, remedy: expect.stringContaining(remedy) },
    ]);
  });

  it('that wait for a run, or for an answer that may take its time, are nobody’s matter', () => {
    const rows = [
      row({ source: 'off', kind: 'planned' }),
      row({ source: 'batch', kind: 'planned' }),
      row({ source: 'slow', kind: 'pending' }),
      row({ source: 'quick', kind: 'pending' }),
      row({ source: 'batch', kind: 'refused' }),
    ];
    const told = withoutPatience(rows, {
      isOff: (source) => source === 'off',
      patience: (source) => (source === 'slow' ? 3_600_000 : 60_000),
      now: at(20),
    });
    expect(told.map(({ source, kind }) => [source, kind])).toEqual([
      ['off', 'planned'],
      ['quick', 'pending'],
      ['batch', 'refused'],
    ]);
    expect(stuckHandOvers(told).map(({ kind }) => kind)).toEqual([
      ...['hand-over-planned', 'hand-over-pending', 'hand-over-refused'],
    ]);
  });

  it('are told apart by what keeps them, and by source, each with what to do', () => {
    const rows = [
      row({ kind: 'late' }),
      row({ kind: 'parked' }),
      row({ source: 'north', kind: 'parked', gross: '7' }),
    ];
    expect(stuckHandOvers(rows)).toEqual([
      {
        ...{ kind: 'hand-over-late', subject: 'demo', count: 1, since: at(5) },
        worth: [{ currency: 'EUR', amount: '10' }],
        remedy: expect.stringContaining('`throughline flows`'),
      },
      {
        ...{ kind: 'hand-over-parked', subject: 'demo', count: 1, since: at(5) },
        worth: [{ currency: 'EUR', amount: '10' }],
        remedy: expect.stringContaining('`throughline exports --state parked`'),
      },
      {
        ...{ kind: 'hand-over-parked', subject: 'north', count: 1, since: at(5) },
        worth: [{ currency: 'EUR', amount: '7' }],
        remedy: expect.stringContaining('`throughline exports --state parked`'),
      },
    ]);
  });

  it('that go on are no finding', () => {
    expect(stuckHandOvers([])).toEqual([]);
  });
});

describe('documents that differ', () => {
  const row = (some: Partial<OpenDifferences>): OpenDifferences => ({
    ...{ source: 'demo', kind: 'lowered', currency: 'EUR', count: 1, since: at(5), worth: '20' },
    ...some,
  });
  const remedy = expect.stringContaining('`throughline exports --differing`');

  it('are told by kind, with what they are worth', () => {
    const rows = [row({}), row({ currency: 'USD', count: 4, since: at(2), worth: '3' })];
    expect(differingDocuments(rows)).toEqual([
      {
        ...{ kind: 'document-differs', subject: 'demo|lowered', count: 5, since: at(2), remedy },
        worth: [
          { currency: 'EUR', amount: '20' },
          { currency: 'USD', amount: '3' },
        ],
      },
    ]);
  });

  it('from before kinds were told apart are others, and those that change nothing are worth nothing', () => {
    expect(differingDocuments([row({ kind: '', worth: null })])).toEqual([
      { kind: 'document-differs', subject: 'demo|other', count: 1, since: at(5), remedy },
    ]);
  });
});

it('records that are held are told by flow', () => {
  expect(heldRecords([{ source: 'demo', flow: 'prices', records: 3, since: at(1) }])).toEqual([
    {
      ...{ kind: 'record-held', subject: 'demo|prices', count: 3, since: at(1) },
      remedy: expect.stringContaining('`throughline quarantine groups --flow prices`'),
    },
  ]);
});

it('a repair that has ended is told until somebody takes note', () => {
  expect(repairsOver([{ source: 'nord', reader: 'art', repairs: 2, since: at(1) }])).toEqual([
    {
      ...{ kind: 'repair-ended', subject: 'nord|art', count: 2, since: at(1) },
      remedy: expect.stringMatching(
        /`throughline quarantine repairs --state ended`.*`throughline quarantine unrepair/,
      ),
    },
  ]);
});

describe('a flow', () => {
  const flow = {
    source: 'demo',
    flow: 'stock',
    state: 'live',
    mode: 'real-time',
    nextRun: null,
    heardAt: at(10),
  };

  it.each([
    ['that is heard', flow],
    ['that is guarded and heard', { ...flow, state: 'guarded' }],
    ['that was heard at that very instant', { ...flow, heardAt: at(9) }],
    ['that is read for the first time', { ...flow, heardAt: null }],
    ['whose batch is not due', { ...flow, mode: 'batch', heardAt: at(1), nextRun: at(9) }],
    ['that a person runs', { ...flow, mode: 'manual', heardAt: at(1) }],
    ['that is off', { ...flow, mode: 'off', heardAt: at(1) }],
  ])('%s is not silent', (_, standing) => {
    expect(silentFlows([standing], at(9))).toEqual([]);
  });

  it('is silent when its source does not answer, or when nothing says that it does', () => {
    const silent = {
      ...{ kind: 'flow-silent', subject: 'demo|stock', count: 1 },
      remedy: expect.stringContaining('back office be reached'),
    };
    const rows = [
      { ...flow, state: 'silent' },
      { ...flow, heardAt: at(8) },
      { ...flow, state: 'guarded', heardAt: at(7) },
      { ...flow, mode: 'batch', heardAt: at(6), nextRun: at(8) },
    ];
    expect(silentFlows(rows, at(9))).toEqual([
      { ...silent, since: at(10) },
      { ...silent, since: at(8) },
      { ...silent, since: at(7) },
      { ...silent, since: at(6) },
    ]);
  });

  it('that a guard has stopped is told with how much waits, since when, and how to let it go', () => {
    expect(guardedFlows([{ source: 'demo', flow: 'stock', records: 23, since: at(1) }])).toEqual([
      {
        ...{ kind: 'flow-guarded', subject: 'demo|stock', count: 23, since: at(1) },
        remedy: expect.stringMatching(/`throughline guard accept`.*`throughline guard refuse`/),
      },
    ]);
  });
});
