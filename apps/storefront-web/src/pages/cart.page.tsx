import { Link } from 'wouter';
import type { Cart, CartLine } from '../api/types.ts';
import { knownOrders } from '../stored.ts';
import { changeSentence, isPassing } from '../components/cart/cart-words.ts';
import { Changing } from '../components/changing.tsx';
import { Heading } from '../components/heading.tsx';
import { LineComponents } from '../components/cart/line-components.tsx';
import { LineWayOn } from '../components/cart/line-way-on.tsx';
import { eachCosts, isRounded, lineName, packsOf } from '../components/cart/line-words.ts';
import { Failed, Notice } from '../components/states.tsx';
import { StockLine } from '../components/product/stock-line.tsx';
import { Totals } from '../components/cart/totals.tsx';
import { type CartControl, useCart } from '../components/cart/use-cart.ts';
import { Picture } from '../pictures/picture.tsx';
import { useShop } from '../shop-context.tsx';
import { money } from '../texts/format.ts';

/** What the guest wants to order, and what changed since it was put in. */
export default function CartPage() {
  const { t, country } = useShop();
  const control = useCart(country, 'standard');
  const { data: cart, error, reload } = control;
  if (!cart) return error === undefined ? <CartSkeleton /> : <Failed retry={reload} />;
  if (cart.lines.length === 0) {
    return (
      <Notice title={t.basket.title} hint={t.basket.empty}>
        <Link href="/" className="action">
          {t.basket.browse}
        </Link>
        <LastOrder />
      </Notice>
    );
  }
  return (
    <div>
      <Heading className="mb-6">{t.basket.title}</Heading>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-10 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div>
          <ChangedElsewhere control={control} className="mb-6 empty:mb-0" />
          <Changes cart={cart} control={control} className="mb-6 empty:mb-0" />
          <ul className="divide-y divide-line border-y border-line">
            {cart.lines.map((line) => (
              <Line key={line.sku} line={line} control={control} />
            ))}
          </ul>
        </div>
        <div className="flex flex-col gap-4 self-start rounded-corner bg-panel p-6 lg:sticky lg:top-20">
          {cart.quote && <Totals quote={cart.quote} />}
          {cart.lines.some(isRounded) && <p className="text-small text-quiet">{t.basket.rounded}</p>}
          {cart.orderable ? (
            <Link href="/checkout" className="action">
              {t.basket.checkout}
            </Link>
          ) : (
            <p className="font-medium text-bad">{t.basket.blocked}</p>
          )}
        </div>
      </div>
    </div>
  );
}

/** Where who has just ordered, and goes back, finds the way to the order. */
export function LastOrder() {
  const { t } = useShop();
  const [order] = knownOrders();
  if (order === undefined) return null;
  return (
    <Link
      href={`/orders/${order}`}
      className="numbers flex min-h-11 items-center underline underline-offset-4"
    >
      {t.basket.lastOrder(order)}
    </Link>
  );
}

/** Says that what is shown is not what was shown a moment ago, since it was changed elsewhere. */
export function ChangedElsewhere({ control, className = '' }: { control: CartControl; className?: string }) {
  const { t } = useShop();
  return (
    <div role="status" className={className}>
      {control.changedElsewhere && <p className="rounded-corner bg-warn-soft p-4">{t.basket.elsewhere}</p>}
    </div>
  );
}

interface ChangesProps {
  cart: Cart;
  control: CartControl;
  className?: string;
}

