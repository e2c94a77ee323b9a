import { beforeAll, describe, expect, it } from 'vitest';
import { placedLine, placedOrder, recipient } from '../../exports/fixtures/documents.ts';
import { fullOrder, orderBatch, printedOrder } from '../fixtures/batches.ts';
import { type ReadPage, readPdf } from '../fixtures/read-pdf.ts';
import type { BatchChange } from '../order-batch.ts';
import { openInk } from './ink.ts';
import { paperOf } from './paper.ts';
import { renderPaper } from './render.ts';

const changes: BatchChange[] = [
  { order: 'W7', earlier: 6, erpNumber: null, whole: true, lines: [] },
  {
    order: 'W8',
    earlier: 5,
    erpNumber: '410008',
    whole: false,
    lines: [{ line: 2, sku: 'BELL', quantity: 1 }],
  },
];
const plain = printedOrder();
const full = fullOrder();
const erased = printedOrder({
  ...{ placed: placedOrder({ order: '10003' }), location: null, family: null, familyName: null },
  recipient: null,
});
const paper = (language: 'en' | 'de') => paperOf(orderBatch(), [plain, full, erased], changes, language);

/** What is broken over lines is put together again: nothing but blanks may be lost by it. */
const squeezed = (text: string) => text.replace(/\s/g, '');

const { printable } = await openInk();

describe.each(['en', 'de'] as const)('a batch in %s, read back', (language) => {
  let bytes: Buffer;
  let pages: ReadPage[];
  let all: string;
  beforeAll(async () => {
    bytes = await renderPaper(paper(language));
    pages = await readPdf(bytes);
    all = squeezed(pages.flatMap(({ texts }) => texts).join(''));
  });

  it('has every word and figure of the paper, and cuts none of them', () => {
    const { facts, control, groups, changes: list } = paper(language);
    const said = [
      ...[...facts, ...control].flat(),
      ...list.flatMap(({ order, what, details, number }) => [order, what, ...details, number ?? '']),
      ...groups.flatMap(({ heading, orders }) => [
        heading,
        ...orders.flatMap((order) => [
          ...[order.order, order.place, ...(order.recipient ?? []), ...order.contact, ...order.warnings],
          ...[...order.facts, ...order.totals].flat(),
          ...order.lines.flatMap((line) => [
            ...[String(line.line), line.sku, line.item ?? '', line.name, line.quantity, line.base ?? ''],
            ...[line.price, ...line.priceNotes, line.amount, line.taxRate, ...line.components],
            line.warning ?? '',
          ]),
        ]),
      ]),
    ];
    expect(said.length).toBeGreaterThan(120);
    expect(said.filter((text) => !all.includes(squeezed(printable(text))))).toEqual([]);
    for (const { rightmost, width } of pages) expect(rightmost).toBeLessThanOrEqual(width - 30);
  });

  it('has bar codes that scanners read as the orders and their SKUs', () => {
    expect(pages.flatMap(({ codes }) => codes)).toEqual([
      ...['10001', 'GUIDE', 'BIKE', 'BELL'],
      ...['W1000042', 'BK-R50R-44', 'SCREW-M5X20', 'KIT-TOUR'],
      ...['10003', 'GUIDE', 'BIKE', 'BELL'],
    ]);
    expect(all).toContain(squeezed(language === 'de' ? 'kein Strichcode' : 'no bar code'));
  });

  it('numbers its pages, and begins no order at the foot of one', () => {
    const word = language === 'de' ? 'von' : 'of';
    expect(pages.length).toBeGreaterThan(2);
    for (const [index, { texts }] of pages.entries())
      expect(squeezed(texts.join(''))).toContain(`${index + 1}${word}${pages.length}`);
    const customer = language === 'de' ? 'Kundennummer' : 'Customernumber';
    for (const { texts } of pages) {
      const page = squeezed(texts.join(''));
      const heads = page.match(/(Order|Auftrag)(10001|W1000042|10003)(Batch|Stapel)/g) ?? [];
      expect(page.split(customer)).toHaveLength(heads.length + 1);
    }
  });

  it('is the same to the byte when it is made again', async () => {
    expect((await renderPaper(paper(language))).equals(bytes)).toBe(true);
  });
});

it('shows letters of all European alphabets, and names what it cannot show', () => {
  const letters = 'ÆæŁłŞşȚțǅĦħ ΑΩάώ ἀῷ ЖЩъіїґў ЉЊЏ ԱՖաֆ აჰ ẞßſ €£₽';
  expect(printable(letters)).toBe(letters);
  expect(printable('王\u202Eabc\tx\u00AD')).toBe('[U+738B][U+202E]abc[U+0009]x[U+00AD]');
  expect(printable('e\u0301')).toBe('é');
});

it('breaks what is longer than a page, and cuts none of it', async () => {
  const name = Array.from({ length: 900 }, (_, index) => `word${index}`).join(' ');
  const order = printedOrder({
    placed: placedOrder({ lines: [placedLine({ line: 1, name })] }),
    recipient: recipient({ company: name }),
  });
  const pages = await readPdf(await renderPaper(paperOf(orderBatch(), [order], [], 'en')));
  const all = squeezed(pages.flatMap(({ texts }) => texts).join(''));
  expect(all.split('word899')).toHaveLength(3);
  for (let index = 0; index < 900; index += 50)
    expect(all.split(`word${index}word`).length).toBeGreaterThan(2);
});

it('is printed without an order, when there is something to say of earlier ones', async () => {
  const pages = await readPdf(await renderPaper(paperOf(orderBatch(), [], changes, 'de')));
  const all = pages.flatMap(({ texts }) => texts).join(' ');
  expect(all).toContain('NICHT ERFASSEN');
  expect(all).toContain('In diesem Stapel ist kein Auftrag zu erfassen.');
});
