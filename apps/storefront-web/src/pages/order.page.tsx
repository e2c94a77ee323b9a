import { useHistoryState } from 'wouter/use-browser-location';
import { Refusal, api } from '../api/client.ts';
import type { Order, OrderInvoice } from '../api/types.ts';
import { useLoaded } from '../api/use-loaded.ts';
import { Changing } from '../components/changing.tsx';
import { Heading } from '../components/heading.tsx';
import { invoiceWords } from '../components/cart/line-words.ts';
import { Cancellation } from '../components/order/cancellation.tsx';
import { OrderLines } from '../components/order/order-lines.tsx';
import { OrderSteps } from '../components/order/order-steps.tsx';
import { OrderTotals } from '../components/order/order-totals.tsx';
import { amendmentSentence } from '../components/order/order-words.ts';
import { Failed } from '../components/states.tsx';
import { WayOn } from '../components/cart/way-on.tsx';
import { useLive } from '../live/use-live.ts';
import { useShop } from '../shop-context.tsx';
import { countryName, dayAndTime, money } from '../texts/format.ts';
import FindOrderPage from './find-order.page.tsx';

/** An order as it builds up, live, from its receipt to its invoice. */
export default function OrderPage({ number }: { number: string }) {
  const { data, error, reload, replace } = useLoaded<Order>(`order ${number}`, (signal) =>
    api.order(number, signal),
  );
  const unknown = error instanceof Refusal && error.problem.status === 404;
  const { order: live } = useLive({ order: data && !unknown ? number : undefined });
  if (unknown) return <FindOrderPage number={number} onFound={reload} />;
  if (!data) return error === undefined ? <p className="skeleton h-96">&nbsp;</p> : <Failed retry={reload} />;
  return <Shown order={live && live.version >= data.version ? live : data} onAnswer={replace} />;
}

function Shown({ order, onAnswer }: { order: Order; onAnswer: (order: Order) => void }) {
  const { t, language, staff } = useShop();
  const placed = (useHistoryState() as { placed?: boolean } | null)?.placed === true;
  const amount = (text: string) => money(text, order.currency, language);
  const state = order.review ? t.order.inReview : (t.order.states[order.state] ?? order.state);
  const holdEnded = order.steps.some(({ step, detail }) => step === 'cancelled' && detail === 'hold-ended');
  const rejected = order.state === 'rejected';
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-10 lg:grid-cols-[minmax(0,1fr)_24rem]">
      <div className="flex flex-col gap-8 lg:max-w-2xl">
        <div className="flex flex-col gap-1">
          {placed && !rejected && <p className="text-large text-accent">{t.order.thanks}</p>}
          <Heading>{t.order.title(order.order)}</Heading>
          <p className="numbers text-quiet">{t.order.placedOn(dayAndTime(order.placedAt, language))}</p>
          {order.purchaseOrderNumber !== null && (
            <p className="text-quiet">{t.order.purchaseOrder(order.purchaseOrderNumber)}</p>
          )}
          {order.erpNumber !== null && (
            <p className="numbers text-quiet">{t.order.ourNumber(order.erpNumber)}</p>
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
        {order.attention && <p className="rounded-corner bg-warn-soft p-4">{t.order.attention}</p>}
        {order.rejection && <WayOn order={order} rejection={order.rejection} />}
        <Amendments order={order} />
        <OrderSteps order={order} />
        <Cancellation order={order} onAnswer={onAnswer} />
        {staff && order.traceUrl && (
          <a href={order.traceUrl} className="self-start text-accent underline underline-offset-4">
            {t.order.staff}: {t.order.trace}
          </a>
        )}
      </div>
      <aside className="flex flex-col gap-4 self-start rounded-corner bg-panel p-6">
        <h2 className="text-large font-semibold">{t.order.lines}</h2>
        <OrderLines order={order} amount={amount} />
        <OrderTotals order={order} amount={amount} />
        {order.invoices.length > 0 && (
          <section className="flex flex-col gap-1 border-t border-line pt-3">
            <h3 className="font-semibold">
              {order.invoices.some(({ kind }) => kind === 'credit-note')
                ? t.order.invoicesAndCredits
                : t.order.invoices}
            </h3>
            <ul className="flex flex-col gap-1">
              {order.invoices.map((invoice) => (
                <Invoice key={`${invoice.kind} ${invoice.number}`} invoice={invoice} />
              ))}
            </ul>
          </section>
        )}
        <Recipient order={order} />
      </aside>
    </div>
  );
}

/** Where the seller delivers something else than was ordered, in words. */
function Amendments({ order }: { order: Order }) {
  const { t, language } = useShop();
  // Of an address, each part that was changed is one.
  const sentences = new Set(
    order.amendments.map((amendment) => amendmentSentence(amendment, order, t, language)),
  );
  if (sentences.size === 0) return null;
  return (
    <section role="status" className="flex flex-col gap-2 rounded-corner bg-warn-soft p-4">
      <h2 className="font-semibold">{t.order.amendmentsTitle}</h2>
      <ul className="list-disc pl-5">
        {[...sentences].map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </section>
  );
}

function Invoice({ invoice }: { invoice: OrderInvoice }) {
  const { t, language } = useShop();
  const { title, amount, note } = invoiceWords(invoice, t);
  return (
    <li>
      <p className="flex justify-between gap-4">
        <span>{title}</span>
        {amount !== null && <span className="numbers">{money(amount, invoice.currency, language)}</span>}
      </p>
      {note !== null && <p className="text-small text-quiet">{note}</p>}
    </li>
  );
}

function Recipient({ order: { recipient, amendments } }: { order: Order }) {
  const { t, language } = useShop();
  if (!recipient) return null;
  const { name, company, street, street2, postalCode, city, country } = recipient;
  const redirected = amendments.some(({ kind }) => kind === 'redirected');
  const lines = [name, company, street, street2, `${postalCode} ${city}`, countryName(country, language)];
  return (
    <section className="border-t border-line pt-3">
      <h3 className="mb-1 font-semibold">{redirected ? t.order.recipientOrdered : t.order.recipient}</h3>
      <address className="not-italic">
        {lines
          .filter((line) => line !== null)
          .map((line) => (
            <span key={line} className="block wrap-anywhere">
              {line}
            </span>
          ))}
      </address>
    </section>
  );
}
