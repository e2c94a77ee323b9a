import type { RawTree, RawValue } from '@throughline/connector';
import { type Format, Unwritable, type WriteOptions, atPaths, writeRecords } from '@throughline/file-formats';

/** An order as the source's mapping has made it: texts by column. */
export interface OrderRecords {
  readonly order: string;
  readonly head: Readonly<Record<string, string | null>>;
  readonly lines: readonly Readonly<Record<string, string | null>>[];
}

/** How orders stand in a file. */
export interface OrderLayout {
  readonly format: Format;
  readonly write: WriteOptions;
  /** Where in the record of an order its lines are. */
  readonly lines: string;
}

/** An order that the format cannot hold. */
export class UnfitOrder extends Error {
  override readonly name = 'UnfitOrder';

  constructor(
    readonly order: string,
    /** Names the column, and quotes nothing of what is in it. */
    readonly reason: string,
  ) {
    super(`${order}: ${reason}`);
  }
}

/**
 * The file that these orders are in; the same orders give the same bytes.
 * @throws UnfitOrder; Unwritable where no order is to blame
 */
export async function orderFile(layout: OrderLayout, orders: readonly OrderRecords[]): Promise<Buffer> {
  const { format, write } = layout;
  // Elements that may repeat are said to; these are known to.
  const written = 'xml' in format ? { ...format, many: [...format.many, layout.lines] } : format;
  const parts: Uint8Array[] = [];
  let current = '';
  const records = function* () {
    for (const order of orders) {
      current = order.order;
      yield recordOf(layout, order);
    }
  };
  try {
    for await (const part of writeRecords(written, records(), write)) parts.push(part);
  } catch (error) {
    if (!(error instanceof Unwritable)) throw error;
    if (error.position === 0 && current === '') throw error;
    const { position, field, reason } = error;
    const order = orders[position - 1]?.order ?? current;
    throw new UnfitOrder(order, field === undefined ? reason : `${field} ${reason}`);
  }
  return Buffer.concat(parts);
}

function recordOf({ format, lines: place }: OrderLayout, { head, lines }: OrderRecords): RawTree {
  const fieldsOf = (record: OrderRecords['head']) =>
    // An element that is not there says that there is nothing.
    'xml' in format
      ? Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null))
      : record;
  const fields: Record<string, RawValue> = { ...fieldsOf(head) };
  if (lines.length > 0) fields[place] = lines.map((line) => atPaths(format, fieldsOf(line)));
  return atPaths(format, fields);
}
