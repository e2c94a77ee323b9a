import { describe, expect, it } from 'vitest';
import {
  type ReaderStanding,
  readerFindings,
  refusedDocuments,
  waitingDocuments,
} from './intake-findings.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 30, 10, minute));
const sound: ReaderStanding = {
  ...{
    source: 'nord',
    reader: 'art',
    trouble: null,
    distrusted: null,
    heardAt: at(0),
    every: null,
    findings: [],
    drift: null,
    driftedAt: null,
  },
};
const drift = { changes: ['VK is new'], waits: false, seen: 'x', isAccepted: true };
const kinds = (some: Partial<ReaderStanding>) =>
  readerFindings([{ ...sound, ...some }], at(30)).map(({ kind, subject, since }) => [kind, subject, since]);

describe('a reader of a configured source', () => {
  it.each<[string, Partial<ReaderStanding>]>([
    ['in order', {}],
    ['heard long ago, of which nobody has said how often it comes', { heardAt: at(-600) }],
    ['that was never heard', { heardAt: null, every: 1_000 }],
    ['whose columns have changed more than a day ago', { drift, driftedAt: at(-1_411) }],
    ['heard within what is expected', { every: 30 * 60_000 }],
  ])('is no finding: %s', (_, some) => {
    expect(kinds(some)).toEqual([]);
  });

  it.each<[string, Partial<ReaderStanding>, Date | null]>([
    ['source-unreadable', { trouble: 'the server shows another key' }, at(0)],
    ['changes-distrusted', { distrusted: 'a trigger is gone' }, null],
    ['source-late', { every: 30 * 60_000 - 1 }, at(0)],
    [
      'columns-wait',
      { drift: { ...drift, waits: true, isAccepted: false }, driftedAt: at(-9_999) },
      at(-9_999),
    ],
    ['columns-changed', { drift, driftedAt: at(-60) }, at(-60)],
    ['file-unusable', { findings: [{ cause: 'empty', name: 'ART_1.csv', detail: 'has no bytes' }] }, null],
  ])('is one: %s', (kind, some, since) => {
    expect(kinds(some)).toEqual([[kind, 'nord|art', since]]);
  });

  it('says what is wrong, and what to do', () => {
    const [finding] = readerFindings(
      [{ ...sound, findings: [{ cause: 'empty', name: 'ART_1.csv', detail: 'has no bytes' }] }],
      at(1),
    );
    expect(finding?.remedy).toBe('ART_1.csv has no bytes. Take it away, or send it again under a new name');
  });
});

describe('documents that wait, or are of no use,', () => {
  const document = {
    id: 7,
    source: 'nord',
    reader: 'art',
    name: 'ART_7.csv',
    because: 'It is not whole',
    receivedAt: at(5),
  };
  const all = [
    document,
    { ...document, id: 6, name: 'ART_6.csv', receivedAt: at(3) },
    { ...document, reader: 'txt' },
  ];

  it.each([
    ['document-waits', waitingDocuments],
    ['document-refused', refusedDocuments],
  ])('are one finding for each reader, with the oldest instant: %s', (kind, findingsOf) => {
    expect(
      findingsOf(all).map(({ kind: found, subject, count, since }) => [found, subject, count, since]),
    ).toEqual([
      [kind, 'nord|art', 2, at(3)],
      [kind, 'nord|txt', 1, at(5)],
    ]);
  });

  it('name the newest, why, and what to do', () => {
    expect(waitingDocuments(all)[0]?.remedy).toBe(
      'ART_7.csv: It is not whole. `throughline documents show 7` says what it would change, and how it is accepted or refused',
    );
    expect(refusedDocuments(all)[0]?.remedy).toBe(
      'ART_7.csv: It is not whole. Nothing of it counts, and what was published before stays; have it sent again',
    );
  });
});
