import type { Tx } from '@throughline/persistence';
import { describe, expect, it } from 'vitest';
import type { Cancellation } from '@throughline/connector';
import { placedOrder } from './fixtures/documents.ts';
import { amend } from './amendment.ts';
import type { ExportRow } from './exports.tables.ts';

const row = (some: Partial<ExportRow> = {}): ExportRow => ({
  order: '10001',
  state: 'verified',
  erpNumber: '410001',
  document: placedOrder(),
  traceparent: '00-1-1-01',
  attempts: 0,
  cancellations: 2,
  cancellationsTold: 1,
  cancelled: [
    { line: 1, quantity: 3, told: 1 },
    { line: 3, quantity: 1, told: 1 },
  ],
  differences: [],
  seconds: [],
  customer: '10000',
  recipient: null,
  ...some,
});
const another = row({
  order: '10002',
  erpNumber: '410002',
  traceparent: '00-2-2-01',
  cancellations: 1,
  cancelled: [{ line: 2, quantity: 5, told: 0 }],
});

/** A back office and a database that keep what they are told, in its order. */
function backOffice(refusal?: Error) {
  const told: unknown[] = [];
  const tx = {
    query: async (_: string, params: unknown[]) => {
      told.push({ noted: params });
      return [];
    },
  } as unknown as Tx;
  const target = {
    source: 'demo',
    cancelUnits: async (lines: readonly Cancellation[], traceparent: string | null) => {
      if (refusal) throw refusal;
      told.push({ lines, traceparent });
    },
  };
  return { told, amend: (rows: ExportRow[]) => amend(rows, target, (work) => work(tx)) };
}

describe('telling the back office of cancellations', () => {
  it('says all units of all lines that are not wanted any more, and notes what was said', async () => {
    const { told, amend: tell } = backOffice();
    await tell([row(), another]);
    expect(told).toEqual([
      {
        lines: [
          { erpNumber: '410001', line: 1, quantity: 3 },
          { erpNumber: '410001', line: 3, quantity: 1 },
          { erpNumber: '410002', line: 2, quantity: 5 },
        ],
        traceparent: null,
      },
      {
        noted: ['demo', ['10001', '10002'], [2, 1]],
      },
      { noted: ['demo', ['10001', '10001', '10002'], [1, 3, 2], [3, 1, 5]] },
    ]);
  });

  it.each(['00-1-1-01', null])('continues the trace of an order that is alone: %s', async (traceparent) => {
    const { told, amend: tell } = backOffice();
    await tell([row({ traceparent, cancelled: [{ line: 3, quantity: 1, told: 0 }] })]);
    expect(told).toEqual([
      { lines: [{ erpNumber: '410001', line: 3, quantity: 1 }], traceparent },
      { noted: ['demo', ['10001'], [2]] },
      { noted: ['demo', ['10001'], [3], [1]] },
    ]);
  });

  it('notes nothing that the back office has not taken', async () => {
    const { told, amend: tell } = backOffice(new Error('away'));
    await expect(tell([row()])).rejects.toThrow('away');
    expect(told).toEqual([]);
  });

  it('is noted where it cannot be told, so that it is looked at as a difference', async () => {
    const noted: unknown[] = [];
    const tx = { query: async (_: string, params: unknown[]) => (noted.push(params), []) } as unknown as Tx;
    await amend([row({ cancelled: [{ line: 3, quantity: 1, told: 0 }] })], { source: 'kontor' }, (work) =>
      work(tx),
    );
    expect(noted).toEqual([
      ['kontor', ['10001'], [2]],
      ['kontor', ['10001'], [3], [1]],
    ]);
  });

  it('says nothing when there is nothing to say', async () => {
    const { told, amend: tell } = backOffice();
    await tell([]);
    expect(told).toEqual([]);
  });
});
