import { describe, expect, it } from 'vitest';
import {
  type HeldGroup,
  type HeldRecord,
  type QuarantineEntry,
  type Repair,
  entriesOutput,
  groupsOutput,
  previewOutput,
  recordOutput,
  repairsOutput,
} from './quarantine.ts';

const now = new Date('2026-11-29T12:00:00Z');
const group: HeldGroup = {
  ...{ group: 'g1', source: 'demo', flow: 'items', field: 'unit', kind: 'configuration', severity: 'held' },
  ...{ reason: 'unknown code "KRT"', records: 12, published: 9, ignored: 0, since: '2026-11-29T11:00:00Z' },
  ...{ examples: ['demo|ODD', 'demo|OTHER'], assignees: [], unassigned: 12 },
};
const entry: QuarantineEntry = {
  ...{ id: 'r1', source: 'demo', flow: 'items', key: 'demo|ODD', field: 'unit', column: 'ME' },
  ...{ reason: 'unknown code "KRT"', severity: 'held', firstSeen: '2026-11-29T11:00:00Z' },
  ...{ assignee: null, ignored: false },
};
const repair: Repair = {
  ...{ id: 4, source: 'nord', reader: 'art', sourceKey: '4-3', path: ['ME'], replaced: 'KG', value: 'ST' },
  ...{ reason: 'typing error', author: 'anna', madeAt: '2026-11-29T11:00:00Z' },
  ...{ endedAt: null, endedBecause: null },
};

describe('what is held back', () => {
  it('is told by what one mend helps', () => {
    const answer = {
      groups: [
        { ...group, assignees: ['anna'], unassigned: 3 },
        { ...group, group: 'g2', severity: 'warning', records: 1, published: 1, ignored: 1, examples: [] },
      ],
    };
    const { lines, status } = groupsOutput(answer, now);
    expect(lines).toEqual([
      expect.stringMatching(
        /^flow +severity +mended in +records +still on sale +for +field +reason +who +example +group$/,
      ),
      expect.stringMatching(
        /^demo items +held +configuration +12 +9 +1 h +unit +unknown code "KRT" +anna, 3 nobody +demo\|ODD +g1$/,
      ),
      expect.stringMatching(/^demo items +warning +configuration +1 +1 +1 h +unit .* 1 ignored +g2$/),
    ]);
    expect(status).toBe(1);
  });

  it('is nothing while there are warnings alone, or all of it may stay as it is', () => {
    expect(groupsOutput({ groups: [{ ...group, severity: 'warning' }] }, now).status).toBe(0);
    expect(groupsOutput({ groups: [{ ...group, ignored: 12 }] }, now).status).toBe(0);
    expect(groupsOutput({ groups: [] }, now)).toEqual({
      json: { groups: [] },
      lines: ['Nothing is held back.'],
      status: 0,
    });
  });

  it('is listed record by record, page by page', () => {
    const answer = {
      entries: [entry, { ...entry, ignored: true, column: null, assignee: 'anna' }],
      next: 'abc',
    };
    expect(entriesOutput(answer, now)).toEqual({
      json: answer,
      lines: [
        'flow        severity  key       for  field  column  reason              who   id',
        'demo items  held      demo|ODD  1 h  unit   ME      unknown code "KRT"  -     r1',
        'demo items  ignored   demo|ODD  1 h  unit   -       unknown code "KRT"  anna  r1',
        '',
        'More: --after abc',
      ],
      status: 1,
    });
    expect(entriesOutput({ entries: [], next: null }, now).lines).toEqual(['Nothing is held back for that.']);
    expect(entriesOutput({ entries: [{ ...entry, ignored: true }], next: null }, now).status).toBe(0);
  });

  it('is shown with its row, the faulty value marked, and what people did', () => {
    const record: HeldRecord = {
      ...{ id: 'r1', source: 'nord', flow: 'items', key: 'nord|4-3', sourceKey: '4-3\u001FB1' },
      ...{ mapping: 'items@1', published: { version: 2, changedAt: '2026-11-28T10:00:00Z' } },
      ...{ assignee: 'anna', note: 'asked', ignoredBecause: null, repairs: [repair] },
      entries: [{ ...entry, raw: { ME: 'KG' } }],
      rows: [
        { reader: 'art', sourceKey: '4-3', asOf: '2026-11-29T11:00:00Z', values: { Nr: '4-3', ME: 'KG' } },
      ],
      history: [
        { at: '2026-11-29T11:00:00Z', actor: 'anna', action: 'note-exception', details: { note: 'asked' } },
      ],
    };
    expect(recordOutput(record)).toEqual({
      json: record,
      lines: [
        'nord|4-3 (nord items), in the back office 4-3 B1, by items@1',
        'On sale meanwhile: version 2 of 2026-11-28 10:00:00 UTC',
        'held: unit unknown code "KRT"',
        '',
        'art:',
        '  Nr = "4-3"',
        '! ME = "KG"',
        '',
        'Repair 4: ME "KG" → "ST", by anna 2026-11-29 11:00:00 UTC (typing error)',
        '',
        'Looked after by anna',
        'Note: asked',
        '2026-11-29 11:00:00 UTC anna note-exception {"note":"asked"}',
      ],
      status: 1,
    });
    const anew = recordOutput({
      ...record,
      ...{
        rows: [],
        published: null,
        repairs: [],
        history: [],
        note: null,
        assignee: null,
        ignoredBecause: 'a sample',
      },
    });
    expect(anew.lines).toEqual(
      expect.arrayContaining(['Nothing was published of it.', 'items:', '! ME = "KG"', 'Ignored: a sample']),
    );
    expect(anew.status).toBe(0);
  });
});

describe('repairs', () => {
  it('are listed with how they stand, and one that has ended is to be noticed', () => {
    const ended = { ...repair, value: null, endedAt: '2026-11-29T11:30:00Z', endedBecause: 'changed' };
    const { lines, status } = repairsOutput({ repairs: [repair, ended], next: 4 });
    expect(lines).toEqual([
      'id  reader    row  column  replaces  by  author  reason        state',
      ' 4  nord art  4-3  ME      KG        ST  anna    typing error  counts',
      ' 4  nord art  4-3  ME      KG        -   anna    typing error  changed',
      '',
      'More: --after 4',
    ]);
    expect(status).toBe(1);
    expect(repairsOutput({ repairs: [], next: null })).toMatchObject({
      lines: ['There are none.'],
      status: 0,
    });
  });

  it('say before what would be published, and how to do it', () => {
    const preview = {
      ...{ seen: 'h', path: ['Lager', 'Ort'], replaced: null, value: "B'1" },
      records: [
        { flow: 'items', key: 'nord|4-3', change: 'added', issues: [], record: { code: '4-3' } },
        {
          ...{ flow: 'prices', key: 'nord|4-3|L', change: 'none', record: null },
          issues: [{ field: 'amount', reason: 'is missing', severity: 'held' }],
        },
      ],
    };
    expect(previewOutput(preview, 'r1')).toEqual({
      json: preview,
      lines: [
        'Lager / Ort: null → "B\'1"',
        'items nord|4-3: added',
        '  {"code":"4-3"}',
        'prices nord|4-3|L: held',
        '  held: amount is missing',
        '',
        "throughline quarantine repair r1 --column 'Lager / Ort' --value 'B'\\''1' --seen h --reason WHY",
      ],
      status: 0,
    });
    const useless = { ...preview, value: null, records: preview.records.slice(1) };
    expect(previewOutput(useless, 'r1').status).toBe(1);
    expect(previewOutput(useless, 'r1').lines.at(-1)).toContain(' --nothing --seen h');
  });
});
