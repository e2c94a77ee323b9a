import { useEffect, useState } from 'react';
import type { Offer, Order, StreamFrame } from '../api/types.ts';
import { useShop } from '../shop-context.tsx';
import { type Figures, merged } from './figures.ts';

/** What the page watches, as it is at this moment. */
export interface Live {
  figures: Figures;
  order: Order | undefined;
}

const none: Figures = new Map<string, Offer>();
const skuLimit = 500;
const pauseMs = { first: 1_000, longest: 30_000 };

/** Listens to the shop for SKUs and an order; each connection begins with a snapshot. */
export function useLive({
  skus = [],
  order,
}: {
  skus?: readonly string[];
  order?: string | undefined;
}): Live {
  const { country, heardAges, heardLink } = useShop();
  const [known, setKnown] = useState({ country, figures: none });
  const [latest, setLatest] = useState<Order>();
  const watched = skus.slice(0, skuLimit).join(',');

  useEffect(() => {
    if (watched === '' && order === undefined) return;
    const query = new URLSearchParams({
      country,
      ...(watched && { skus: watched }),
      ...(order && { order }),
    });
    return listen(`/api/stream?${query}`, {
      onFrame: ({ figures: incoming, order: changed, ages }) => {
        if (incoming.length > 0) {
          setKnown((before) => ({
            country,
            figures: merged(before.country === country ? before.figures : none, incoming),
          }));
        }
        if (changed) setLatest((before) => (before && before.version > changed.version ? before : changed));
        if (ages) heardAges(ages);
      },
      onLink: heardLink,
    });
  }, [watched, order, country, heardAges, heardLink]);

  // Another country's figures carry another tax.
  const figures = known.country === country ? known.figures : none;
  return { figures, order: latest?.order === order ? latest : undefined };
}

interface Listener {
  onFrame: (frame: StreamFrame) => void;
  onLink: (up: boolean) => void;
}

/** Keeps a connection open; the browser mends a broken one, a refused one is tried again with growing pauses. */
function listen(url: string, { onFrame, onLink }: Listener): () => void {
  let source: EventSource;
  let timer: number | undefined;
  let pause = pauseMs.first;

  function open(): void {
    source = new EventSource(url);
    const read = (event: MessageEvent<string>) => {
      pause = pauseMs.first;
      onLink(true);
      onFrame(JSON.parse(event.data) as StreamFrame);
    };
    source.addEventListener('snapshot', read);
    source.addEventListener('change', read);
    source.addEventListener('error', () => {
      onLink(false);
      if (source.readyState !== EventSource.CLOSED) return;
      timer = window.setTimeout(open, pause);
      pause = Math.min(pause * 2, pauseMs.longest);
    });
  }

  open();
  return () => {
    window.clearTimeout(timer);
    source.close();
  };
}
