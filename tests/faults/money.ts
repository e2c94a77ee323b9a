import type { OrderView } from '../system/shop.ts';
import type { Taken } from './driver.ts';
import type { Installation } from './installation.ts';

/** In minor units, exactly. */
function cents(amount: string): bigint {
  const [whole = '0', decimals = ''] = amount.split('.');
  return BigInt(whole + decimals.padEnd(2, '0'));
}

const sum = (amounts: readonly string[]) => amounts.reduce((total, amount) => total + cents(amount), 0n);

/**
 * Orders whose lines, tax and totals do not agree or are not what the shopper was told, and invoices that are not
 * what they were, where nobody edits them.
 */
export function moneyProblems(
  {
    driver,
    invoices,
    edits = false,
  }: { driver: { taken: readonly Taken[] }; invoices: Installation['invoices']; edits?: boolean },
  views: ReadonlyMap<string, OrderView>,
): unknown[] {
  return driver.taken.flatMap((taken): unknown[] => {
    const view = views.get(taken.order);
    if (!view) return [];
    const { order, gross, net, tax, shipping, lines } = view;
    const problems: unknown[] = [];
    if (cents(gross) !== cents(taken.gross)) problems.push({ order, gross, told: taken.gross });
    if (cents(net) + cents(tax) !== cents(gross)) problems.push({ order, net, tax, gross });
    // What the back office has added is not part of what the shopper was told.
    const ordered = lines.filter(({ added }) => !added);
    const parts = sum([...ordered.map((line) => line.gross), shipping.gross]);
    if (parts !== cents(gross)) problems.push({ order, lines, shipping, gross });
    for (const { number, ...invoice } of view.invoices) {
      const text = JSON.stringify(invoice);
      const before = invoices.get(number);
      // A clerk who edits corrects invoices, too.
      if (!edits && before !== undefined && before !== text)
        problems.push({ order, number, before, now: text });
      invoices.set(number, text);
    }
    return problems;
  });
}
