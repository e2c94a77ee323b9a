import { type FormEvent, useEffect, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { Refusal, api } from '../api/client.ts';
import type { Cart, OrderRequest } from '../api/types.ts';
import { prepare } from '../api/use-loaded.ts';
import { ErrorSummary, type SummaryEntry } from '../components/error-summary.tsx';
import { Heading } from '../components/heading.tsx';
import { isRounded } from '../components/cart/line-words.ts';
import { orderedBefore } from '../components/checkout/order-problems.ts';
import { OrderedBefore } from '../components/checkout/ordered-before.tsx';
import { SummaryLine } from '../components/checkout/summary-line.tsx';
import { RecipientForm } from '../components/checkout/recipient-form.tsx';
import {
  type CheckoutField,
  type RecipientInput,
  postalCodeError,
  purchaseOrderError,
  recipientErrors,
  recipientFields,
  refusedFields,
} from '../components/checkout/recipient-rules.ts';
import { ShippingChoice } from '../components/checkout/shipping-choice.tsx';
import { Failed, Notice } from '../components/states.tsx';
import { TextField } from '../components/text-field.tsx';
import { Totals } from '../components/cart/totals.tsx';
import { useCart } from '../components/cart/use-cart.ts';
import { useShop } from '../shop-context.tsx';
import { keepOrder, tabStorage } from '../stored.ts';
import { calendarDate, countryName, money } from '../texts/format.ts';
import { attemptKey, endAttempt } from './attempt-key.ts';
import { ChangedElsewhere, Changes, LastOrder } from './cart.page.tsx';
import { endDraft, keepDraft, readDraft } from './checkout-draft.ts';

type Wrong = CheckoutField | 'consent';
/** As they stand on the page. */
const fieldOrder: readonly Wrong[] = [...recipientFields, 'region', 'purchaseOrderNumber', 'consent'];
type Trouble = 'changed' | 'later' | null;

/** Everything on one page: who, where, how, and one button that says what it does. */
export default function CheckoutPage() {
  const { t, country, region, setRegion, language, refreshUnits, shop } = useShop();
  const [, navigate] = useLocation();
  const [draft, setDraft] = useState(() => readDraft(tabStorage));
  const { recipient, purchaseOrder, shipping } = draft;
  useEffect(() => keepDraft(draft, tabStorage), [draft]);
  const control = useCart(country, shipping);
  const [shown, setShown] = useState<Cart>();
  const [consent, setConsent] = useState(false);
  const [errors, setErrors] = useState<ReadonlyMap<Wrong, string>>(new Map());
  const [round, setRound] = useState(0);
  const [trouble, setTrouble] = useState<Trouble>(null);
  const [before, setBefore] = useState<string | null>(null);
  const [sending, setSending] = useState(false);

  // The total stays where it is while another country's or shipping's is computed.
  if (control.data && control.data !== shown) setShown(control.data);
  const cart = control.data ?? shown;
  if (!cart)
    return control.error === undefined ? (
      <p className="skeleton h-96">&nbsp;</p>
    ) : (
      <Failed retry={control.reload} />
    );
  if (cart.lines.length === 0) {
    return (
      <Notice title={t.checkout.title} hint={t.basket.empty}>
        <Link href="/" className="action">
          {t.basket.browse}
        </Link>
        <LastOrder />
      </Notice>
    );
  }
  const current = cart.country === country && cart.region === region && cart.shippingMethod === shipping;
  const waiting = cart.lines.reduce((units, line) => units + line.waiting, 0);
  const expected = cart.lines.find((line) => line.waiting > 0)?.expectedOn ?? null;

  /** What is mended is no longer marked as wrong. */
  const mend = (mended: readonly Wrong[]) => {
    if (mended.some((field) => errors.has(field)))
      setErrors(new Map([...errors].filter(([field]) => !mended.includes(field))));
  };
  const edit = (changed: RecipientInput) => {
    mend(recipientFields.filter((field) => changed[field] !== recipient[field]));
    setDraft({ ...draft, recipient: changed });
  };
  const place = shop?.countries.find((one) => one.country === country);
  const send = async (anyway: boolean) => {
    const found = new Map<Wrong, string>(recipientErrors(recipient, t, shop?.limits));
    const badPostalCode = postalCodeError(recipient.postalCode, place, t, language);
    if (badPostalCode !== null) found.set('postalCode', badPostalCode);
    const badPurchaseOrder = purchaseOrderError(purchaseOrder, t, shop?.limits);
    if (badPurchaseOrder !== null) found.set('purchaseOrderNumber', badPurchaseOrder);
    if (waiting > 0 && !consent) found.set('consent', t.checkout.consentMissing);
    setErrors(found);
    setTrouble(null);
    setBefore(null);
    if (found.size > 0 || !cart.quote) return setRound((rounds) => rounds + 1);
    const body: OrderRequest = {
      country,
      language,
      shippingMethod: shipping,
      acceptBackOrder: consent,
      lines: cart.lines.map(({ sku, quantity, unit, price }) => ({
        sku,
        quantity,
        unit,
        priceVersion: price?.version ?? '',
      })),
      total: cart.quote.gross,
      wholeCart: true,
      recipient,
      ...(region !== null && { region }),
      ...(purchaseOrder.trim() !== '' && { purchaseOrderNumber: purchaseOrder }),
      ...(anyway && { anyway }),
    };
    setSending(true);
    try {
      const order = await api.placeOrder(body, attemptKey(body, tabStorage));
      endAttempt(tabStorage);
      endDraft(tabStorage);
      keepOrder(order.order);
      prepare(`order ${order.order}`, order);
      refreshUnits();
      // In place of the checkout, which nobody needs to go back to.
      navigate(`/orders/${order.order}`, { replace: true, state: { placed: true } });
    } catch (error) {
      if (!(error instanceof Refusal) || error.problem.status >= 500) setTrouble('later');
      else {
        const earlier = orderedBefore(error.problem);
        if (earlier !== null) return setBefore(earlier);
        const rule = place?.postalCode;
        const badCode = rule && t.checkout.badPostalCode(countryName(country, language), rule.example);
        const refused = refusedFields(error.problem.errors ?? [], t, badCode ?? undefined);
        setErrors(refused);
        setRound((rounds) => rounds + 1);
        if (refused.size === 0) setTrouble(error.problem.status === 429 ? 'later' : 'changed');
        control.reload();
      }
    } finally {
      setSending(false);
    }
  };

  const entries: SummaryEntry[] = fieldOrder.flatMap((field) => {
    const message = errors.get(field);
    if (message === undefined) return [];
    return [{ id: field, label: field === 'consent' ? t.checkout.consentTitle : t.checkout[field], message }];
  });
  return (
    <div>
      <Heading className="mb-6">{t.checkout.title}</Heading>
      <form
        noValidate
        className="grid grid-cols-[minmax(0,1fr)] gap-10 lg:grid-cols-[minmax(0,1fr)_24rem]"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          void send(false);
        }}
      >
        <div className="flex flex-col gap-8 lg:max-w-2xl">
          <ErrorSummary entries={entries} round={round} />
          <ChangedElsewhere control={control} className="empty:-mb-8" />
          <Changes cart={cart} control={control} className="empty:-mb-8" />
          <RecipientForm
            recipient={recipient}
            errors={errors}
            onChange={edit}
            onRegion={(code) => {
              mend(['region']);
              setRegion(code);
            }}
          />
          <ShippingChoice value={shipping} onChange={(method) => setDraft({ ...draft, shipping: method })} />
          <section>
            <h2 className="mb-2 text-large font-semibold">{t.checkout.pay}</h2>
            <p className="mb-4">{t.checkout.payOnInvoice}</p>
            <TextField
              id="purchaseOrderNumber"
              name="purchaseOrderNumber"
              label={t.checkout.purchaseOrderNumber}
              hint={t.checkout.purchaseOrderHint}
              value={purchaseOrder}
              error={errors.get('purchaseOrderNumber')}
              autoComplete="off"
              onChange={(value) => {
                mend(['purchaseOrderNumber']);
                setDraft({ ...draft, purchaseOrder: value });
              }}
            />
          </section>
          {waiting > 0 && (
            <section className="rounded-corner bg-warn-soft p-4">
              <h2 className="mb-1 font-semibold">{t.checkout.consentTitle}</h2>
              <label className="flex min-h-11 items-center gap-3">
                <input
                  id="consent"
                  type="checkbox"
                  className="size-5 shrink-0 accent-accent"
                  checked={consent}
                  aria-invalid={errors.has('consent') || undefined}
                  onChange={(event) => setConsent(event.target.checked)}
                />
                {t.checkout.consent(waiting, expected && calendarDate(expected, language))}
              </label>
              {errors.has('consent') && (
                <p className="text-small font-medium text-bad">{errors.get('consent')}</p>
              )}
            </section>
          )}
        </div>
        <aside className="flex flex-col gap-4 self-start rounded-corner bg-panel p-6 lg:sticky lg:top-20">
          <div className="flex flex-wrap items-baseline justify-between gap-x-4">
            <h2 className="text-large font-semibold">{t.checkout.summary}</h2>
            <Link
              href="/cart"
              className="inline-flex min-h-11 items-center text-small underline underline-offset-4"
            >
              {t.checkout.edit}
            </Link>
          </div>
          <ul className="flex flex-col gap-2 text-small">
            {cart.lines.map((line) => (
              <SummaryLine key={line.sku} line={line} control={control} />
            ))}
          </ul>
          {cart.quote && <Totals quote={cart.quote} />}
          {cart.lines.some(isRounded) && <p className="text-small text-quiet">{t.basket.rounded}</p>}
          <div role="alert" className="empty:-mb-4">
            {before !== null && (
              <OrderedBefore number={before} disabled={sending} onAnyway={() => void send(true)} />
            )}
            {trouble && (
              <p className="font-medium text-bad">
                {trouble === 'changed' ? t.checkout.changed : t.checkout.later}
              </p>
            )}
            {!cart.orderable && <p className="font-medium text-bad">{t.basket.blocked}</p>}
          </div>
          <button
            type="submit"
            className="action numbers"
            disabled={sending || !current || !cart.orderable || !cart.quote}
          >
            {sending || !cart.quote
              ? t.checkout.sending
              : t.checkout.button(money(cart.quote.gross, cart.quote.currency, language))}
          </button>
        </aside>
      </form>
    </div>
  );
}
