import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { api } from '../../api/client.ts';
import type { Order, RejectedLine } from '../../api/types.ts';
import { useShop } from '../../shop-context.tsx';
import { calendarDate, money } from '../../texts/format.ts';
import { lineName, packsOf } from './line-words.ts';
import { leftOf } from './way-on-rules.ts';

interface WayOnProps {
  order: Order;
  rejection: NonNullable<Order['rejection']>;
}

/** How many of its unit are to be ordered anew, by line. */
type Plan = ReadonlyMap<number, number>;

/** Why an order was rejected, and how to go on: the new price, fewer units, back-order, a substitute. */
export function WayOn({ order, rejection }: WayOnProps) {
  const { t, language, country } = useShop();
  const [, navigate] = useLocation();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);

  const shipping = order.shipping.method === 'express' ? 'express' : 'standard';

  /** Puts the order into the cart again, some lines changed, and goes to checkout. */
  const orderAgain = async (changes: Plan = new Map()) => {
    setBusy(true);
    setFailed(false);
    try {
      for (const { line, sku, unit, unitQuantity } of order.lines) {
        const quantity = changes.get(line) ?? unitQuantity;
        const inUnit = unit !== '' && quantity > 0 && { unit };
        await api.putLine({ country, language }, shipping, { sku, quantity, ...inUnit });
      }
      navigate('/checkout');
    } catch {
      setFailed(true);
    } finally {
      setBusy(false);
    }
  };

  return (
    <section className="flex flex-col gap-4 rounded-corner bg-bad-soft p-4">
      <div>
        <p className="font-medium">{t.order.reasons[rejection.reason] ?? t.order.otherReason}</p>
        <p className="text-small">{t.order.nothingCharged}</p>
      </div>
      <h2 className="font-semibold">{t.order.wayOn}</h2>
      {rejection.lines.map((rejected) => (
        <Choice
          key={rejected.line}
          order={order}
          rejected={rejected}
          busy={busy}
          onOrder={(plan) => void orderAgain(plan)}
        />
      ))}
      {rejection.lines.length === 0 && (
        <button type="button" className="action self-start" disabled={busy} onClick={() => void orderAgain()}>
          {t.order.orderAgain}
        </button>
      )}
      {failed && <p className="font-medium text-bad">{t.state.failedHint}</p>}
    </section>
  );
}

interface ChoiceProps {
  order: Order;
  rejected: RejectedLine;
  busy: boolean;
  onOrder: (plan: Plan) => void;
}

function Choice({ order, rejected, busy, onOrder }: ChoiceProps) {
  const { t, language } = useShop();
  const line = order.lines.find((one) => one.line === rejected.line) ?? null;
  const { now, substitute } = rejected;
  const { name: missing, available, quantity, waits } = leftOf(line, rejected);
  // Of a kit, a component is missing, and that has no variant here.
  const name = line?.sku === rejected.sku ? lineName(line, t) : missing;
  const fewer =
    line &&
    packsOf(
      { unit: line.unit, quantity, baseQuantity: (quantity * line.quantity) / line.unitQuantity },
      t,
      language,
    );
  const expected = now?.stock.expectedOn ? calendarDate(now.stock.expectedOn, language) : null;
  const priceChanged = rejected.reason === 'price-changed' && now?.price;
  return (
    <div className="flex flex-col gap-2">
      <p>
        {priceChanged
          ? t.order.newPrice(name, money(priceChanged.amount, priceChanged.currency, language))
          : t.order.onlyLeft(name, available)}
      </p>
      <div className="flex flex-wrap gap-2">
        {priceChanged && (
          <button type="button" className="action" disabled={busy} onClick={() => onOrder(new Map())}>
            {t.order.acceptPrice}
          </button>
        )}
        {!priceChanged && quantity > 0 && (
          <button
            type="button"
            className="action"
            disabled={busy}
            onClick={() => onOrder(new Map([[rejected.line, quantity]]))}
          >
            {t.order.takeFewer(fewer ?? String(quantity))}
          </button>
        )}
        {!priceChanged && waits && (
          <button type="button" className="action-quiet" disabled={busy} onClick={() => onOrder(new Map())}>
            {t.order.acceptWaiting(expected)}
          </button>
        )}
        {!priceChanged && quantity === 0 && order.lines.length > 1 && (
          <button
            type="button"
            className="action-quiet"
            disabled={busy}
            onClick={() => onOrder(new Map([[rejected.line, 0]]))}
          >
            {t.order.withoutIt(line ? lineName(line, t) : name)}
          </button>
        )}
        {substitute && (
          <Link
            href={`/products/${encodeURIComponent(substitute.model)}?sku=${encodeURIComponent(substitute.sku)}`}
            className="action-quiet"
          >
            {t.order.seeSubstitute(substitute.name)}
          </Link>
        )}
      </div>
    </div>
  );
}
