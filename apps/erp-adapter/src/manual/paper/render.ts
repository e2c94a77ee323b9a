import type { Content, TDocumentDefinitions, TableCell } from 'pdfmake/interfaces.js';
import type { BarCode } from './bar-code.ts';
import { type Ink, openInk } from './ink.ts';
import type { Entry, Paper, PaperLine, PaperOrder } from './paper.ts';

/** Points. */
const margin = 36;
const pageWidth = 595.28 - 2 * margin;
const grey = '#555555';

/**
 * The paper as a PDF (A4). The same paper gives the same bytes: the file is dated by the batch and not by the day on which
 * it is printed.
 */
export async function renderPaper(paper: Paper): Promise<Buffer> {
  const ink = await openInk();
  const { words, id, madeAt, language } = paper;
  const title = `${words.title}: ${words.batch} ${id}`;
  const definition: TDocumentDefinitions = {
    pageSize: 'A4',
    pageMargins: [margin, margin, margin, 44],
    defaultStyle: { font: 'DejaVu', fontSize: 9, lineHeight: 1.1 },
    info: { title, creationDate: madeAt, modDate: madeAt },
    language,
    content: [...coverOf(paper, title, ink), ...paper.groups.flatMap((group) => groupOf(group, paper, ink))],
    footer: (page, pages) => ({
      margin: [margin, 14, margin, 0],
      columns: [
        { text: `${words.batch} ${id}`, color: grey },
        { text: words.page(page, pages), alignment: 'right', color: grey },
      ],
    }),
  };
  return ink.pdfmake.createPdf(definition).getBuffer();
}

function coverOf({ words, facts, control, changes, groups }: Paper, title: string, ink: Ink): Content[] {
  return [
    { text: title, fontSize: 18, bold: true, margin: [0, 0, 0, 10] },
    {
      columns: [
        { width: '50%', ...entries(facts, ink) },
        {
          width: '50%',
          stack: [{ text: words.control, bold: true, margin: [0, 0, 0, 3] }, entries(control, ink)],
        },
      ],
      columnGap: 16,
    },
    { text: words.changes, bold: true, fontSize: 12, margin: [0, 16, 0, 4] },
    changes.length === 0
      ? { text: words.noChanges }
      : {
          layout: 'lightHorizontalLines',
          table: {
            widths: [12, 130, 150, '*'],
            body: changes.map(({ order, what, details, number }): TableCell[] => [
              checkBox(),
              {
                stack: [
                  shown(ink, order),
                  ...(number === null ? [] : [shown(ink, `${words.erpNumber}: ${number}`)]),
                ],
              },
              { text: what, bold: true },
              { stack: details.map((detail) => shown(ink, detail)) },
            ]),
          },
        },
    ...(groups.length === 0 ? [{ text: words.nothingToEnter, margin: [0, 16, 0, 0] } as Content] : []),
  ];
}

function groupOf({ heading, orders }: Paper['groups'][number], paper: Paper, ink: Ink): Content[] {
  return orders.flatMap((order, index): Content[] => {
    const first: Content[] =
      index === 0 ? [{ ...shown(ink, heading), bold: true, fontSize: 12, margin: [0, 18, 0, 6] }] : [];
    const head = headOf(order, paper, ink);
    const unbreakable = isShort([...(order.recipient ?? []), ...order.contact, ...order.facts.flat()]);
    return [{ stack: [...first, ...head], unbreakable }, ...linesOf(order, paper, ink)];
  });
}

/** Whether texts fit on one page for certain. What is kept together and does not fit would be lost. */
function isShort(texts: readonly string[]): boolean {
  return texts.join('').length < 1_000;
}

/** For whom an order is, and how it is told from others. */
function headOf(order: PaperOrder, { words, id }: Paper, ink: Ink): Content[] {
  const isPatched = [order.recipient, order.contact, ...order.lines.map(({ name }) => [name])]
    .flatMap((texts) => texts ?? [])
    .some((text) => ink.printable(text) !== text.normalize('NFC'));
  const warnings = [...order.warnings, ...(isPatched ? [words.unprintable] : [])];
  const rule = { type: 'line' as const, x1: 0, y1: 0, x2: pageWidth, y2: 0, lineWidth: 1.2 };
  return [
    { canvas: [rule], margin: [0, 6, 0, 5] },
    {
      columns: [
        {
          width: 170,
          stack: [
            { text: `${words.order} ${ink.printable(order.order)}`, bold: true, fontSize: 14 },
            { text: `${words.batch} ${id} · ${order.place}`, color: grey },
          ],
        },
        { width: 160, ...drawn(ink.barCode(order.order), 160, 30, words.noBarCode) },
        {
          width: '*',
          stack: [
            {
              columns: [
                { width: 12, ...checkBox() },
                { width: 70, text: words.entered },
                { width: 12, ...checkBox() },
                { width: '*', text: words.checked },
              ],
            },
            {
              columns: [
                { width: 'auto', text: `${words.erpNumber}: `, margin: [0, 9, 4, 0] },
                { width: '*', canvas: [{ type: 'line', x1: 0, y1: 19, x2: 95, y2: 19, lineWidth: 0.7 }] },
              ],
            },
          ],
        },
      ],
      columnGap: 8,
    },
    ...warnings.map((text): Content => ({
      margin: [0, 5, 0, 0],
      table: { widths: ['*'], body: [[{ text, bold: true }]] },
    })),
    {
      margin: [0, 7, 0, 6],
      columnGap: 16,
      columns: [
        {
          width: '50%',
          stack: [
            { text: words.deliverTo, color: grey },
            ...(order.recipient?.map((line) => ({ ...shown(ink, line), fontSize: 10 })) ?? [
              { text: words.erased },
            ]),
            ...order.contact.map((line, index) => shown(ink, line, index === 0 ? [0, 4, 0, 0] : undefined)),
          ],
        },
        { width: '50%', ...entries(order.facts, ink) },
      ],
    },
  ];
}

