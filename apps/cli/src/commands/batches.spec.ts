import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Failure } from '../failure.ts';
import type { Installation } from '../installation.ts';
import {
  type BatchReport,
  answerBatch,
  answersOutput,
  batchOutput,
  batchesOutput,
  makeBatch,
  printBatch,
} from './batches.ts';

const now = new Date('2026-11-29T12:00:00Z');
const report: BatchReport = {
  ...{ id: 7, source: 'demo', language: 'de', location: 'B1', family: null, madeAt: '2026-11-29T11:15:00Z' },
  ...{ madeBy: 'clerk', orders: 2, unanswered: 1, changes: 3 },
  ordersOfIt: [
    {
      ...{ order: 'W1', location: 'B1', family: 'ROAD', state: 'acknowledged', erpNumber: '410001' },
      ...{ reason: null, status: 'open', currency: 'EUR', gross: '119' },
    },
    {
      ...{ order: 'W2', location: null, family: null, state: 'sent', erpNumber: null },
      ...{ reason: null, status: null, currency: 'EUR', gross: '10.5' },
    },
  ],
  changesOfEarlier: [
    { order: 'W3', earlier: 5, erpNumber: null, whole: true },
    { order: 'W4', earlier: 5, erpNumber: '410004', whole: true },
    { order: 'W5', earlier: 6, erpNumber: '410005', whole: false },
  ],
};

describe('batches', () => {
  it('are listed with what is left to answer', () => {
    const answer = { batches: [report, { ...report, id: 6, location: null, family: 'ROAD' }], next: 6 };
    expect(batchesOutput(answer, now)).toEqual({
      json: answer,
      lines: [
        'batch  source  made    by     only         orders  unanswered  changes',
        '    7  demo    45 min  clerk  location B1       2           1        3',
        '    6  demo    45 min  clerk  family ROAD       2           1        3',
        '',
        'More: --after 6',
      ],
    });
    expect(batchesOutput({ batches: [], next: null }, now).lines).toEqual(['There is none.']);
  });

  it('are told one by one, with what the cover says and how to print it', () => {
    expect(batchOutput(report).lines).toEqual([
      'Batch 7 of demo: 2 orders, 1 of them unanswered',
      'order  location  family  state         number  status  worth       why',
      'W1     B1        ROAD    acknowledged  410001  open    119.00 EUR',
      'W2     -         -       sent                          10.50 EUR',
      'W3 of batch 5: do not enter',
      'W4 of batch 5: cancel it in 410004',
      'W5 of batch 6: cancel units in 410005',
      'To print it: throughline batches print 7 --language de --out batch-7.pdf',
    ]);
  });
});

describe('answers', () => {
  it('are shown as what they change, before and after, and what does not fit, with its row', () => {
    const outcome = {
      hash: 'ab',
      orders: [{ order: 'W1', row: 2, changes: [{ field: 'number', before: null, after: '410001' }] }],
      unchanged: 1,
      faults: [
        { order: 'W2', row: 3, field: 'number', message: '410001 is the number of W1 already' },
        { order: 'W2', row: 3, field: 'status', message: 'is none' },
      ],
    };
    expect(answersOutput(outcome, 'The end.')).toEqual({
      json: outcome,
      lines: [
        'order  field   before  after',
        'W1     number  -       410001',
        '',
        'row  order  field   fault',
        '  3  W2     number  410001 is the number of W1 already',
        '  3  W2     status  is none',
        '',
        'Orders that change: 1, that do not: 1, with faults: 1',
        'The end.',
      ],
      status: 1,
    });
    expect(answersOutput({ ...outcome, faults: [] }, '').status).toBe(0);
  });
});

describe('asking the adapter', () => {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-batches-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const asked: unknown[] = [];
  const outcome = { hash: 'ab', orders: [{ order: 'W1', row: 2, changes: [] }], unchanged: 0, faults: [] };
  const installation = {
    command: async (_: string, path: string, body: object) => {
      asked.push([path, body]);
      return path === '/order-batches' ? report : outcome;
    },
    download: async (_: string, path: string) => {
      asked.push([path]);
      return Buffer.from('%PDF-');
    },
  } as unknown as Installation;
  const last = () => asked.at(-1);

  it('for a batch of one place and family', async () => {
    await makeBatch(installation, { location: 'B1', family: undefined, language: 'de' });
    expect(last()).toEqual(['/order-batches', { location: 'B1', family: undefined, language: 'de' }]);
  });

  it('for a PDF, which nobody else may read', async () => {
    const out = join(folder, 'batch.pdf');
    expect((await printBatch(installation, '7', { language: 'de', out })).lines).toEqual([`${out} (1 kB)`]);
    expect(last()).toEqual(['/order-batches/7.pdf?language=de']);
    expect([readFileSync(out, 'utf8'), statSync(out).mode & 0o777]).toEqual(['%PDF-', 0o600]);
    const nowhere = { out: join(folder, 'none', 'batch.pdf') };
    await expect(printBatch(installation, '7', nowhere)).rejects.toThrow(Failure);
    expect(last()).toEqual(['/order-batches/7.pdf']);
  });

  it('what a file would change, and then to take in what was seen', async () => {
    const file = join(folder, 'answers.csv');
    writeFileSync(file, 'order;number');
    const { lines } = await answerBatch(installation, '7', { file });
    expect(last()).toEqual(['/order-batches/7/answers/preview', { csv: 'order;number' }]);
    expect(lines.at(-1)).toBe(`To take it in: throughline batches answer 7 ${file} --seen ab`);
    await answerBatch(installation, '7', { file, seen: 'ab' });
    expect(last()).toEqual(['/order-batches/7/answers', { csv: 'order;number', seen: 'ab' }]);
    await expect(answerBatch(installation, '7', { file: join(folder, 'none') })).rejects.toThrow(Failure);
  });
});
