import { add, minorUnitsOf } from '@throughline/money';
import { isWhollyCancelled, netPrice, purchaseOrderOf, soldAs } from '../../exports/export.ts';
import { owedFor } from '../keyed-document.ts';
import type { BatchChange, BatchLanguage, OrderBatch } from '../order-batch.ts';
import type { PrintedOrder } from '../order-batches.tables.ts';
import { type Words, figure, instant, unitNames, words } from './words.ts';

/** A word and what stands beside it. */
export type Entry = readonly [name: string, value: string];

/** A line as it is typed in. */
export interface PaperLine {
  line: number;
  sku: string;
  /** Key in the back office, where it is another. */
  item: string | null;
  name: string;
  quantity: string;
  /** Base units, where they are another number. */
  base: string | null;
  price: string;
  priceNotes: readonly string[];
  amount: string;
  taxRate: string;
  components: readonly string[];
  /** What is not to be typed in. */
  warning: string | null;
}

/** An order as it is typed in. */
export interface PaperOrder {
  order: string;
  place: string;
  recipient: readonly string[] | null;
  contact: readonly string[];
  facts: readonly Entry[];
  lines: readonly PaperLine[];
  totals: readonly Entry[];
  warnings: readonly string[];
}

/** Everything that a batch says, in one language. */
export interface Paper {
  words: Words;
  language: BatchLanguage;
  id: number;
  madeAt: Date;
  facts: readonly Entry[];
  control: readonly Entry[];
  changes: readonly { order: string; what: string; details: readonly string[]; number: string | null }[];
  groups: readonly { heading: string; orders: readonly PaperOrder[] }[];
}

/** What stands on paper of a batch. */
export function paperOf(
  batch: OrderBatch,
  orders: readonly PrintedOrder[],
  changes: readonly BatchChange[],
  language: BatchLanguage,
): Paper {
  const said = words[language];
  const only = [
    ...(batch.location === null ? [] : [`${said.location} ${batch.location}`]),
    ...(batch.family === null ? [] : [`${said.family} ${batch.family}`]),
  ];
  const headings = Map.groupBy(
    orders.map((order, index) => ({ order, index })),
    ({ order }) => headingOf(order, said),
  );
  return {
    ...{ words: said, language, id: batch.id, madeAt: batch.madeAt },
    facts: [
      [said.source, batch.source],
      [said.made, instant(batch.madeAt, language)],
      [said.by, batch.madeBy],
      ...(only.length === 0 ? [] : [[said.filter, only.join(', ')] as const]),
    ],
    control: controlOf(orders, language),
    changes: changes.map((change) => changeOf(change, said)),
    groups: [...headings].map(([heading, members]) => ({
      heading,
      orders: members.map(({ order, index }) =>
        orderOf(order, said.ofOrders(index + 1, orders.length), language),
      ),
    })),
  };
}

function headingOf({ location, family, familyName }: PrintedOrder, said: Words): string {
  const there = location === null ? said.noLocation : `${said.location} ${location}`;
  const named = familyName === null || familyName === '' ? '' : ` ${familyName}`;
  return `${there} · ${family === null || family === '' ? said.noFamily : `${said.family} ${family}${named}`}`;
}

/** What the clerk’s own count must come to. */
function controlOf(orders: readonly PrintedOrder[], language: BatchLanguage): Entry[] {
  const said = words[language];
  const lines = orders.flatMap(({ placed, cancelled }) =>
    placed.lines
      .map(({ line, quantity }) => Math.max(0, quantity - (cancelled.get(line) ?? 0)))
      .filter((left) => left > 0),
  );
  const sums = new Map<string, { net: string; gross: string }>();
  for (const { placed, cancelled } of orders) {
    const { net, gross } = owedFor(placed, cancelled);
    const known = sums.get(placed.currency) ?? { net: '0', gross: '0' };
    sums.set(placed.currency, { net: add(known.net, net), gross: add(known.gross, gross) });
  }
  const counted = (count: number) => figure(String(count), language);
  return [
    [said.orders, counted(orders.length)],
    [said.lines, counted(lines.length)],
    [said.units, counted(lines.reduce((total, left) => total + left, 0))],
    ...[...sums]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([currency, { net, gross }]): Entry[] => [
        [`${said.net} ${currency}`, amount(net, currency, language)],
        [`${said.gross} ${currency}`, amount(gross, currency, language)],
      ]),
  ];
}