function linesOf(order: PaperOrder, { words }: Paper, ink: Ink): Content[] {
  const [{ name = '', components = [] } = {}] = order.lines;
  return [
    {
      layout: 'lightHorizontalLines',
      table: {
        headerRows: 1,
        keepWithHeaderRows: isShort([name, ...components]) ? 1 : 0,
        widths: [10, 22, '*', 72, 66, 62, 34],
        body: [
          ['', words.line, words.item, words.quantity, words.price, words.amount, words.taxRate].map(
            (text, index): TableCell => ({
              text,
              bold: true,
              fontSize: 8,
              ...(index > 3 && { alignment: 'right' }),
            }),
          ),
          ...order.lines.map((line) => lineOf(line, words, ink)),
        ],
      },
    },
    {
      margin: [pageWidth / 2, 4, 0, 4],
      layout: 'noBorders',
      table: {
        widths: ['*', 'auto'],
        body: order.totals.map(([name, value], index): TableCell[] => {
          const bold = index === order.totals.length - 1;
          return [
            { ...shown(ink, name), bold },
            { text: value, alignment: 'right', bold },
          ];
        }),
      },
    },
  ];
}

function lineOf(line: PaperLine, words: Paper['words'], ink: Ink): TableCell[] {
  const right = { alignment: 'right' } as const;
  return [
    checkBox(),
    { text: String(line.line) },
    {
      stack: [
        { ...shown(ink, line.sku), bold: true },
        ...(line.item === null ? [] : [shown(ink, `[${line.item}]`)]),
        shown(ink, line.name),
        ...line.components.map((component) => ({ ...shown(ink, component), color: grey })),
        ...(line.warning === null ? [] : [{ text: line.warning, bold: true }]),
        { ...drawn(ink.barCode(line.sku), 165, 18, words.noBarCode), margin: [0, 3, 0, 2] },
      ],
    },
    { stack: [{ text: line.quantity, bold: true }, ...(line.base === null ? [] : [{ text: line.base }])] },
    { stack: [{ text: line.price }, ...line.priceNotes.map((text) => ({ text, color: grey }))], ...right },
    { text: line.amount, ...right },
    { text: line.taxRate, ...right },
  ];
}

function entries(
  list: readonly Entry[],
  ink: Ink,
): {
  layout: string;
  table: { widths: string[]; body: TableCell[][] };
} {
  return {
    layout: 'noBorders',
    table: {
      widths: ['auto', '*'],
      body: list.map(([name, value]) => [
        { text: name, color: grey },
        { ...shown(ink, value), bold: true },
      ]),
    },
  };
}

function checkBox(): {
  canvas: { type: 'rect'; x: number; y: number; w: number; h: number; lineWidth: number }[];
} {
  return { canvas: [{ type: 'rect', x: 0.5, y: 1, w: 8, h: 8, lineWidth: 0.8 }] };
}

/** Narrower bars are not read from the paper of an office printer: 0.6 points are 0.21 mm. */
const narrowest = 0.6;

/** Bars as areas, so that they are sharp on every printer, with the quiet zone that scanners need. */
function drawn(
  code: BarCode | null,
  width: number,
  height: number,
  otherwise: string,
):
  | { text: string; color: string }
  | {
      canvas: {
        type: 'rect';
        x: number;
        y: number;
        w: number;
        h: number;
        lineWidth: number;
        color: string;
      }[];
    } {
  const quiet = 10;
  const module = code === null ? 0 : Math.min(1, width / (code.modules + quiet));
  if (code === null || module < narrowest) return { text: `(${otherwise})`, color: grey };
  return {
    canvas: code.bars.map((bar) => ({
      ...{ type: 'rect', x: bar.at * module, y: 0, w: bar.width * module, h: height },
      ...{ lineWidth: 0, color: 'black' },
    })),
  };
}

/** A word of more letters is broken where the line ends: nothing of it is cut off. */
const longestWord = 16;

/** Text of others. */
function shown(ink: Ink, text: string, space?: [number, number, number, number]) {
  const printed = ink.printable(text);
  const isLong = printed.split(/[\s-]+/u).some((word) => word.length > longestWord);
  return {
    text: printed,
    ...(isLong && { wordBreak: 'break-all' as const }),
    ...(space !== undefined && { margin: space }),
  };
}
