import { useState } from 'react';
import { Refusal, api } from '../api/client.ts';
import type { Order, OrderInvoice, OrderLine } from '../api/types.ts';
import { useLoaded } from '../api/use-loaded.ts';
import { Changing } from '../components/changing.tsx';
import { Heading } from '../components/heading.tsx';
import { LineComponents } from '../components/cart/line-components.tsx';
import { invoiceWords, lineTitle } from '../components/cart/line-words.ts';
import { OrderSteps } from '../components/order/order-steps.tsx';
import { Failed } from '../components/states.tsx';
import { WayOn } from '../components/cart/way-on.tsx';
import { useLive } from '../live/use-live.ts';
import { useShop } from '../shop-context.tsx';
import { calendarDate, dayAndTime, money } from '../texts/format.ts';
import FindOrderPage from './find-order.page.tsx';

/** An order as it builds up, live, from its receipt to its invoice. */
export default function OrderPage({ number }: { number: string }) {
  const { data, error, reload } = useLoaded<Order>(`order ${number}`, (signal) => api.order(number, signal));
  const unknown = error instanceof Refusal && error.problem.status === 404;
  const { order: live } = useLive({ order: data && !unknown ? number : undefined });
  if (unknown) return <FindOrderPage number={number} onFound={reload} />;
  if (!data) return error === undefined ? <p className="skeleton h-96">&nbsp;</p> : <Failed retry={reload} />;
  return <Shown order={live && live.version >= data.version ? live : data} />;
}

function Shown({ order }: { order: Order }) {
  const { t, language } = useShop();
  const amount = (text: string) => money(text, order.currency, language);
  const state = order.review ? t.order.inReview : (t.order.states[order.state] ?? order.state);
  const holdEnded = order.steps.some(({ step, detail }) => step === 'cancelled' && detail === 'hold-ended');
  const rejected = order.state === 'rejected';
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-10 lg:grid-cols-[minmax(0,1fr)_24rem]">
      <div className="flex max-w-2xl flex-col gap-8">
        <div className="flex flex-col gap-1">
          <Heading>{t.order.title(order.order)}</Heading>
          <p className="numbers text-quiet">{t.order.placedOn(dayAndTime(order.placedAt, language))}</p>
          {order.purchaseOrderNumber !== null && (
            <p className="text-quiet">{t.order.purchaseOrder(order.purchaseOrderNumber)}</p>
          )}
          <p role="status" className={`mt-2 text-large font-medium ${rejected ? 'text-bad' : ''}`}>
            <Changing value={state}>{state}</Changing>
          </p>
          {holdEnded && <p>{t.order.holdEnded}</p>}
          {order.heldUntil !== null && (
            <p className="numbers">{t.order.heldUntil(dayAndTime(order.heldUntil, language))}</p>
          )}
          {!rejected && <p className="text-small text-quiet">{t.order.keep}</p>}
        </div>
        {order.rejection && <WayOn order={order} rejection={order.rejection} />}
        <OrderSteps order={order} />
        <Cancellation order={order} />
        {order.traceUrl && (
          <a href={order.traceUrl} className="self-start text-accent underline underline-offset-4">
            {t.order.trace}
          </a>
        )}
      </div>
      <aside className="flex flex-col gap-4 self-start rounded-corner bg-panel p-6">
        <h2 className="text-large font-semibold">{t.order.lines}</h2>
        <ul className="flex flex-col gap-3">
          {order.lines.map((line) => (
            <Line key={line.line} line={line} amount={amount} />
          ))}
        </ul>
        <dl className="numbers grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 border-t border-line pt-3">
          <dt>{(order.shipping.method && t.shipping[order.shipping.method]) ?? t.basket.shipping}</dt>
          <dd className="text-right">{amount(order.shipping.gross)}</dd>
          <dt className="text-large font-semibold">{t.basket.total}</dt>
          <dd className="text-right text-large font-semibold">{amount(order.gross)}</dd>
        </dl>
        {order.invoices.length > 0 && (
          <section className="flex flex-col gap-1 border-t border-line pt-3">
            <h3 className="font-semibold">
              {order.invoices.some(({ kind }) => kind === 'credit-note')
                ? t.order.invoicesAndCredits
                : t.order.invoices}
            </h3>
            <ul className="flex flex-col gap-1">
              {order.invoices.map((invoice) => (
                <Invoice key={`${invoice.kind} ${invoice.number}`} invoice={invoice} amount={amount} />
              ))}
            </ul>
          </section>
        )}
      </aside>
    </div>
  );
}

function Invoice({ invoice, amount: shown }: { invoice: OrderInvoice; amount: (text: string) => string }) {
  const { t } = useShop();
  const { title, amount, note } = invoiceWords(invoice, t);
  return (
    <li>
      <p className="flex justify-between gap-4">
        <span>{title}</span>
        {amount !== null && <span className="numbers">{shown(amount)}</span>}
      </p>
      {note !== null && <p className="text-small text-quiet">{note}</p>}
    </li>
  );
}

function Line({ line, amount }: { line: OrderLine; amount: (text: string) => string }) {
  const { t, language } = useShop();
  const notes = [
    line.backOrdered > 0 &&
      t.order.waitingUnits(line.backOrdered, line.expectedOn && calendarDate(line.expectedOn, language)),
    line.shipped > 0 && t.order.shippedUnits(line.shipped),
    line.cancelled > 0 && t.order.cancelledUnits(line.cancelled),
    line.credited > 0 && t.order.creditedUnits(line.credited),
  ].filter((note) => typeof note === 'string');
  const counted = { unit: line.unit, quantity: line.unitQuantity, baseQuantity: line.quantity };
  return (
    <li className="flex justify-between gap-4">
      <span>
        {lineTitle(counted, line.name, t, language)}
        <LineComponents components={line.components} />
        {notes.length > 0 && <span className="block text-small text-quiet">{notes.join(' · ')}</span>}
      </span>
      <span className="numbers">{amount(line.gross)}</span>
    </li>
  );
}

function Cancellation({ order }: { order: Order }) {
  const { t } = useShop();
  const [asking, setAsking] = useState(false);
  const [answer, setAnswer] = useState<'late' | 'failed' | null>(null);
  const [requested, setRequested] = useState(false);
  const ended = ['cancelled', 'rejected', 'completed', 'returned'].includes(order.state);
  const cancel = () => {
    setAsking(false);
    api.cancelOrder(order.order).then(
      () => setRequested(true),
      (error: unknown) =>
        setAnswer(error instanceof Refusal && error.problem.status === 409 ? 'late' : 'failed'),
    );
  };
  if (ended) return null;
  return (
    <div role="status" className="flex flex-wrap items-center gap-3 empty:-mb-8">
      {order.cancellationRequested || (requested && order.cancellation === null) ? (
        <p className="text-quiet">{t.order.cancelAsked}</p>
      ) : asking ? (
        <>
          <p className="font-medium">{t.order.cancelSure}</p>
          <button type="button" className="action" onClick={cancel}>
            {t.order.cancelYes}
          </button>
          <button type="button" className="action-quiet" onClick={() => setAsking(false)}>
            {t.order.cancelNo}
          </button>
        </>
      ) : (
        order.cancellable && (
          <button type="button" className="action-quiet" onClick={() => setAsking(true)}>
            {t.order.cancel}
          </button>
        )
      )}
      {(answer === 'late' || order.cancellation === 'too-late') && (
        <p className="text-bad">{t.order.cancelLate}</p>
      )}
      {answer === 'failed' && <p className="text-bad">{t.state.failedHint}</p>}
    </div>
  );
}