/** What changed, in words, before checkout. */
export function Changes({ cart, control, className = '' }: ChangesProps) {
  const { t, language } = useShop();
  const sentences = cart.lines.flatMap((line) =>
    line.changes.map((change) => ({
      key: `${line.sku} ${change.kind}`,
      text: changeSentence(change, {
        name: lineName(line, t),
        currency: line.price?.currency ?? 'EUR',
        t,
        language,
      }),
    })),
  );
  const passing = cart.lines.some(({ changes }) => changes.some(isPassing));
  return (
    <div role="status" className={className}>
      {sentences.length > 0 && (
        <section className="flex flex-col gap-2 rounded-corner bg-warn-soft p-4">
          <h2 className="font-semibold">{passing ? t.basket.changedTitle : t.basket.noteTitle}</h2>
          <ul className="list-disc pl-5">
            {sentences.map(({ key, text }) => (
              <li key={key}>{text}</li>
            ))}
          </ul>
          {passing && (
            <button
              type="button"
              className="action-quiet self-start"
              disabled={control.busy}
              onClick={control.acknowledge}
            >
              {t.basket.understood}
            </button>
          )}
        </section>
      )}
    </div>
  );
}

function Line({ line, control }: { line: CartLine; control: CartControl }) {
  const { t, language } = useShop();
  const name = lineName(line, t);
  const packs = packsOf(line, t, language);
  const quantities = quantitiesOf(line);
  return (
    <li className="grid grid-cols-[5.5rem_minmax(0,1fr)] gap-x-4 gap-y-2 py-4 sm:grid-cols-[7rem_minmax(0,1fr)_auto]">
      <div className="ground self-start p-2">
        <Picture familyName={line.familyName ?? ''} color={line.color} />
      </div>
      <div className="flex flex-col gap-1">
        <p className="font-medium">
          {line.model ? (
            <Link
              href={`/products/${encodeURIComponent(line.model)}?sku=${encodeURIComponent(line.sku)}`}
              className="inline-flex min-h-11 items-center underline-offset-4 hover:underline"
            >
              {name}
            </Link>
          ) : (
            name
          )}
        </p>
        <LineComponents components={line.components} />
        {packs !== null && <p className="numbers">{packs}</p>}
        {line.price && (
          <p className="numbers text-small text-quiet">
            {eachCosts(line.price, money(line.price.amount, line.price.currency, language), t, language)}
          </p>
        )}
        {line.stock ? (
          <StockLine stock={line.stock} />
        ) : (
          <p className="font-medium text-warn">{t.stock.gone}</p>
        )}
        <LineWayOn line={line} control={control} />
      </div>
      <div className="col-start-2 flex flex-wrap items-center gap-x-3 sm:col-start-3 sm:flex-col sm:items-end">
        <p className="numbers order-last ml-auto text-large font-semibold sm:order-none">
          {line.gross !== null && line.price && (
            <Changing value={line.gross}>{money(line.gross, line.price.currency, language)}</Changing>
          )}
        </p>
        <select
          className="field numbers w-20"
          aria-label={t.basket.quantityOf(name)}
          value={line.quantity}
          disabled={control.busy}
          onChange={(event) => control.put(line, Number(event.target.value))}
        >
          {quantities.map((number) => (
            <option key={number} value={number}>
              {number}
            </option>
          ))}
        </select>
        <button
          type="button"
          className="min-h-11 text-small text-quiet underline underline-offset-4"
          aria-label={t.basket.removeOne(name)}
          disabled={control.busy}
          onClick={() => control.put(line, 0)}
        >
          {t.basket.remove}
        </button>
      </div>
    </li>
  );
}

/** The first twenty quantities that can be had, and up to the one that is there. */
function quantitiesOf({ quantity, most, step }: CartLine): number[] {
  const steps = Math.max(Math.ceil(quantity / step), Math.min(20, Math.floor(most / step)));
  const numbers = Array.from({ length: steps }, (_, index) => (index + 1) * step);
  return numbers.includes(quantity) ? numbers : [...numbers, quantity];
}

function CartSkeleton() {
  const { t } = useShop();
  return (
    <div role="status" aria-label={t.state.loading}>
      <p className="skeleton mb-6 w-48 text-heading">&nbsp;</p>
      <p className="skeleton mb-3 h-28">&nbsp;</p>
      <p className="skeleton h-28">&nbsp;</p>
    </div>
  );
}
