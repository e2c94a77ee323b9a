import { useId, useState } from 'react';
import { Link } from 'wouter';
import { Refusal, api } from '../../api/client.ts';
import type { Sku } from '../../api/types.ts';
import { useShop } from '../../shop-context.tsx';
import { type Sold, quantitiesOf } from './unit-words.ts';

const most = 20;

type State = 'ready' | 'sending' | 'added' | 'failed' | 'full' | 'gone' | 'price';

/** What a refusal means here, by its kind. */
const states: Readonly<Record<string, State>> = {
  'cart-full': 'full',
  'product-not-found': 'gone',
  'price-changed': 'price',
};

interface AddToCartProps {
  sku: Sku;
  /** The unit that is bought. */
  sold: Sold;
  name: string;
  /** The price that is shown is not to be had any more. */
  onPriceChanged: () => void;
}

/** Chooses a quantity and puts it into the cart, beside what is there of the SKU in the same unit already. */
export function AddToCart({ sku, sold, name, onPriceChanged }: AddToCartProps) {
  const { t, country, language, cartChanged } = useShop();
  const id = useId();
  const [quantity, setQuantity] = useState(0);
  const [state, setState] = useState<State>('ready');
  const { available, backOrderable } = sku.stock;
  const shown = sold.price?.version;
  const quantities = quantitiesOf(sold, available + backOrderable, most);
  const wanted = quantities.findLast((number) => number <= quantity) ?? quantities[0] ?? 1;
  const tooFew = quantities.length === 0 && available + backOrderable > 0;
  const possible = quantities.length > 0 && sold.price !== null;

  const add = async () => {
    setState('sending');
    try {
      const audience = { country, language };
      const before = await api.cart(audience, 'standard');
      const { unit } = sold;
      const there = before.lines.find((line) => line.sku === sku.sku && line.unit === unit)?.quantity ?? 0;
      const line = { sku: sku.sku, unit, quantity: there + wanted };
      cartChanged(
        await api.putLine(audience, 'standard', { ...line, ...(shown && { priceVersion: shown }) }),
      );
      setState('added');
    } catch (error) {
      const kind = error instanceof Refusal ? error.kind : '';
      setState(states[kind] ?? 'failed');
      if (kind === 'price-changed') onPriceChanged();
    }
  };

  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap gap-3">
        <label htmlFor={id} className="sr-only">
          {t.product.quantity}
        </label>
        <select
          id={id}
          className="field numbers w-20"
          value={wanted}
          disabled={!possible}
          onChange={(event) => setQuantity(Number(event.target.value))}
        >
          {(possible ? quantities : [wanted]).map((number) => (
            <option key={number} value={number}>
              {number}
            </option>
          ))}
        </select>
        <button
          type="button"
          className="action min-w-56 grow sm:grow-0"
          disabled={!possible || state === 'sending'}
          onClick={() => void add()}
        >
          {!possible
            ? tooFew
              ? t.product.tooFew
              : sku.stock.state === 'discontinued'
                ? t.product.goneAction
                : t.product.soldOut
            : state === 'sending'
              ? t.product.adding
              : wanted * sold.quantity > available
                ? t.product.addWaiting
                : t.product.add}
        </button>
      </div>
      <div role="status" className="empty:-mt-3">
        {state === 'added' && (
          <p className="flex flex-wrap gap-x-3">
            {t.product.added(name)}
            <Link href="/cart" className="font-medium text-accent underline underline-offset-4">
              {t.product.toCart}
            </Link>
          </p>
        )}
        {state === 'failed' && <p className="text-bad">{t.state.failedHint}</p>}
        {state === 'price' && <p className="text-warn">{t.product.priceChanged}</p>}
        {state === 'full' && <p className="text-bad">{t.product.cartFull}</p>}
        {state === 'gone' && <p className="text-bad">{t.product.gone}</p>}
      </div>
    </div>
  );
}
