import { expect, it } from 'vitest';
import { type Guard, guardsOutput } from './guard.ts';

const now = new Date('2026-11-29T12:00:00Z');
const withdrawals: Guard = {
  ...{ guard: 'withdrawals:demo:stock', kind: 'withdrawals', source: 'demo', flow: 'stock', reader: null },
  ...{ document: null, state: 'waiting', because: '30 records are gone', records: 30 },
  ...{ since: '2026-11-29T11:00:00Z', examples: ['a', 'b', 'c', 'd'], seen: 'h1' },
};
const document: Guard = {
  ...withdrawals,
  ...{ guard: 'document:7', kind: 'document', flow: null, reader: 'art', document: 7, because: 'too few' },
  ...{ examples: ['ART_7.csv'], seen: 'h2' },
};

it('what waits is listed with how to answer it', () => {
  const answer = { guards: [withdrawals, document] };
  expect(guardsOutput(answer, now)).toEqual({
    json: answer,
    lines: [
      'guard                   state    records  for  because              such as    seen',
      'withdrawals:demo:stock  waiting       30  1 h  30 records are gone  a b c      h1',
      'document:7              waiting       30  1 h  too few              ART_7.csv  h2',
      '',
      'throughline guard accept withdrawals:demo:stock --seen h1',
      'throughline guard refuse withdrawals:demo:stock --reason WHY',
      '',
      'throughline documents show 7',
      'throughline guard accept document:7 --seen h2',
      'throughline guard refuse document:7 --reason WHY',
    ],
    status: 1,
  });
});

it('what was refused stays in view, and calls nobody', () => {
  const { lines, status } = guardsOutput({ guards: [{ ...withdrawals, state: 'refused' }] }, now);
  expect([lines.length, status]).toEqual([2, 0]);
  expect(guardsOutput({ guards: [] }, now)).toMatchObject({
    lines: ['Nothing waits for anybody.'],
    status: 0,
  });
});
