import { Fragment } from 'react';
import { isZero } from '@throughline/money';
import type { Order } from '../../api/types.ts';
import { useShop } from '../../shop-context.tsx';
import { percent } from '../../texts/format.ts';
import { Changing } from '../changing.tsx';

/** Shipping, total and the tax in it; and what is due now, where that is not the total. */
export function OrderTotals({ order, amount }: { order: Order; amount: (text: string) => string }) {
  const { t, language } = useShop();
  const { shipping, gross, taxes, due } = order;
  const rates = taxes.map(({ rate }) => percent(rate, language));
  return (
    <dl className="numbers grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 border-t border-line pt-3">
      <dt>{(shipping.method && t.shipping[shipping.method]) ?? t.basket.shipping}</dt>
      <dd className="text-right">{amount(shipping.gross)}</dd>
      <dt className={due ? 'text-quiet' : 'text-large font-semibold'}>
        {due ? t.order.total : t.basket.total}
      </dt>
      <dd className={`text-right ${due ? 'text-quiet' : 'text-large font-semibold'}`}>
        {due ? <s>{amount(gross)}</s> : amount(gross)}
      </dd>
      {!due &&
        taxes.map(({ rate, tax }) => (
          <Fragment key={rate}>
            <dt className="text-small text-quiet">{t.order.taxes(percent(rate, language))}</dt>
            <dd className="text-right text-small text-quiet">{amount(tax)}</dd>
          </Fragment>
        ))}
      {due && (
        <>
          <dt className="text-large font-semibold">{t.order.due}</dt>
          <dd className="text-right text-large font-semibold">
            <Changing value={due.gross}>{amount(due.gross)}</Changing>
          </dd>
          {isZero(due.gross) ? (
            <dt className="col-span-2 text-small text-quiet">{t.order.nothingDue}</dt>
          ) : (
            <>
              <dt className="text-small text-quiet">
                {rates.length === 1 ? t.order.taxes(rates[0] ?? '') : t.order.taxesOf}
              </dt>
              <dd className="text-right text-small text-quiet">{amount(due.tax)}</dd>
            </>
          )}
        </>
      )}
    </dl>
  );
}
