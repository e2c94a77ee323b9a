import { useCallback, useEffect, useRef, useState } from 'react';
import { onCartChangedElsewhere } from '../../api/cart-channel.ts';
import { api } from '../../api/client.ts';
import type { Cart, CartLine, ShippingMethod } from '../../api/types.ts';
import { type Loaded, useLoaded } from '../../api/use-loaded.ts';
import { useLive } from '../../live/use-live.ts';
import { useShop } from '../../shop-context.tsx';

export interface CartControl extends Loaded<Cart> {
  /** Sets how many of its unit a line holds; 0 removes it. */
  put: (line: Pick<CartLine, 'sku' | 'unit' | 'price'>, quantity: number) => void;
  acknowledge: () => void;
  /** Whether another window changed the cart since this page last did. */
  changedElsewhere: boolean;
  /** While a change is being sent. */
  busy: boolean;
}

/** The guest's cart; loaded again when the offer of one of its lines changes. */
export function useCart(country: string, shipping: ShippingMethod): CartControl {
  const { language, region, cartChanged } = useShop();
  const audience = { country, language, region };
  const loaded = useLoaded<Cart>(`cart ${country} ${region ?? ''} ${language} ${shipping}`, (signal) =>
    api.cart(audience, shipping, signal),
  );
  const { data, reload, replace } = loaded;
  const [busy, setBusy] = useState(false);
  const [changedElsewhere, setChangedElsewhere] = useState(false);
  useEffect(
    () =>
      onCartChangedElsewhere(() => {
        setChangedElsewhere(true);
        reload();
      }),
    [reload],
  );

  const { offers } = useLive({ skus: data?.lines.map(({ sku }) => sku) ?? [] });
  const stamp = [...offers.values()]
    .map(({ sku, epoch, version, price, packs }) => {
      const prices = [price, ...packs.map((pack) => pack.price)].map((one) => one?.version);
      return [sku, epoch, version, ...prices].join(' ');
    })
    .join();
  const seen = useRef('');
  useEffect(() => {
    // The first snapshot repeats what the cart has just shown.
    if (seen.current !== '' && stamp !== '' && stamp !== seen.current) reload();
    if (stamp !== '') seen.current = stamp;
  }, [stamp, reload]);
  useEffect(() => {
    if (data) cartChanged(data);
  }, [data, cartChanged]);

  const change = useCallback(
    (response: Promise<Cart>) => {
      setBusy(true);
      setChangedElsewhere(false);
      response.then(replace, reload).finally(() => setBusy(false));
    },
    [replace, reload],
  );
  return {
    ...loaded,
    busy,
    changedElsewhere,
    put: ({ sku, unit, price }, quantity) => {
      const shown = price && { priceVersion: price.version };
      change(api.putLine(audience, shipping, { sku, quantity, ...(quantity > 0 && { unit, ...shown }) }));
    },
    acknowledge: () => change(api.acknowledge(audience, shipping)),
  };
}