function changeOf(
  { order, earlier, erpNumber, whole, lines }: BatchChange,
  said: Words,
): Paper['changes'][number] {
  const what = !whole ? said.cancelUnits : erpNumber === null ? said.doNotEnter : said.cancelThere;
  const units = lines.map(({ line, sku, quantity }) => `${said.line} ${line}: ${quantity} × ${sku}`);
  return {
    order: `${order} (${said.ofBatch(earlier)})`,
    what,
    details: whole ? (erpNumber === null ? [said.doNotEnterHint] : []) : units,
    number: erpNumber,
  };
}

function orderOf(printed: PrintedOrder, place: string, language: BatchLanguage): PaperOrder {
  const { order, placed, recipient, customer, cancelled, inDoubt } = printed;
  const said = words[language];
  const owed = owedFor(placed, cancelled);
  const { currency } = placed;
  const of = (decimal: string) => `${amount(decimal, currency, language)} ${currency}`;
  const rate = figure(placed.shippingTaxRate, language);
  return {
    ...{ order, place },
    recipient: recipient && addressOf(recipient, language),
    contact: recipient ? [recipient.email, ...(recipient.phone === null ? [] : [recipient.phone])] : [],
    facts: [
      [said.customer, customer],
      [said.purchaseOrder, purchaseOrderOf(placed) ?? '–'],
      [said.placedAt, instant(new Date(placed.at), language)],
      [said.wished, said.none],
      [said.currency, currency],
      [said.shippingMethod, placed.shippingMethod],
    ],
    lines: placed.lines.map((line) => lineOf(line, printed, owed.lines.get(line.line) ?? '0', language)),
    totals: [
      [`${said.shipping} (${placed.shippingMethod}, ${rate} %)`, of(owed.shippingNet ?? '0')],
      [said.net, of(owed.net)],
      [said.tax, of(owed.tax)],
      [said.gross, of(owed.gross)],
    ],
    warnings: [
      ...(isWhollyCancelled(placed, cancelled) ? [said.doNotEnter] : []),
      ...(inDoubt ? [said.inDoubt] : []),
    ],
  };
}

function addressOf(
  {
    company,
    name,
    street,
    street2,
    postalCode,
    city,
    region,
    country,
  }: NonNullable<PrintedOrder['recipient']>,
  language: BatchLanguage,
): string[] {
  const named = new Intl.DisplayNames([language], { type: 'region', fallback: 'code' });
  const isCode = /^[A-Z]{2}$/.test(country);
  const lines = [
    ...[company, name, street, street2, `${postalCode} ${city}`, region],
    isCode ? `${country} ${named.of(country)}` : country,
  ];
  return lines.filter((line): line is string => line !== null && line.trim() !== '');
}

function lineOf(
  line: PrintedOrder['placed']['lines'][number],
  { placed, items, cancelled }: PrintedOrder,
  net: string,
  language: BatchLanguage,
): PaperLine {
  const said = words[language];
  const { currency } = placed;
  const { unit, unitQuantity, perQuantity, components } = soldAs(line);
  const gone = Math.min(line.quantity, cancelled.get(line.line) ?? 0);
  const asked = line.taxIncluded ? netPrice(line, { unitQuantity, perQuantity }) : line.unitPrice;
  const counted = (count: number) => figure(String(count), language);
  const name = unitNames[language][unit];
  const packs = [counted(unitQuantity), unit, ...(name === undefined ? [] : [`(${name})`])];
  return {
    ...{ line: line.line, sku: line.sku, item: items[line.sku] ?? null, name: line.name },
    quantity: packs.filter((part) => part !== '').join(' '),
    base: unitQuantity === line.quantity ? null : said.base(counted(line.quantity)),
    price: amount(asked, currency, language),
    priceNotes: [
      ...(perQuantity === 1 ? [] : [said.per(counted(perQuantity))]),
      ...(line.taxIncluded ? [said.withTax(amount(line.unitPrice, currency, language))] : []),
    ],
    amount: amount(net, currency, language),
    taxRate: `${figure(line.taxRate, language)} %`,
    components: components.map(
      ({ sku, quantity }) =>
        `${said.contains} ${counted(quantity * line.quantity)} × ${sku}${items[sku] === undefined ? '' : ` [${items[sku]}]`}`,
    ),
    warning:
      gone === 0
        ? null
        : gone === line.quantity
          ? said.wholeLine
          : said.cancelled(counted(gone), counted(line.quantity - gone)),
  };
}

function amount(decimal: string, currency: string, language: BatchLanguage): string {
  return figure(decimal, language, minorUnitsOf(currency));
}
