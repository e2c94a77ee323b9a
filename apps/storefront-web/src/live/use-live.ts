import { useEffect, useState } from 'react';
import type { Offer, Order, StreamFrame } from '../api/types.ts';
import { useShop } from '../shop-context.tsx';
import { type Offers, merged } from './offers.ts';
import { streamAddress } from './stream-address.ts';

/** What the page has subscribed to, as it is at this moment. */
export interface Live {
  offers: Offers;
  order: Order | undefined;
}

const none: Offers = new Map<string, Offer>();
const backOffMs = { first: 1_000, longest: 30_000 };

/** Subscribes to SKUs and an order; each connection begins with a snapshot. */
export function useLive({
  skus = [],
  order,
}: {
  skus?: readonly string[];
  order?: string | undefined;
}): Live {
  const { country, heardAges, heardLink } = useShop();
  const [known, setKnown] = useState({ country, offers: none });
  const [latest, setLatest] = useState<Order>();
  const address = skus.length > 0 || order !== undefined ? streamAddress({ country, skus, order }) : null;

  useEffect(() => {
    if (address === null) return;
    return listen(address, {
      onFrame: ({ figures: incoming, order: changed, ages }) => {
        if (incoming.length > 0) {
          setKnown((before) => ({
            country,
            offers: merged(before.country === country ? before.offers : none, incoming),
          }));
        }
        if (changed) setLatest((before) => (before && before.version > changed.version ? before : changed));
        if (ages) heardAges(ages);
      },
      onLink: heardLink,
    });
  }, [address, country, heardAges, heardLink]);

  // Offers for another country contain another tax.
  const offers = known.country === country ? known.offers : none;
  return { offers, order: latest?.order === order ? latest : undefined };
}

interface Listener {
  onFrame: (frame: StreamFrame) => void;
  onLink: (up: boolean) => void;
}

/** Keeps a connection open: the browser reconnects a broken one; a refused one is tried again with back-off. */
function listen(url: string, { onFrame, onLink }: Listener): () => void {
  let source: EventSource;
  let timer: number | undefined;
  let pause = backOffMs.first;

  function open(): void {
    source = new EventSource(url);
    const read = (event: MessageEvent<string>) => {
      pause = backOffMs.first;
      onLink(true);
      onFrame(JSON.parse(event.data) as StreamFrame);
    };
    source.addEventListener('snapshot', read);
    source.addEventListener('change', read);
    source.addEventListener('error', () => {
      onLink(false);
      if (source.readyState !== EventSource.CLOSED) return;
      timer = window.setTimeout(open, pause);
      pause = Math.min(pause * 2, backOffMs.longest);
    });
  }

  open();
  return () => {
    window.clearTimeout(timer);
    source.close();
  };
}
